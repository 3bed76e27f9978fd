"""The month totals: what movements add to them, and whole stories of what they hold."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import operations
from contracts.models import LineRevision
from metrics.ledger.sums import Sums, add_retained
from metrics.models import AgreementMrr, MonthTotal
from metrics.months import add_months
from metrics.movements import kept
from tests.builders import add, day, make_client, make_service, revise, sign, terms

FIRST = date(2020, 1, 1)


@given(st.dictionaries(st.integers(0, 40), st.integers(-2, 3), min_size=1))
def test_what_is_kept_is_what_a_walk_over_the_months_finds(levels):
    """MRR that moves to these levels, by the number of the month; a category may be below 0."""
    steps = [(add_months(FIRST, index), levels[index]) for index in sorted(levels)]
    moved, before = [], 0
    for month, mrr in steps:
        if mrr != before:
            moved.append((month, "", mrr - before, mrr))
        before = mrr
    found, due = Sums(), Sums()
    add_retained(found, "retained", moved)
    for row in kept(steps):
        due.add((row.month, "retained", row.kind), row.cents, 0, row.clients)
    assert list(found.rows()) == list(due.rows())


def told(family: str) -> list[str]:
    """A family's totals: "2026-02 2026-01 +100 (1)", with the change of the number of clients."""
    rows = MonthTotal.objects.filter(family=family).order_by("month", "kind")
    return [
        f"{row.month:%Y-%m} {row.kind} {row.amount_cents // 100:+d} ({row.client_change})"
        for row in rows
        if row.amount_cents or row.client_change
    ]


@pytest.fixture
def cohorts(right_ledger):
    """Ash and Birch begin in January, Cedar in February; Birch leaves and comes back."""
    ash = sign(make_client("Ash"), price="100")
    birch = make_client("Birch")
    sign(birch, price="40", ends="2026-02-28")
    sign(birch, on="2026-05-01", price="30")
    sign(make_client("Cedar"), on="2026-02-01", price="70")
    security = make_service("Filter", "security")
    add(ash.agreement, on="2026-03-01", name="Filter", price="20", service=security)


def test_cohort_keeps_what_comes_and_goes_under_its_first_month(cohorts):
    assert told("cohort") == [
        "2026-01 2026-01 +140 (2)",
        "2026-02 2026-02 +70 (1)",
        "2026-03 2026-01 -20 (-1)",
        "2026-05 2026-01 +30 (1)",
    ]
    assert told("security.cohort") == ["2026-03 2026-03 +20 (1)"]


def test_category_has_its_mrr_and_its_clients(cohorts):
    assert told("category") == [
        "2026-01 managed +140 (2)",
        "2026-02 managed +70 (1)",
        "2026-03 managed -40 (-1)",
        "2026-03 security +20 (1)",
        "2026-05 managed +30 (1)",
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("right_ledger")
def test_services_have_what_they_earn_what_they_cost_and_their_lines():
    service = make_service()
    agreement = operations.sign_agreement(
        client=make_client(), name="A", starts_on=day("2026-01-01")
    )
    line = operations.add_line(
        agreement=agreement, name="Help desk", service=service, effective_on=day("2026-01-01"),
        terms=terms("3", "10"), unit_cost=Decimal(4), ends_on=day("2026-04-30"),
    )  # fmt: skip
    operations.revise_line(
        line=line, effective_on=day("2026-02-01"), terms=terms("3", "10"), unit_cost=Decimal(6)
    )
    kind = str(service.pk)
    assert told("service") == [f"2026-01 {kind} +30 (0)", f"2026-05 {kind} -30 (0)"]
    assert told("service_cost") == [
        f"2026-01 {kind} +12 (0)",
        f"2026-02 {kind} +6 (0)",
        f"2026-05 {kind} -18 (0)",
    ]
    lines = MonthTotal.objects.filter(family="service").order_by("month")
    assert [row.row_count for row in lines] == [1, -1]
    steps = AgreementMrr.objects.order_by("month").values_list(
        "month", "mrr_cents", "cost_cents", "line_count"
    )
    assert [(f"{month:%Y-%m}", *sums) for month, *sums in steps] == [
        ("2026-01", 30_00, 12_00, 1),
        ("2026-02", 30_00, 18_00, 1),
        ("2026-05", 0, 0, 0),
    ]


@pytest.mark.django_db
def test_users_of_a_line_are_whole_ones_and_only_where_it_is_priced_so():
    users = add(sign().agreement, name="Users", quantity="2.5")
    assert users.revisions.get().user_count == 0
    operations.add_line(
        agreement=users.agreement, name="Seats", service=make_service(), pricing="per_user",
        effective_on=day("2026-01-01"), terms=terms("2.5", "10"),
    )  # fmt: skip
    seats = LineRevision.objects.get(line__name="Seats")
    revise(seats.line, "2026-03-01", quantity="4")
    found = seats.line.revisions.order_by("effective_on").values_list("user_count", flat=True)
    assert list(found) == [3, 4]
