"""Worked cases kept outside the project, through the real commands, to the cent.

BASELOAD_CASES names the folder whose `engine` folder has one folder per case.
"""

import csv
import io
import os
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.management import call_command

from contracts.billing import Terms, monthly_cents
from metrics.figures import Band, Share, band, churn, retention
from metrics.months import Period, add_months, parse_month
from metrics.queries import revenue_by_month
from metrics.verification import differences

FOLDER = os.environ.get("BASELOAD_CASES", "")
ENGINE = Path(FOLDER) / "engine" if FOLDER else None
MONTHS = {"monthly": 1, "quarterly": 3, "annual": 12}
MOVEMENTS = ("new", "reactivation", "expansion", "contraction", "churn")

pytestmark = pytest.mark.skipif(
    ENGINE is None, reason="set BASELOAD_CASES to a folder of worked cases to run them"
)


def cases(file_name):
    """The folders that have this file; none is a failure, for the folder was named."""
    folders = sorted(path.parent for path in ENGINE.glob(f"*/{file_name}")) if ENGINE else []
    return pytest.mark.parametrize("folder", folders, ids=lambda folder: folder.name)


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def amount(cents):
    return f"{Decimal(cents) / 100:.2f}"


def canonical(lines):
    """The cases' rows in the columns of `import_agreements`."""
    for line in lines:
        yield {
            "client": line["client"],
            "agreement": line["agreement"],
            "line": line["line"],
            "pricing": line["pricing"],
            "billing_months": MONTHS[line["billing_period"]],
            "quantity": line["quantity"],
            "unit_price": amount(line["unit_price_cents"]),
            "effective_on": line["effective_from"],
            "ends_on": line["effective_to"],
        }


def import_case(folder, tmp_path):
    rows = list(canonical(rows_of(folder / "lines.csv")))
    file = tmp_path / "agreements.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    call_command("import_agreements", str(file), stdout=io.StringIO())


def exported(by, months):
    out = io.StringIO()
    call_command("export_mrr", "--from", min(months), "--to", max(months), "--by", by, stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_the_named_folder_has_cases():
    assert list(ENGINE.glob("*/lines.csv"))


@pytest.mark.django_db
@cases("expected_month.csv")
def test_months_come_out_to_the_cent(folder, tmp_path):
    import_case(folder, tmp_path)
    expected = rows_of(folder / "expected_month.csv")
    columns = ("opening", *MOVEMENTS, "closing")
    due = [
        (row["month"], row["clients_active"], *(amount(row[f"{c}_cents"]) for c in columns))
        for row in expected
    ]
    found = exported("month", [row["month"] for row in expected])
    assert [tuple(row[c] for c in ("month", "clients", *columns)) for row in found] == due
    assert differences() == []


@pytest.mark.django_db
@cases("expected_month.csv")
def test_what_is_retained_comes_out_to_the_cent(folder, tmp_path):
    import_case(folder, tmp_path)
    expected = rows_of(folder / "expected_month.csv")
    first, last = (parse_month(expected[index]["month"]) for index in (0, -1))
    found = revenue_by_month(Period(first, add_months(last, 1)))
    kept = [(row.retained_net_cents, row.retained_gross_cents) for row in found]
    columns = ("retained_net_cents", "retained_gross_cents")
    assert kept == [tuple(int(row[name]) for name in columns) for row in expected]
    churned = [row.churned_count for row in found]
    assert churned == [int(row["clients_churned"]) for row in expected]


@pytest.mark.django_db
@cases("expected_client_month.csv")
def test_client_months_come_out_to_the_cent(folder, tmp_path):
    import_case(folder, tmp_path)
    expected = rows_of(folder / "expected_client_month.csv")
    months = rows_of(folder / "expected_month.csv")
    cents = ("mrr_cents", "movement_cents")
    due = [
        (row["client"], row["month"], row["movement"], *(amount(row[c]) for c in cents))
        for row in expected
    ]
    found = exported("client", [row["month"] for row in months])
    columns = ("client", "month", "movement", "mrr", "amount")
    assert sorted(tuple(row[c] for c in columns) for row in found) == sorted(due)


@cases("normalise.csv")
def test_prices_come_down_to_a_month(folder):
    for row in rows_of(folder / "normalise.csv"):
        if row["billing_period"] in MONTHS:
            price = Decimal(row["price_cents"]) / 100
            terms = Terms(Decimal(1), price, Decimal(0), MONTHS[row["billing_period"]])
            assert monthly_cents(terms) == int(row["expected_mrr_cents"]), row


@cases("share.csv")
def test_shares_fall_in_their_bands(folder):
    for row in rows_of(folder / "share.csv"):
        recurring, one_off = int(row["recurring_cents"]), int(row["project_cents"])
        share = Share(recurring, recurring, one_off, 0).value
        assert share * 100 == Fraction(row["share_pct"])
        assert (band(share) == Band.BREAK_FIX) == (row["below_40"] == "1")
        assert (band(share) in (Band.MATURE, Band.STRONGEST)) == (row["above_60"] == "1")
        assert (band(share) == Band.STRONGEST) == (row["exceeds_70"] == "1")


@cases("ratios.csv")
def test_published_waterfalls_close(folder):
    for row in rows_of(folder / "ratios.csv"):
        opening, *moved = (int(row[f"{name}_cents"]) for name in ("opening", *MOVEMENTS))
        gained, lost = sum(moved[:3]), sum(moved[3:])
        assert opening + gained - lost == int(row["expected_closing_cents"]), row["id"]


@cases("ratios.csv")
def test_published_ratios(folder):
    for row in rows_of(folder / "ratios.csv"):
        opening, *moved = (int(row[f"{name}_cents"]) for name in ("opening", *MOVEMENTS))
        _, _, expansion, contraction, lost = moved
        kept = opening - contraction - lost
        found = (
            retention(kept + expansion, opening),
            retention(kept, opening),
            churn(contraction + lost, opening),
        )
        names = ("expected_nrr_pct", "expected_grr_pct", "expected_gross_mrr_churn_pct")
        assert [percent(value) for value in found] == [row[name] for name in names], row["id"]


def percent(value):
    return "" if value is None else f"{float(value * 100):.4f}"
