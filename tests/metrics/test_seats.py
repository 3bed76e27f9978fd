"""Users under agreement."""

from datetime import date

import pytest

from clients.models import Client
from metrics.parts import Part
from metrics.seats import users_under_agreement
from tests.builders import add, make_client, sign

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)


def per_user(**more):
    return sign(pricing="per_user", **more)


def test_users_of_a_client_are_those_of_its_largest_line():
    """14 on the help desk, 12 of them with a mail filter; 5.5 users of another client are 6."""
    line = per_user(client=make_client("Ash"), quantity="14")
    add(line.agreement, name="Mail filter", quantity="12", pricing="per_user")
    per_user(client=make_client("Birch"), quantity="5.5")
    assert users_under_agreement(MARCH) == 20
    assert users_under_agreement(MARCH, Part(Client.objects.filter(name="Ash"))) == 14


def test_devices_and_flat_lines_count_no_users():
    sign(quantity="30")
    assert users_under_agreement(MARCH) == 0


def test_only_lines_in_force_count():
    per_user(client=make_client("Ash"), quantity="14", ends="2026-03-30")
    per_user(client=make_client("Birch"), quantity="3", on="2026-04-01")
    assert users_under_agreement(MARCH) == 0
    assert users_under_agreement(date(2026, 4, 1)) == 3
