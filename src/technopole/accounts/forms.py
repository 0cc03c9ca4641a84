"""Forms about accounts: allauth's with our words and hints, and our own."""

# mypy: disable-error-code="misc"
# because the forms of allauth, which these extend, have no types

import datetime as dt
from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from technopole.accounts.models import Role, User
from technopole.core import clock

PASSWORD_HINT = _("At least 10 characters. Several words are easier to remember than signs.")


class Worded:
    """Gives a form of allauth's our labels and hints; a placeholder is no label, so there is none."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


class LoginForm(Worded, account_forms.LoginForm):
    words = {
        "login": (_("E-mail address or user name"), ""),
        "password": (_("Password"), ""),
        "remember": (_("Keep me signed in for two weeks"), ""),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")


class SignupForm(Worded, account_forms.SignupForm):
    display_name = forms.CharField(
        max_length=150, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["display_name", "email", "password1", "password2"]
    words = {
        "display_name": (_("Your name"), _("As colleagues shall see it. You can change it at any time.")),
        "email": (_("E-mail address"), _("We send you a link to confirm it.")),
        "password1": (_("Password"), PASSWORD_HINT),
        "password2": (_("Password again"), ""),
    }


class AddEmailForm(Worded, account_forms.AddEmailForm):
    words = {
        "email": (
            _("New e-mail address"),
            _("It takes the place of the old one once you open the link we send to it."),
        )
    }


class ChangePasswordForm(Worded, account_forms.ChangePasswordForm):
    words = {
        "oldpassword": (_("Current password"), ""),
        "password1": (_("New password"), PASSWORD_HINT),
        "password2": (_("New password again"), ""),
    }


class SetPasswordForm(Worded, account_forms.SetPasswordForm):
    words = {"password1": (_("New password"), PASSWORD_HINT), "password2": (_("New password again"), "")}


class ResetPasswordForm(Worded, account_forms.ResetPasswordForm):
    words = {"email": (_("E-mail address"), "")}


class ResetPasswordKeyForm(Worded, account_forms.ResetPasswordKeyForm):
    words = SetPasswordForm.words


class ReauthenticateForm(Worded, account_forms.ReauthenticateForm):
    words = {"password": (_("Password"), "")}


CODE = (_("Code"), _("Six digits from your authenticator app, or one of your recovery codes."))


class AuthenticateForm(Worded, mfa_forms.AuthenticateForm):
    words = {"code": CODE}


class MfaReauthenticateForm(Worded, mfa_forms.ReauthenticateForm):
    words = {"code": CODE}


class ActivateTotpForm(Worded, totp_forms.ActivateTOTPForm):
    words = {"code": (_("Code from the app"), _("Six digits. They change every 30 seconds."))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddWebAuthnForm(Worded, webauthn_forms.AddWebAuthnForm):
    words = {
        "name": (_("Name of the key"), _("By which you tell your keys apart, such as “Blue key on my key ring”.")),
        "passwordless": (
            _("Sign in with this key alone"),
            _("Without a password: the key then asks for your fingerprint, face or PIN."),
        ),
    }


class EditWebAuthnForm(Worded, webauthn_forms.EditWebAuthnForm):
    words = {"name": (_("Name of the key"), "")}


class ProfileForm(forms.ModelForm):
    """What a person is called, and the language we write to them in."""

    class Meta:
        model = User
        fields = ["display_name", "language"]
        labels = {"display_name": _("Your name"), "language": _("Language")}
        help_texts = {
            "display_name": _("As colleagues shall see it."),
            "language": _("For the portal after you sign in, and for our mail."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("As my browser asks")), ("en", "English"), ("zh-hans", "中文")]
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            required=False,
            choices=choices,
            help_text=_("For the portal after you sign in, and for our mail."),
        )
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=100,
        help_text=_("So that you know later which program uses it, such as “Nightly import”."),
    )
    access = forms.ChoiceField(
        label=_("What may it do?"),
        choices=[
            ("read", _("Read what I may read")),
            ("write", _("Read and change what I may change")),
        ],
        initial="read",
        widget=forms.RadioSelect,
    )
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("A year from now at most. After it the token stops working."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        field = self.fields["last_day"]
        field.initial = today + dt.timedelta(days=90)
        field.widget.attrs.update(min=f"{today + dt.timedelta(days=1)}", max=f"{today + dt.timedelta(days=364)}")

    def clean_last_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["last_day"]
        if not clock.today() < day <= clock.today() + dt.timedelta(days=364):
            raise forms.ValidationError(_("The last day must lie between tomorrow and a year from now."))
        return day


class WhyForm(forms.Form):
    """A reason, which the history keeps."""

    why = forms.CharField(label=_("Why?"), max_length=500, help_text=_("The history of the account keeps it."))


class GrantForm(WhyForm):
    """A role for a person."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    field_order = ["role", "why"]


class RepresentationForm(WhyForm):
    """A person speaks for an organisation."""

    organisation_uid = forms.RegexField(
        label=_("Organisation"),
        regex=r"^[0-9a-z]{12}$",
        strip=True,
        help_text=_("Its identifier of twelve characters: the last part of the address of its page."),
        error_messages={"invalid": _("An identifier has twelve characters, small letters and digits.")},
    )
    post = forms.CharField(label=_("Position held"), max_length=150, required=False)
    field_order = ["organisation_uid", "post", "why"]


class PersonSearchForm(forms.Form):
    """Which people to list."""

    q = forms.CharField(label=_("Name, user name or e-mail address"), required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        choices=[
            ("", _("All people")),
            ("staff", _("All staff")),
            *Role.choices,
            ("representative", _("Representatives")),
        ],
    )


class DeleteAccountForm(forms.Form):
    """Leaving."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("To be sure that it is you."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    sure = forms.BooleanField(label=_("Yes, delete my account for good"))
