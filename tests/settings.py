"""The settings of the tests: the real ones, on a known environment."""

import os

# A developer's own .env and variables never reach the tests; DATABASE_URL chooses the database.
os.environ["ENV_FILE"] = os.devnull
for name in ("DEBUG", "HTTPS", "STATIC_HASHED", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"):
    os.environ.pop(name, None)
for name in ("CELERY_BROKER_URL", "TIME_ZONE", "CURRENCY", "LOCALE", "LOG_LEVEL"):
    os.environ.pop(name, None)
os.environ.pop("IMPORT_KEEP_DAYS", None)
for name in ("SESSION_IDLE_MINUTES", "EMAIL_URL", "DEFAULT_FROM_EMAIL"):
    os.environ.pop(name, None)
for name in ("IMPORT_MAX_MB", "IMPORT_MAX_ROWS", "IMPORT_KEEP_DAYS"):
    os.environ.pop(name, None)
for name in ("ENTRA_CLIENT_ID", "ENTRA_CLIENT_SECRET", "ENTRA_TENANT"):
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "only-for-tests-" * 4
os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or "sqlite://:memory:"

from config.settings import *  # noqa: E402

# The real hasher is slow on purpose; the tests create many users.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Pages' tests see what came of it; a thread would not see their transaction.
BACKGROUND_AT_ONCE = True

# SQLite on a disk, as users have it: in memory its writers would fail instead of waiting.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / "test.sqlite3"}  # noqa: F405
