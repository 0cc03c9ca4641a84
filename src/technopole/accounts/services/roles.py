"""Who may do what: roles are given by administrators, representatives appointed by registrars."""

from django.db import transaction
from django.utils.translation import gettext as _

from technopole.accounts.models import Grant, Representation, Role, User
from technopole.accounts.services.records import record, require
from technopole.accounts.services.sessions import end_sessions
from technopole.core import clock
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.models import SourceRecord
from technopole.core.sourced import By


@transaction.atomic
def grant_role(user: User, role: str, by: By) -> Grant:
    """Give a role. Administrators only; giving a role twice changes nothing."""
    require(by, Role.ADMINISTRATOR)
    if role not in Role.values:
        raise Invalid(_("There is no such role."), fields={"role": [_("There is no such role.")]})
    if not user.is_active:
        raise Conflict(_("This account is closed."))
    grant, is_new = Grant.objects.get_or_create(
        user=user, role=role, defaults={"granted_at": clock.now(), "granted_by": by.user}
    )
    if is_new:
        record(user, "role_granted", by, role=role)
        user.forget_rights()
    return grant


@transaction.atomic
def revoke_role(user: User, role: str, by: By) -> None:
    """Take a role back. Administrators only; the last administrator stays."""
    require(by, Role.ADMINISTRATOR)
    if role == Role.ADMINISTRATOR:
        keep_an_administrator(without=user)
    removed, _rows = Grant.objects.filter(user=user, role=role).delete()
    if removed:
        record(user, "role_revoked", by, role=role)
        user.forget_rights()


def keep_an_administrator(without: User) -> None:
    """Raise `Conflict` when nobody could administer the centre without this person. Call inside a transaction."""
    # The lock makes two administrators who remove each other at the same moment wait for one another.
    holders = User.objects.select_for_update().filter(is_active=True, grants__role=Role.ADMINISTRATOR)
    administrators = set(holders.values_list("pk", flat=True))
    if administrators <= {without.pk} and without.pk in administrators:
        raise Conflict(_("This is the last administrator. Make somebody else an administrator first."))


@transaction.atomic
def appoint_representative(user: User, organisation_uid: str, by: By, post: str = "") -> Representation:
    """Let a person speak for an organisation from now on. Registrars and administrators only.

    Appointing somebody who already speaks for it only notes another post.
    """
    require(by, Role.REGISTRAR)
    if not user.is_active:
        raise Conflict(_("This account is closed."))
    if not SourceRecord.objects.filter(kind="organisation", uid=organisation_uid).exists():
        message = _("No organisation has this identifier.")
        raise Invalid(message, fields={"organisation_uid": [message]})
    current = Representation.objects.filter(user=user, organisation_uid=organisation_uid, ended_at=None).first()
    if current is not None:
        if post and post != current.post:
            current.post = post
            current.save(update_fields=["post"])
            record(user, "post_changed", by, organisation=organisation_uid)
        return current
    appointed = Representation.objects.create(
        user=user, organisation_uid=organisation_uid, post=post, since=clock.now(), granted_by=by.user
    )
    record(user, "appointed", by, organisation=organisation_uid)
    user.forget_rights()
    return appointed


@transaction.atomic
def end_representation(representation: Representation, by: By) -> None:
    """From now on the person no longer speaks for the organisation. Registrars, or the person."""
    if by.user is None or by.user.pk != representation.user_id:
        require(by, Role.REGISTRAR)
    ended = Representation.objects.filter(pk=representation.pk, ended_at=None).update(ended_at=clock.now())
    if ended:
        record(representation.user, "representation_ended", by, organisation=representation.organisation_uid)
        representation.refresh_from_db(fields=["ended_at"])
        representation.user.forget_rights()


@transaction.atomic
def suspend(user: User, by: By) -> None:
    """Close an account to its owner: no sign-in, no token works, sessions end. Administrators only."""
    require(by, Role.ADMINISTRATOR)
    if by.user is not None and by.user.pk == user.pk:
        raise NotAllowed(_("You cannot suspend your own account."))
    keep_an_administrator(without=user)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user, by, note=False)
        record(user, "suspended", by)


@transaction.atomic
def restore(user: User, by: By) -> None:
    """Open a suspended account again. Administrators only; an account its owner deleted stays closed."""
    require(by, Role.ADMINISTRATOR)
    if not user.email:
        raise Conflict(_("This account was deleted by its owner."))
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(user, "restored", by)
