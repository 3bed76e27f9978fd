"""docker-compose.yml: valid, and its very commands start natively."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
APP_SERVICES = ["migrate", "web", "worker", "beat"]


class Service:
    """One service of the compose file as a process of this machine, its output in a file."""

    def __init__(self, name, folder, address="0.0.0.0:8000", **variables):
        command = [part.replace("0.0.0.0:8000", address) for part in SERVICES[name]["command"]]
        self.log = folder / f"{name}.log"
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [Path(sys.executable).parent / command[0], *command[1:]],
                cwd=ROOT,
                env=environment(folder, **variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def wait_until_it_says(self, text, seconds=60):
        wait_until(lambda: text in self.log.read_text() or self.process.poll() is not None, seconds)
        assert text in self.log.read_text(), self.log.read_text()


def environment(folder, **variables):
    """What a service sees: a database of its own in this folder, no developer's .env."""
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "k" * 50,
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        **variables,
    }


def wait_until(happened, seconds=60):
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.1)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answer(url):
    try:
        with urlopen(url, timeout=5) as response:
            return response.read().decode()
    except (URLError, ConnectionError):
        return ""


def test_the_file_follows_the_specification():
    schema = ["--builtin-schema", "vendor.compose-spec"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, ROOT / "docker-compose.yml"]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_every_image_of_others_is_pinned_to_a_major_version():
    images = [SERVICES[name]["image"] for name in ("postgres", "redis")]
    assert all(re.fullmatch(r"\w+:\d+", image) for image in images)


@pytest.mark.parametrize("name", APP_SERVICES)
def test_services_of_ours_share_one_image_and_the_two_addresses(name):
    service = SERVICES[name]
    assert service["image"] == "baseload"
    assert set(service["environment"]) == {"DATABASE_URL", "CELERY_BROKER_URL"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_migrations_are_through(name):
    condition = SERVICES[name]["depends_on"]["migrate"]["condition"]
    assert condition == "service_completed_successfully"


def test_every_variable_the_file_asks_for_is_in_the_example():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    example = (ROOT / ".env.example").read_text()
    assert [name for name in asked if f"{name}=" not in example] == []


def test_migrate_and_web_start_and_answer(tmp_path):
    with Service("migrate", tmp_path) as migrate:
        assert migrate.process.wait(120) == 0, migrate.log.read_text()
    address = f"127.0.0.1:{free_port()}"
    with Service("web", tmp_path, address) as web:
        wait_until(lambda: answer(f"http://{address}/healthz") == "ok")
        assert answer(f"http://{address}/healthz") == "ok", web.log.read_text()


def test_beat_starts(tmp_path, needs_redis):
    with Service("beat", tmp_path, CELERY_BROKER_URL=needs_redis) as beat:
        beat.wait_until_it_says("beat: Starting...")
        assert beat.process.poll() is None
