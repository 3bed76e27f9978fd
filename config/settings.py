"""Every setting, read once from the environment or from the file `.env`.

A wrong value stops the start: each bad variable is named in one go, with what to set instead.
"""

import os
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import is_currency
from environs import Env, EnvValidationError

from config.environment import (
    BASE_DIR,
    MICROSOFT,
    complaint,
    content_policy,
    database,
    has_at,
    have_scheme,
    is_broker,
    is_locale,
    is_own_tenant,
    mail_server,
    one_of,
)

env = Env(eager=False)
# ENV_FILE lets tests, and servers that keep secrets elsewhere, name another file than `.env`.
env.read_env(os.environ.get("ENV_FILE", BASE_DIR / ".env"), recurse=False)

SECRET_KEY = env.str("SECRET_KEY", validate=one_of(bool, "It is empty."))
DEBUG = env.bool("DEBUG", False)
HTTPS = env.bool("HTTPS", False)
STATIC_HASHED = env.bool("STATIC_HASHED", False)
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list(
    "CSRF_TRUSTED_ORIGINS", [], validate=one_of(have_scheme, "An origin has no http(s)://.")
)
DATABASE_URL = env.str("DATABASE_URL", "", validate=database)
CELERY_BROKER_URL = env.str(
    "CELERY_BROKER_URL", "", validate=one_of(is_broker, "Not a Redis address.")
)
SESSION_IDLE_MINUTES = env.int(
    "SESSION_IDLE_MINUTES", 480, validate=one_of(lambda minutes: minutes >= 5, "Too short.")
)
IMPORT_MAX_MB = env.int(
    "IMPORT_MAX_MB", 25, validate=one_of(range(1, 501), "Not between 1 and 500.")
)
IMPORT_MAX_ROWS = env.int(
    "IMPORT_MAX_ROWS", 200_000, validate=one_of(lambda rows: rows > 0, "Not above 0.")
)
EMAIL_URL = env.str("EMAIL_URL", "", validate=mail_server)
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", "baseload@localhost", validate=one_of(has_at, "Not an e-mail address.")
)
ENTRA_CLIENT_ID = env.str("ENTRA_CLIENT_ID", "")
ENTRA_CLIENT_SECRET = env.str("ENTRA_CLIENT_SECRET", "")
ENTRA_TENANT = env.str(
    "ENTRA_TENANT", "", validate=one_of(is_own_tenant, "Not a tenant of your own.")
)
TIME_ZONE = env.str(
    "TIME_ZONE", "UTC", validate=one_of(available_timezones(), "Not a known time zone.")
)
CURRENCY = env.str("CURRENCY", "USD", validate=one_of(is_currency, "Not a known currency."))
LOCALE = env.str("LOCALE", "en_US", validate=one_of(is_locale, "Not a known locale."))
IMPORT_KEEP_DAYS = env.int(
    "IMPORT_KEEP_DAYS", 30, validate=one_of(lambda days: days >= 1, "Too few.")
)
LOG_LEVEL = env.str(
    "LOG_LEVEL",
    "INFO",
    validate=one_of({"DEBUG", "INFO", "WARNING", "ERROR"}, "Not a log level."),
)


try:
    env.seal()
except EnvValidationError as error:
    # SystemExit prints the text alone: one clean message from manage.py, gunicorn and celery alike.
    raise SystemExit(complaint(error.error_messages)) from None

# Signing in with Microsoft Entra is there when all three are set; two of them are a mistake.
ENTRA = [ENTRA_CLIENT_ID, ENTRA_CLIENT_SECRET, ENTRA_TENANT]
if any(ENTRA) and not all(ENTRA):
    raise SystemExit(complaint({"ENTRA_TENANT": ["Only some of the three are set."]}))

# The containers' health checks ask on localhost, whatever name the site goes by.
ALLOWED_HOSTS = [*dict.fromkeys([*ALLOWED_HOSTS, "localhost"])]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *(["allauth.socialaccount", "allauth.socialaccount.providers.microsoft"] if all(ENTRA) else []),
    "django.forms",
    "auditlog",
    "django_htmx",
    "django_tables2",
    "config",
    "clients",
    "contracts",
    "metrics",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.renew_session",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "config.middleware.second_factor_required",
    "config.middleware.origin",
    "config.middleware.wait_for_writers",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DJANGO_TABLES2_TEMPLATE = "tables/table.html"
# Form fields are drawn by templates/django/forms/field.html.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# The history: one table of differences, with the columns that its pages ask for.
AUDITLOG_LOGENTRY_MODEL = "clients.HistoryEntry"
# Its own migrations would make its own table all the same, which nothing ever empties or reads.
MIGRATION_MODULES = {"auditlog": None}
AUDITLOG_USE_FK_STRING_REPRESENTATION = True
AUDITLOG_DISABLE_REMOTE_ADDR = True

# No ATOMIC_REQUESTS: on SQLite every page view would take the write lock.
DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "account_login"
AUTHENTICATION_BACKENDS = ["config.accounts.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# People get in by invitation: nobody signs up, and an e-mail address is vouched for by the owner.
ACCOUNT_ADAPTER = "config.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# Limits count by the visitor's address, which behind a proxy only the proxy knows.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
MFA_ADAPTER = "config.accounts.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Baseload"
# The code before and the one after count too: clocks of phones and servers differ.
MFA_TOTP_TOLERANCE = 1
# It keeps strangers who signed up from locking out an address's owner; here nobody signs up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers offer passkeys without HTTPS on localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SOCIALACCOUNT_ADAPTER = "config.entra.EntraAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_PROVIDERS = {
    "microsoft": {
        # A directory of one's own says truly who has which address.
        "VERIFIED_EMAIL": True,
        "APP": {
            "client_id": ENTRA_CLIENT_ID,
            "secret": ENTRA_CLIENT_SECRET,
            "settings": {"tenant": ENTRA_TENANT},
        },
    }
}

EMAIL_TIMEOUT = 10
# As settings of their own, EMAIL_HOST and so on.
globals().update(mail_server(EMAIL_URL))

# What limits attempts must be counted by all processes together; without Redis there is only one.
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CELERY_BROKER_URL,
            "KEY_PREFIX": "baseload",
        }
        if CELERY_BROKER_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

LANGUAGE_CODE = "en-us"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Files are served from where they lie, unless a build has collected and hashed them.
STATIC_ROOT = BASE_DIR / "staticfiles" if STATIC_HASHED else None
WHITENOISE_USE_FINDERS = not STATIC_HASHED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if STATIC_HASHED
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# The name and shape that Django 6 gives this setting; config.middleware sends it until then.
SECURE_CSP = content_policy(forms_lead_to=[MICROSOFT] if all(ENTRA) else [])
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = SESSION_IDLE_MINUTES * 60
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# A form with two hundred rows has more fields than Django takes of itself.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# What is larger than a setting allows is thrown away on its way in.
FILE_UPLOAD_HANDLERS = [
    "config.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# The proxy in front ends TLS and must set this header itself, never pass on a visitor's.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# Preloading lists a whole domain in browsers for good: a choice for its owner, not for us.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Without a broker tasks run at once in the caller, their arguments still going through JSON.
CELERY_TASK_ALWAYS_EAGER = not CELERY_BROKER_URL
CELERY_TASK_EAGER_PROPAGATES = True
# What config.background runs without a broker: in a thread, so that nobody waits for it.
BACKGROUND_AT_ONCE = False
CELERY_BROKER_URL = CELERY_BROKER_URL or "memory://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 3600
# A killed worker's task comes back after this time; sooner, a slow task would run twice.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_TASK_TIME_LIMIT + 300}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Django's own handlers go: its records reach the root's, once, whether or not DEBUG is on.
    "loggers": {"django": {"handlers": [], "level": LOG_LEVEL}},
}
