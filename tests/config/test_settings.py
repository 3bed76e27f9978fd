"""Settings: what the environment may say, and the sentence a wrong value gets."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection

ROOT = Path(settings.BASE_DIR)
KEY = "k" * 50


@pytest.fixture
def load(monkeypatch, tmp_path):
    """Read config/settings.py afresh, as if the environment were just these variables."""

    def load(dotenv="", **variables):
        file = tmp_path / "env"
        file.write_text(dotenv)
        environment = {"SECRET_KEY": KEY, "ENV_FILE": str(file), **variables}
        monkeypatch.setattr(os, "environ", environment)
        return SimpleNamespace(**runpy.run_path(str(ROOT / "config/settings.py")))

    return load


def run(*command, **variables):
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, **variables}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_secret_key_alone_is_enough(load):
    loaded = load()
    assert loaded.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert loaded.DEBUG is False
    assert loaded.CELERY_TASK_ALWAYS_EAGER is True
    assert (loaded.TIME_ZONE, loaded.CURRENCY, loaded.LOCALE) == ("UTC", "USD", "en_US")


def test_the_file_is_read_and_the_environment_wins(load):
    loaded = load(dotenv="CURRENCY=EUR\nLOCALE=de_DE\n", LOCALE="fr_FR")
    assert (loaded.CURRENCY, loaded.LOCALE) == ("EUR", "fr_FR")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("SECRET_KEY", "", "Set it to at least 50 random characters"),
        ("DEBUG", "perhaps", "Set it to true or false."),
        ("HTTPS", "2", "Set it to true or false."),
        ("STATIC_HASHED", "x", "Set it to true or false."),
        ("CSRF_TRUSTED_ORIGINS", "mrr.example.com", "Set it to full origins"),
        ("DATABASE_URL", "mysql://root@db/baseload", "Set it to sqlite:////full/path"),
        ("DATABASE_URL", "baseload", "Set it to sqlite:////full/path"),
        ("DATABASE_URL", "postgres://db:port/baseload", "Set it to sqlite:////full/path"),
        ("DATABASE_URL", "postgres://db", "Set it to sqlite:////full/path"),
        ("CELERY_BROKER_URL", "amqp://mq", "Set it to redis://host:6379/0"),
        ("SESSION_IDLE_MINUTES", "long", "Set it to a number of minutes"),
        ("IMPORT_KEEP_DAYS", "0", "Set it to a number of days"),
        ("SESSION_IDLE_MINUTES", "4", "Set it to a number of minutes"),
        ("EMAIL_URL", "mail.example.com", "Set it to smtp+tls://user:password@host:587"),
        ("EMAIL_URL", "smtp://mail.example.com:port", "Set it to smtp+tls://user"),
        ("EMAIL_URL", "smtp://", "Set it to smtp+tls://user"),
        ("DEFAULT_FROM_EMAIL", "Baseload", "Set it to the sender of mails"),
        ("ENTRA_TENANT", "common", "the tenant is your own directory's id"),
        ("ENTRA_TENANT", "example.com", "Set ENTRA_CLIENT_ID, ENTRA_CLIENT_SECRET and"),
        ("TIME_ZONE", "Mars/Olympus", "Set it to a name such as Europe/Berlin"),
        ("CURRENCY", "usd", "Set it to an ISO code"),
        ("LOCALE", "english", "Set it to a language and country"),
        ("LOCALE", "", "Set it to a language and country"),
        ("LOG_LEVEL", "loud", "Set it to DEBUG, INFO"),
    ],
)
def test_a_wrong_value_is_named_with_its_remedy(load, name, value, remedy):
    with pytest.raises(SystemExit) as stopped:
        load(**{name: value})
    assert f"  {name}: " in stopped.value.code
    assert remedy in stopped.value.code


def test_all_wrong_values_are_named_at_once(load):
    with pytest.raises(SystemExit) as stopped:
        load(DEBUG="perhaps", TIME_ZONE="Mars", CURRENCY="?")
    assert stopped.value.code.count("Set it to") == 3


def test_a_refused_database_address_keeps_its_password_to_itself(load):
    with pytest.raises(SystemExit) as stopped:
        load(DATABASE_URL="mysql://root:hush@db/baseload")
    assert "hush" not in stopped.value.code


def test_an_empty_value_counts_as_the_default_for_an_address(load):
    loaded = load(DATABASE_URL="", CELERY_BROKER_URL="", ALLOWED_HOSTS="")
    assert loaded.DATABASES["default"]["NAME"].endswith("db.sqlite3")
    assert loaded.ALLOWED_HOSTS == ["localhost"]


def test_manage_py_stops_with_one_clean_message():
    result = run("manage.py", "check", DEBUG="perhaps")
    assert result.returncode == 1
    assert "SECRET_KEY: " in result.stderr
    assert "DEBUG: " in result.stderr
    assert "Traceback" not in result.stderr


def test_the_web_server_stops_too_instead_of_trying_forever():
    result = run("-m", "gunicorn", "config.wsgi", "--preload", "--bind=127.0.0.1:0")
    assert result.returncode == 1
    assert "SECRET_KEY: " in result.stderr
    assert "Traceback" not in result.stderr


def test_postgres_comes_with_a_pool_that_checks_its_connections(load):
    entry = load(DATABASE_URL="postgresql://u:p@db:5433/mrr?sslmode=require").DATABASES["default"]
    assert entry["ENGINE"] == "django.db.backends.postgresql"
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("db", 5433, "mrr")
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert entry["OPTIONS"]["pool"]["max_size"] == 8
    assert entry["OPTIONS"]["options"] == "-c jit=off"
    assert (entry["CONN_MAX_AGE"], entry["CONN_HEALTH_CHECKS"]) == (0, True)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has these switches")
def test_sqlite_keeps_foreign_keys_and_waits_for_its_lock():
    with connection.cursor() as cursor:
        switches = {
            name: cursor.execute(f"pragma {name}").fetchone()[0]
            for name in ("foreign_keys", "synchronous", "busy_timeout", "cache_size")
        }
    assert switches == {
        "foreign_keys": 1,
        "synchronous": 1,
        "busy_timeout": 20_000,
        "cache_size": -200_000,
    }


def test_https_hardens_cookies_and_transport(load):
    loaded = load(HTTPS="true")
    assert loaded.SESSION_COOKIE_SECURE
    assert loaded.CSRF_COOKIE_SECURE
    assert loaded.SECURE_SSL_REDIRECT
    assert loaded.SECURE_HSTS_SECONDS == 31_536_000
    assert loaded.SECURE_PROXY_SSL_HEADER == ("HTTP_X_FORWARDED_PROTO", "https")


def test_behind_https_attempts_are_counted_by_the_address_the_proxy_tells(load):
    assert load(HTTPS="true").ALLAUTH_TRUSTED_PROXY_COUNT == 1
    assert load().ALLAUTH_TRUSTED_PROXY_COUNT == 0


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.com", "mail.example.com", 25, False, False),
        ("smtp+tls://me%40a.b:p%2Fw@mail.example.com", "mail.example.com", 587, True, False),
        ("smtps://me%40a.b:p%2Fw@mail.example.com:466", "mail.example.com", 466, False, True),
    ],
)
def test_mail_server(load, url, host, port, tls, ssl):
    loaded = load(EMAIL_URL=url)
    assert (host, port) == (loaded.EMAIL_HOST, loaded.EMAIL_PORT)
    assert (tls, ssl) == (loaded.EMAIL_USE_TLS, loaded.EMAIL_USE_SSL)
    login = (loaded.EMAIL_HOST_USER, loaded.EMAIL_HOST_PASSWORD)
    assert login == (("me@a.b", "p/w") if "@" in url else ("", ""))


def test_without_a_mail_server_mails_are_written_to_the_log(load):
    assert load().EMAIL_BACKEND == "django.core.mail.backends.console.EmailBackend"


def test_attempts_are_counted_together_by_all_processes(load):
    cache = load(CELERY_BROKER_URL="redis://redis:6379/0").CACHES["default"]
    assert cache["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert cache["LOCATION"] == "redis://redis:6379/0"
    assert load().CACHES["default"]["BACKEND"].endswith("LocMemCache")


def test_sessions_end_after_the_idle_time(load):
    assert load().SESSION_COOKIE_AGE == 480 * 60
    assert load(SESSION_IDLE_MINUTES="30").SESSION_COOKIE_AGE == 30 * 60


def test_microsoft_is_there_when_all_three_are_set(load):
    entra = {"ENTRA_CLIENT_ID": "a", "ENTRA_CLIENT_SECRET": "b", "ENTRA_TENANT": "example.com"}
    assert "allauth.socialaccount" in load(**entra).INSTALLED_APPS
    assert "allauth.socialaccount" not in load().INSTALLED_APPS


def test_without_https_no_header_of_a_visitor_is_believed(load):
    loaded = load()
    assert loaded.SECURE_PROXY_SSL_HEADER is None
    assert not loaded.SECURE_SSL_REDIRECT


@pytest.mark.parametrize(
    ("hashed", "storage"),
    [
        ("true", "whitenoise.storage.CompressedManifestStaticFilesStorage"),
        ("false", "django.contrib.staticfiles.storage.StaticFilesStorage"),
    ],
)
def test_static_files_are_hashed_on_request(load, hashed, storage):
    loaded = load(STATIC_HASHED=hashed)
    assert loaded.STORAGES["staticfiles"]["BACKEND"] == storage
    assert loaded.WHITENOISE_USE_FINDERS is (hashed == "false")


@pytest.mark.skipif(
    not finders.find("vendor/tabler.min.css"), reason="run `make assets`: no browser files yet"
)
def test_static_files_can_be_collected_and_hashed(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": manifest}}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert list(tmp_path.glob("vendor/tabler.min.*.css"))


def test_health_is_asked_without_a_login(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_health_is_answered_without_tls_too(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/login/").status_code == 301


def test_every_response_carries_the_policy(client, db):
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    )
