"""A worker that is killed leaves the books as they were, or complete; a restart completes them.

KILLS=50 kills it at so many moments.
"""

import os
import random
import time
import uuid
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.config.test_compose import wait_until
from tests.contracts.csv_files import agreement_file, invoice_file
from tests.contracts.import_worker import Machine

KILLS = int(os.environ.get("KILLS", "3"))
ENDS = {"reading": "ready", "applying": "applied"}
JOBS = "contracts_importjob"
WORK = "select count(*) from pg_stat_activity where datname = %s and state <> 'idle' and pid <> %s"


@pytest.fixture
def books(needs_postgres):
    """A connection to a new database, and its address."""
    name = f"baseload_jobs_{uuid.uuid4().hex[:8]}"
    address = urlunsplit(urlsplit(needs_postgres)._replace(path=f"/{name}"))
    with psycopg.connect(needs_postgres, autocommit=True) as server:
        server.execute(f"create database {name}")
        with psycopg.connect(address, autocommit=True) as connection:
            yield Books(connection, name), address
        server.execute(f"drop database {name} with (force)")


class Books:
    def __init__(self, connection, name):
        self.connection, self.name = connection, name

    def one(self, statement, *values):
        return self.connection.execute(statement, values).fetchone()[0]

    def digests(self):
        """What each table holds, jobs aside."""
        rows = self.connection.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> %s",
            [JOBS],
        )
        content = "select md5(string_agg(t::text, '|' order by t::text)) from {} as t"
        return {name: self.one(content.format(name)) for (name,) in rows.fetchall()}

    def wait_for_quiet(self):
        """A statement of a killed process may still run."""
        own = self.connection.info.backend_pid
        wait_until(lambda: not self.one(WORK, self.name, own))
        assert not self.one(WORK, self.name, own)


def invoices(number):
    rows = ({"client": f"Client {i % 50}", "number": f"{number}-{i}"} for i in range(3000))
    return invoice_file(*rows).decode()


def agreements(number):
    rows = (
        {"client": f"Client {i % 50}", "agreement": f"MSA {number}", "line": f"Line {i}"}
        for i in range(1500)
    )
    return agreement_file(*rows).decode()


FILES = (
    (invoices, 3000, "select count(*) from contracts_invoiceline where number like %s", "{}-%"),
    (
        agreements,
        1500,
        "select count(*) from contracts_agreementline as line join contracts_agreement as a"
        " on a.id = line.agreement_id where a.name like %s",
        "MSA {}",
    ),
)


@pytest.fixture
def machine(books, tmp_path, needs_redis):
    _, address = books
    with Machine(tmp_path, address, needs_redis, f"kill-{uuid.uuid4().hex[:8]}") as machine:
        machine.ask("migrate")
        machine.start_worker()
        yield machine


def test_a_killed_worker_leaves_all_or_nothing_and_a_restart_completes_it(machine, books):
    books, _ = books
    dice = random.Random(5)
    usual = {file: times(machine, file[0]("first")) for file in FILES}
    cut = []
    for number in range(KILLS):
        file, state = FILES[number % 2], "applying" if number % 4 < 3 else "reading"
        pk = machine.ask("make", file[0](number))
        if state == "applying":
            machine.seconds_until(pk, "ready")
        before = books.digests()
        if state == "applying":
            machine.ask("begin", pk, state)
        time.sleep(dice.random() * usual[file][state])
        machine.kill()
        books.wait_for_quiet()
        cut.append(looked_at(machine, books, pk, state, before))
        machine.start_worker()
        complete(machine, pk, state)
        assert books.one(file[2], file[3].format(number)) == (file[1] if state == "applying" else 0)
        journals = "select count(*) from contracts_importjournal where job_id = %s"
        assert books.one(journals, pk) == (state == "applying")
        assert machine.ask("differences") == []
    print(f"{sum(cut)} of {KILLS} runs were cut off.")


def times(machine, text):
    """Seconds that reading and applying take when nobody is killed."""
    pk = machine.ask("make", text)
    reading = machine.seconds_until(pk, "ready")
    machine.ask("begin", pk, "applying")
    return {"reading": reading, "applying": machine.seconds_until(pk, "applied")}


def looked_at(machine, books, pk, state, before):
    """Whether a killed run was cut off; the job says truly what the tables hold."""
    found, _, failure = machine.ask("look", pk)
    assert (found in {state, ENDS[state]}, failure) == (True, "")
    untouched = books.digests() == before
    assert untouched == (found != "applied")
    assert machine.ask("differences") == []
    return found == state


def complete(machine, pk, state):
    """Start a run that was cut off anew; its message comes once more, as brokers do it."""
    found, attempt, _ = machine.ask("look", pk)
    if found == state:
        machine.ask("begin", pk, state)
        machine.ask("deliver", pk, attempt)
    machine.seconds_until(pk, ENDS[state])
