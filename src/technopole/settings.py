"""Settings. Everything that differs between installations comes from the environment or the home folder.

`TECHNOPOLE_HOME`   the folder of store, index, cache, attachments (default ./.technopole)
`DATABASE_URL`      a PostgreSQL store instead of SQLite in the home folder
`TECHNOPOLE_HOSTS`  host names the portal answers to, comma between (default: loopback only)
`TECHNOPOLE_URL`    where people reach the portal, for links in mail (such as https://centre.example)
`TECHNOPOLE_HTTPS`  1 when a reverse proxy serves the portal over HTTPS: secure cookies, HSTS
`TECHNOPOLE_SIGNUP` closed when only administrators make accounts (default: open; a new account holds no role)
`TECHNOPOLE_REQUIRE_MFA`  who must have a second factor outside the demo: administrator (default), staff, or off
`TECHNOPOLE_SMTP`   smtp://user:password@host:587 ; without it, mail is written to files in the home folder
`TECHNOPOLE_SEMANTIC_MODEL`  the folder of a sentence-embedding model, to rank matches by meaning too (default: none)
`TECHNOPOLE_WEBHOOKS_TO_LOOPBACK`  1 to let webhooks lead to programs on this machine, without HTTPS
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).parent
HOME = Path(os.environ.get("TECHNOPOLE_HOME", ".technopole")).resolve()


def _secret_key() -> str:
    """This installation's own secret, made on first use and readable by its owner only."""
    file = HOME / "secret.key"
    if not file.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass  # another process of this installation was first
        else:
            with os.fdopen(descriptor, "w") as handle:
                handle.write(secrets.token_urlsafe(64))
    return file.read_text()


SECRET_KEY = os.environ.get("TECHNOPOLE_SECRET_KEY") or _secret_key()
DEBUG = os.environ.get("TECHNOPOLE_DEBUG") == "1"
HTTPS = os.environ.get("TECHNOPOLE_HTTPS") == "1"
PUBLIC_URL = os.environ.get("TECHNOPOLE_URL", "")
HOSTS = [host for host in os.environ.get("TECHNOPOLE_HOSTS", "").split(",") if host]
ALLOWED_HOSTS = HOSTS or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "technopole.core",
    "technopole.accounts",
    "technopole.pages",
    "technopole.registry",
    "technopole.registration",
    "technopole.supervision",
    "technopole.programme",
    "technopole.policies",
    "technopole.exchange",
    "technopole.deals",
    "technopole.observatory",
    "technopole.signals",
    "technopole.interop",
    "technopole.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "technopole.accounts.middleware.SecondFactorMiddleware",
    "technopole.web.middleware.ProblemMiddleware",
]

ROOT_URLCONF = "technopole.web.urls"
WSGI_APPLICATION = "technopole.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "technopole.web.context.centre",
            ],
        },
    },
]

if url := os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "technopole.core.backends.sqlite3",
            "NAME": str(HOME / "store.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"timeout": 30},
            "TEST": {"NAME": str(HOME / "test.sqlite3")},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SIGNUP = os.environ.get("TECHNOPOLE_SIGNUP", "open")
REQUIRE_MFA = os.environ.get("TECHNOPOLE_REQUIRE_MFA", "administrator")
CENTRE = "technopole.centre.current.centre"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_ADAPTER = "technopole.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "technopole.accounts.forms.LoginForm",
    "signup": "technopole.accounts.forms.SignupForm",
    "add_email": "technopole.accounts.forms.AddEmailForm",
    "change_password": "technopole.accounts.forms.ChangePasswordForm",
    "set_password": "technopole.accounts.forms.SetPasswordForm",
    "reset_password": "technopole.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "technopole.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "technopole.accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "technopole.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "technopole.accounts.forms.AuthenticateForm",
    "reauthenticate": "technopole.accounts.forms.MfaReauthenticateForm",
    "activate_totp": "technopole.accounts.forms.ActivateTotpForm",
    "add_webauthn": "technopole.accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "technopole.accounts.forms.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Technopole"
USERSESSIONS_TRACK_ACTIVITY = False
# Addresses for rate limits: the last one the reverse proxy added, or the peer's where there is no proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("TECHNOPOLE_TIME_ZONE", "UTC")
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = None  # assets are served from the package as they are: nothing to collect
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
ATTACHMENTS = HOME / "attachments"
SEMANTIC_MODEL = os.environ.get("TECHNOPOLE_SEMANTIC_MODEL", "")
WEBHOOKS_TO_LOOPBACK = os.environ.get("TECHNOPOLE_WEBHOOKS_TO_LOOPBACK") == "1"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

if smtp := os.environ.get("TECHNOPOLE_SMTP"):
    parts = urlsplit(smtp)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = parts.hostname or "localhost", parts.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(parts.username or ""), unquote(parts.password or "")
    EMAIL_USE_TLS = EMAIL_PORT == 587
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("TECHNOPOLE_MAIL_FROM", "technopole@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"technopole": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS = ["security.W004"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
