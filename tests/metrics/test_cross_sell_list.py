"""The clients without a security service, and what one would add."""

from decimal import Decimal

import pytest

from contracts.models import Service
from tests.builders import add, make_client, sign
from tests.pages import AUDITOR, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db

PAGE = "/quality/cross-sell/?month=2026-10"


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture(autouse=True)
def story():
    """Ash & Co has 10 users, Bay 30, Cobalt has security."""
    for name, users in (("Ash & Co", "10"), ("Bay", "30"), ("Cobalt", "7")):
        line = sign(make_client(name), price="20", quantity=users, pricing="per_user")
        assert line.pricing == "per_user"
    awareness = Service.objects.create(
        name="Awareness", category="security", pricing="per_user", default_price=Decimal("3.25")
    )
    add(line.agreement, name="Awareness", price="3", quantity="7", service=awareness)


def test_what_adds_the_most_comes_first(owner):
    page = owner.get(PAGE)
    assert rows(page) == [
        ["Client", "MRR now", "Users", "Would add", "Agreement"],
        ["Bay", "600", "30", "97.50", "Add lines to Bay"],
        ["Ash & Co", "200", "10", "32.50", "Add lines to Ash & Co"],
        ["Sum of 2", "", "", "130.00", ""],
    ]
    assert "What Awareness would add at its usual price of 3.25 USD per user" in words(page)


def test_add_lines_leads_to_the_largest_agreement(owner):
    small = sign(make_client("Dale"), price="5").agreement
    large = sign(small.client, price="50").agreement
    page = owner.get(PAGE).content.decode()
    assert f"/agreements/{large.pk}/lines/new/" in page
    assert f"/agreements/{small.pk}/lines/new/" not in page


def test_who_may_not_change_agreements_is_not_asked_to():
    page = browse(person(AUDITOR)).get(PAGE)
    assert rows(page)[0] == ["Client", "MRR now", "Users", "Would add"]
    assert "/lines/new/" not in page.content.decode()


def test_sorting_and_searching(owner):
    assert [row[0] for row in rows(owner.get(f"{PAGE}&sort=name"))[1:-1]] == ["Ash & Co", "Bay"]
    assert rows(owner.get(f"{PAGE}&q=ash"))[1:] == [
        ["Ash & Co", "200", "10", "32.50", "Add lines to Ash & Co"],
        ["Sum of 1", "", "", "32.50", ""],
    ]


@pytest.mark.parametrize(
    ("sort", "order"),
    [("units", ["Ash & Co", "Bay", "Dale"]), ("-units", ["Bay", "Ash & Co", "Dale"])],
)
def test_who_has_no_known_number_of_users_comes_last(owner, sort, order):
    sign(make_client("Dale"), price="5")
    assert [row[0] for row in rows(owner.get(f"{PAGE}&sort={sort}"))[1:-1]] == order


def test_another_service_is_offered(owner):
    firewall = Service.objects.create(
        name="Firewall", category="security", pricing="flat", default_price=Decimal("152.50")
    )
    page = owner.get(f"{PAGE}&service={firewall.pk}")
    assert rows(page)[-1] == ["Sum of 2", "", "", "305.00", ""]
    assert "What Firewall would add at its usual price of 152.50 USD a month." in words(page)


def test_services_no_longer_offered_are_none(owner):
    Service.objects.update(is_active=False)
    page = owner.get(PAGE)
    assert "The catalogue has no security service with a usual price to offer." in words(page)
    assert rows(page)[-1][0] == "Sum of 2"


def test_download(owner):
    assert csv_rows(owner.get(f"{PAGE}&format=csv")) == [
        ["Client", "MRR now", "Users", "Would add"],
        ["Bay", "600.00", "30", "97.50"],
        ["Ash & Co", "200.00", "10", "32.50"],
    ]
