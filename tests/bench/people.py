"""Those who work with the synthetic MSP, and the history of what they did."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType

from config.roles import ACCOUNT_MANAGER
from contracts.models import LineRevision
from tests.bench.loading import load

MANAGERS = 20
ENTRY = (
    "object_pk object_id object_repr content_type_id action changes_text changes actor_id "
    "timestamp source place reason client_id agreement_id"
).split()
BEGINNING = datetime(2016, 11, 1, tzinfo=UTC)


def write_managers() -> list[int]:
    """Account managers; returns their keys."""
    people = [
        User(username=f"manager{number}", first_name=f"Manager {number}")
        for number in range(1, MANAGERS + 1)
    ]
    managers = User.objects.bulk_create(people)
    Group.objects.get(name=ACCOUNT_MANAGER).user_set.add(*managers)
    return [person.pk for person in managers]


def write_history(
    count: int,
    agreements: Sequence[tuple[int, int]],
    managers: Sequence[int],
    dice: random.Random,
) -> None:
    """So many changes of terms, spread over the agreements, given as (agreement, client)."""
    kind = ContentType.objects.get_for_model(LineRevision).pk
    load("clients_historyentry", ENTRY, _entries(kind, count, agreements, managers, dice))


def _entries(
    kind: int,
    count: int,
    agreements: Sequence[tuple[int, int]],
    managers: Sequence[int],
    dice: random.Random,
) -> Iterator[tuple]:
    changes = json.dumps({"quantity": ["10.0000", "12.0000"], "unit_price": ["40.00", "42.00"]})
    for number in range(count):
        agreement, client = dice.choice(agreements)
        actor = dice.choice(managers) if number % 10 else None
        source, place = ("page", "/agreements/") if actor else ("import", "prices.csv")
        named = f"Help desk from {2016 + number % 10}-01-01"
        yield (
            str(number), number, named, kind, 1, "", changes, actor,
            BEGINNING + timedelta(minutes=5 * number), source, place, "", client, agreement,
        )  # fmt: skip
