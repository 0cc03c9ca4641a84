"""Users, the roles they hold, the organisations they represent, their API tokens."""

from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of the centre's staff may do. Everybody else is a visitor or a representative."""

    REGISTRAR = "registrar", _("Registrar")
    BROKER = "broker", _("Exchange broker")
    ANALYST = "analyst", _("Analyst")
    PROGRAMME_OFFICER = "programme_officer", _("Programme officer")
    ADMINISTRATOR = "administrator", _("Administrator")


class User(AbstractUser):
    """A person with an account."""

    display_name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_demo = models.BooleanField(default=False)
    """One of the people of the demo centre, whose passwords are public."""

    api_token: "ApiToken | None" = None
    """The token this person's program showed, set when a token signed them in."""

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username

    @property
    def uid(self) -> str:
        """By what the history of this account is found; never more than twelve characters."""
        return f"user-{self.pk}" if self.pk < 10_000_000 else f"u{self.pk}"

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held; an administrator holds them all."""
        held = frozenset(self.grants.values_list("role", flat=True))
        return frozenset(Role.values) if Role.ADMINISTRATOR in held or self.is_superuser else held

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @cached_property
    def represents(self) -> frozenset[str]:
        """The uids of the organisations this person may speak for today."""
        return frozenset(self.representations.filter(ended_at=None).values_list("organisation_uid", flat=True))

    @property
    def is_member_of_staff(self) -> bool:
        return bool(self.roles)

    def forget_rights(self) -> None:
        """Read roles and representations anew when next asked: services call this after they change them."""
        for name in ("roles", "represents"):
            self.__dict__.pop(name, None)


class Grant(models.Model):
    """A role given to a person, and by whom."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=30, choices=Role)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: models.Manager["Grant"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="one_grant_per_role")]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Representation(models.Model):
    """A person speaks for an organisation, from one day to another."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="representations")
    organisation_uid = models.CharField(max_length=12, db_index=True)
    post = models.CharField(max_length=150, blank=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: models.Manager["Representation"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation_uid"],
                condition=models.Q(ended_at=None),
                name="one_current_representation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.organisation_uid}"


class ApiToken(models.Model):
    """A secret a program shows instead of a password; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    """The first characters, so that its owner can tell tokens apart."""
    may_write = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: models.Manager["ApiToken"]

    def __str__(self) -> str:
        return f"{self.hint}… {self.name}"
