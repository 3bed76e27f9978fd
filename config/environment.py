"""How values of the environment are checked, and what is made of them, before they are settings."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from babel import Locale, UnknownLocaleError
from environs import ValidationError

BASE_DIR = Path(__file__).resolve().parent.parent
EMBEDDED_DATABASE = f"sqlite:///{BASE_DIR / 'db.sqlite3'}"


REMEDIES = {
    "SECRET_KEY": "Set it to at least 50 random characters; `openssl rand -hex 32` prints some.",
    "DEBUG": "Set it to true or false.",
    "HTTPS": "Set it to true or false.",
    "STATIC_HASHED": "Set it to true or false.",
    "CSRF_TRUSTED_ORIGINS": "Set it to full origins, such as https://mrr.example.com.",
    "DATABASE_URL": (
        "Set it to sqlite:////full/path/db.sqlite3 or postgres://user:password@host:5432/name."
    ),
    "CELERY_BROKER_URL": "Set it to redis://host:6379/0, or leave it empty to run tasks at once.",
    "SESSION_IDLE_MINUTES": "Set it to a number of minutes, at least 5, such as 480.",
    "IMPORT_MAX_MB": "Set it to the megabytes of the largest file to take in, such as 25.",
    "IMPORT_MAX_ROWS": "Set it to the rows of the largest file to take in, such as 200000.",
    "IMPORT_KEEP_DAYS": "Set it to a number of days, at least 1, such as 30.",
    "EMAIL_URL": (
        "Set it to smtp+tls://user:password@host:587, smtps://user:password@host:465 or "
        "smtp://host:25, or leave it empty to have no mail sent."
    ),
    "DEFAULT_FROM_EMAIL": "Set it to the sender of mails, such as baseload@example.com.",
    "ENTRA_TENANT": "Set ENTRA_CLIENT_ID, ENTRA_CLIENT_SECRET and ENTRA_TENANT, or none of them; "
    "the tenant is your own directory's id or domain.",
    "TIME_ZONE": "Set it to a name such as Europe/Berlin, or to UTC.",
    "CURRENCY": "Set it to an ISO code in capitals, such as USD or EUR.",
    "LOCALE": "Set it to a language and country, such as en_US or de_DE.",
    "LOG_LEVEL": "Set it to DEBUG, INFO, WARNING or ERROR.",
}


def complaint(errors: Any) -> str:
    """One line per bad variable: what is wrong, what to set."""
    lines = [f"  {name}: {' '.join(errors[name])} {REMEDIES.get(name, '')}" for name in errors]
    return "\n".join(["Baseload cannot start; set these in the environment or in .env:", *lines])


def one_of(allowed: Any, complaint: str) -> Any:
    """A validator: the value is in `allowed` (a container or a predicate)."""
    accepts = allowed if callable(allowed) else allowed.__contains__

    def validate(value: Any) -> None:
        if not accepts(value):
            raise ValidationError(complaint)

    return validate


def is_locale(text: str) -> bool:
    try:
        return bool(Locale.parse(text))
    except (ValueError, UnknownLocaleError):
        return False


def is_broker(url: str) -> bool:
    return not url or url.startswith(("redis://", "rediss://"))


def have_scheme(origins: list[str]) -> bool:
    return all(origin.startswith(("http://", "https://")) for origin in origins)


def has_at(address: str) -> bool:
    return "@" in address


def is_own_tenant(tenant: str) -> bool:
    """The shared tenants would let anybody's directory vouch for an e-mail address."""
    return tenant.lower() not in {"common", "organizations", "consumers"}


def mail_server(url: str) -> dict[str, Any]:
    """Django's mail settings for one URL. Without one, mails are written to the log.

    Raises ValidationError for anything but an SMTP server.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValidationError("Not a readable address.") from None
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise ValidationError("Not the address of an SMTP server.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def database(url: str) -> dict[str, Any]:
    """Django's entry for one URL, the embedded one if it is empty.

    Raises ValidationError for anything but SQLite and PostgreSQL.
    """
    url = url or EMBEDDED_DATABASE
    scheme = url.partition("://")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ValidationError("Not an SQLite or PostgreSQL address.")
    try:
        entry: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=0)}
    except ValueError:
        raise ValidationError("Not a readable address.") from None
    if not entry.get("NAME"):
        raise ValidationError("It names no database.")
    options = SQLITE_OPTIONS if scheme == "sqlite" else POSTGRES_OPTIONS
    entry["OPTIONS"] = {**options, **entry.get("OPTIONS", {})}
    entry["CONN_HEALTH_CHECKS"] = scheme != "sqlite"
    return entry


# IMMEDIATE takes the write lock at the start: a reader that turns writer is refused, not queued.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-200000;"
    ),
}
# One pool per process: web threads and task processes share a few connections. Compiling a query
# takes longer than any of ours runs, and PostgreSQL takes the large ones for worth it.
POSTGRES_OPTIONS = {
    "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
    "options": "-c jit=off",
}


MICROSOFT = "https://login.microsoftonline.com"


def content_policy(*, forms_lead_to: list[str]) -> dict[str, list[str]]:
    """Everything comes from the site itself, and nothing of it is written into the pages.

    Browsers hold redirects after a form against `form-action` too: the way to another login.
    """
    return {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *forms_lead_to],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
