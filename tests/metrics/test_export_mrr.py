"""`export_mrr`: the ledger as CSV, by month and by client."""

import errno
import io
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command

from config import exports
from tests.builders import invoice, make_client, make_service, revise, sign

MONTHS = ("--from", "2026-01", "--to", "2026-03")


def exported(*options):
    out = io.StringIO()
    call_command("export_mrr", *options, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_months_carry_movements_one_off_revenue_and_shares():
    line = sign(make_client("Acme"), on="2026-01-10", price="1000")
    revise(line, "2026-03-01", price="800")
    invoice(line.agreement.client, "2026-02-03", "project", 3_000_00)
    invoice(line.agreement.client, "2026-02-04", "unclassified", 77_00)
    header = "month,opening,new,reactivation,expansion,contraction,churn,closing,clients,one_off,"
    assert exported(*MONTHS) == [
        f"{header}recurring_share,recurring_share_12m",
        "2026-01,0.00,1000.00,0.00,0.00,0.00,0.00,1000.00,1,0.00,1.0000,1.0000",
        "2026-02,1000.00,0.00,0.00,0.00,0.00,0.00,1000.00,1,3000.00,0.2500,0.4000",
        "2026-03,1000.00,0.00,0.00,0.00,200.00,0.00,800.00,1,0.00,1.0000,0.4828",
    ]


@pytest.mark.django_db
def test_resale_is_in_the_mrr_and_not_in_the_share():
    client = make_client("Acme")
    sign(client, price="60")
    sign(client, price="40", service=make_service("Licences", "resale"))
    assert exported("--from", "2026-01", "--to", "2026-01")[1] == (
        "2026-01,0.00,100.00,0.00,0.00,0.00,0.00,100.00,1,0.00,0.6000,0.6000"
    )


@pytest.mark.django_db
def test_months_without_revenue_have_no_share():
    assert exported("--from", "2026-01", "--to", "2026-01")[1] == (
        "2026-01,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0,0.00,,"
    )


@pytest.mark.django_db
def test_clients_have_a_row_where_there_is_mrr_or_a_movement():
    sign(make_client("Birch"), on="2026-02-01", price="50.5", ends="2026-02-28")
    sign(make_client("Acme"), on="2026-01-31")
    assert exported(*MONTHS, "--by", "client") == [
        "client,month,mrr,movement,amount",
        "Acme,2026-01,100.00,new,100.00",
        "Acme,2026-02,100.00,,0.00",
        "Acme,2026-03,100.00,,0.00",
        "Birch,2026-02,50.50,new,50.50",
        "Birch,2026-03,0.00,churn,50.50",
    ]


@pytest.mark.django_db
def test_a_clients_name_is_no_formula():
    sign(make_client('=HYPERLINK("x")'))
    assert exported("--from", "2026-01", "--to", "2026-01", "--by", "client")[1] == (
        '"\'=HYPERLINK(""x"")",2026-01,100.00,new,100.00'
    )


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-13", "2026-12", "“2026-13” is not a month; write it like 2026-10."),
        ("2026-01", "January", "“January” is not a month; write it like 2026-10."),
        ("2026-02", "2026-01", "--from 2026-02 lies after --to 2026-01."),
    ],
)
def test_a_wrong_month_is_a_sentence(first, last, sentence):
    with pytest.raises(CommandError) as error:
        exported("--from", first, "--to", last)
    assert str(error.value) == sentence


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(text):
    assert exports.harmless(text) == f"'{text}"


def test_other_text_stays():
    assert [exports.harmless(text) for text in ("", "Acme = Co", "'x")] == ["", "Acme = Co", "'x"]


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-123456, "-1234.56")]
)
def test_amounts_are_exact(cents, text):
    assert exports.amount(cents) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0.0000"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(12345, 100_000), "0.1235"),
        (Fraction(12355, 100_000), "0.1236"),
        (Fraction(-12345, 100_000), "-0.1235"),
        (Fraction(-1, 100_000), "0.0000"),
        (Fraction(1), "1.0000"),
    ],
)
def test_fractions_have_four_decimals_half_away_from_zero(value, text):
    assert exports.fraction(value) == text


class FullDisk(io.StringIO):
    def write(self, text):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_figures_that_cannot_be_written_are_an_error_in_words(db):
    with pytest.raises(CommandError, match="cannot be written: No space left on device"):
        call_command("export_mrr", "--from", "2024-01", "--to", "2024-02", stdout=FullDisk())
