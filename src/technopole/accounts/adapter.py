"""How django-allauth behaves here: who may sign up, how secrets are kept, what is written where."""

# mypy: disable-error-code="misc"
# because the adapters of allauth, which these extend, have no types

import base64
import hashlib
from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from technopole.accounts import policy
from technopole.accounts.models import User

LANGUAGE_COOKIE: dict[str, Any] = {"max_age": 31536000, "samesite": "Lax", "secure": settings.HTTPS}


class Adapter(DefaultAccountAdapter):
    """Accounts: sign-up gives an account without any role."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for every way to fail, so that it tells nobody which accounts exist.
        "email_password_mismatch": _("The e-mail address or user name and the password do not fit together."),
        "username_password_mismatch": _("The e-mail address or user name and the password do not fit together."),
        "too_many_login_attempts": _("Too many failed attempts. Try again in a few minutes."),
        "incorrect_password": _("The password is not correct."),
        "enter_current_password": _("The password is not correct."),
        "email_taken": _("An account with this e-mail address already exists."),
        "rate_limited": _("Too many attempts. Try again in a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return policy.sign_up_is_open()

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Keep the name the person gave, and the language they read in."""
        user.display_name = form.cleaned_data.get("display_name", "")
        user.language = getattr(request, "LANGUAGE_CODE", "") or ""
        return super().save_user(request, user, form, commit)

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """A user name that gives away neither the name nor the address of the person, unless they chose one."""
        if not user.username:
            user.username = self.generate_unique_username(["member"])

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        """Go on in the language the person chose."""
        response: HttpResponse = super().post_login(request, user, **more)
        if user.language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, **LANGUAGE_COOKIE)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the name of the centre; the people of the demo have no mailbox."""
        if email.endswith(".invalid"):
            return
        host = get_current_site(self.request).domain
        site = SimpleNamespace(name=policy.centre_name() or host, domain=host)
        super().send_mail(template_prefix, email, {"current_site": site, **context})

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("accounts:account") if self.request.user.is_authenticated else reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:account")


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted in the store, so that a stolen backup opens no account."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not correct. Codes change every 30 seconds."),
        "unverified_email": _("Confirm your e-mail address first: open the link we sent you."),
        "cannot_delete_authenticator": _(
            "Your role needs a second step. Add another one before you remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user: User = authenticator.user
        if not policy.must_have_second_factor(user):
            return True
        second = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        others = Authenticator.objects.filter(user=user, type__in=second).exclude(pk=authenticator.pk)
        return bool(others.exists())


def _fernet() -> MultiFernet:
    """The key is derived from the installation's secret, and from its older secrets for reading."""
    keys = [settings.SECRET_KEY, *getattr(settings, "SECRET_KEY_FALLBACKS", [])]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"technopole.accounts.second-factor\0" + key.encode()).digest())
