"""Taking in agreements: contradictions stay out, totals count once."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.models import Agreement, AgreementLine, LineRevision
from tests.contracts.csv_files import everything
from tests.contracts.takings import agreements, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]

JANUARY, APRIL, JUNE = date(2026, 1, 1), date(2026, 4, 1), date(2026, 6, 1)
WRONG = "another row of this agreement is wrong"


def counts(outcome):
    return outcome.created, outcome.changed, outcome.unchanged


def told(outcome):
    return [str(error) for error in outcome.errors], [
        (row.line, row.reason, row.document) for row in outcome.excluded
    ]


def total(agreement: str, amount: str, months=1, **more):
    return {
        "agreement": agreement,
        "line": "Agreement amount",
        "unit_price": Decimal(amount),
        "billing_months": months,
        "is_whole": True,
        **more,
    }


TOTALS = [
    total("Gold", "900"),
    total("Backup", "1300.03", 3, agreement_ends_on=date(2027, 1, 31)),
    total("Lease", "1200", 12, agreement_ends_on=date(2026, 5, 31)),
]
ADDED = [
    {"agreement": "Gold", "line": "User", "quantity": Decimal(4), "ends_on": date(2026, 3, 31)},
    {"agreement": "Gold", "line": "User", "quantity": Decimal(6), "effective_on": APRIL},
    {"agreement": "Gold", "line": "Server", "unit_price": Decimal(300)},
    {"agreement": "Backup", "line": "Seat", "unit_price": Decimal("100.01")},
]


def mrr(month: date) -> dict[str, int]:
    found: dict[str, int] = {}
    for r in LineRevision.objects.filter(month__lte=month, until_month__gt=month):
        name = r.line.agreement.name
        found[name] = found.get(name, 0) + r.monthly_cents
    return found


def test_rows_are_written_and_counted():
    assert counts(take(agreements({}, {"line": "Backup"}))) == (2, 0, 0)
    outcome = take(agreements({}, {"line": "Backup", "quantity": Decimal(2)}, {"line": "Fax"}))
    assert counts(outcome) == (1, 1, 1)
    what = "Acme, MSA: Backup from 2026-01-01"
    assert outcome.changes == [{"what": what, "field": "Quantity", "before": "1", "after": "2"}]
    assert outcome.new_services == ["Fax"]


def test_an_agreement_with_a_wrong_row_stays_out_whole():
    outcome = take(agreements({}, {}, {"line": "Backup"}, {"agreement": "Other"}))
    reason = "is on line 2 already, for the same line of the agreement"
    errors = [f"line 3, effective_on: “2026-01-01” {reason}"]
    assert told(outcome) == (errors, [(2, WRONG, "MSA"), (4, WRONG, "MSA")])
    assert [agreement.name for agreement in Agreement.objects.all()] == ["Other"]


def test_a_row_that_contradicts_what_is_stored_keeps_its_agreement_out():
    take(agreements({}, {"effective_on": APRIL}))
    before = everything()
    outcome = take(agreements({"ends_on": JUNE}, {"line": "Backup"}))
    errors = ["line 2, ends_on: “2026-06-01” overlaps the revision of 2026-04-01, which is stored"]
    assert told(outcome) == (errors, [(3, WRONG, "MSA")])
    assert everything() == before


@pytest.mark.parametrize("order", ["TA", "AT", "TTAA", "ATAT", "AATT", "TATA"])
def test_totals_and_additions_count_once_in_any_order(order):
    for each in order:
        take(agreements(*(TOTALS if each == "T" else ADDED)))
    assert mrr(JANUARY) == {"Gold": 700_00, "Backup": 433_34, "Lease": 100_00}
    assert mrr(JUNE) == {"Gold": 900_00, "Backup": 433_34}


@pytest.mark.parametrize("first", [TOTALS, ADDED])
def test_the_same_files_again_change_nothing(first):
    second = ADDED if first is TOTALS else TOTALS
    take(agreements(*first))
    take(agreements(*second))
    before = everything()
    for rows in (first, second):
        assert counts(take(agreements(*rows))) == (0, 0, len(rows))
    assert everything() == before


def test_a_total_alone_is_the_price_of_a_line():
    take(agreements(*TOTALS))
    assert mrr(JANUARY) == {"Gold": 900_00, "Backup": 433_34, "Lease": 100_00}


def test_nothing_left_makes_no_line_but_dates_the_agreement():
    take(agreements(ADDED[1]))
    ends_on = date(2027, 3, 31)
    take(agreements(total("Gold", "600", agreement_ends_on=ends_on, agreement_starts_on=JANUARY)))
    agreement = Agreement.objects.get()
    assert (agreement.starts_on, agreement.ends_on) == (JANUARY, ends_on)
    assert [line.name for line in AgreementLine.objects.all()] == ["User"]


@pytest.mark.parametrize("order", ["TA", "AT"])
def test_lines_above_the_total_are_told(order):
    rows = {"T": total("Gold", "100"), "A": ADDED[1]}
    *_, last = [take(agreements(rows[each])) for each in order]
    sentence = (
        "The lines of Gold, Acme, come to more than the amount of the agreement; nothing is added "
        "to them."
    )
    assert [warning.removeprefix("Line 2: ") for warning in last.warnings] == [sentence]
    assert mrr(JUNE) == {"Gold": 600_00}


def test_an_agreement_without_an_amount_has_a_line_of_nothing():
    take(agreements(total("Gold", "0")))
    assert mrr(JANUARY) == {"Gold": 0}
