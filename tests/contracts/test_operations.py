"""Operations refuse what cannot be, with a sentence, and then change nothing."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from contracts import operations
from contracts.models import Agreement, InvoiceLine, LineRevision, Project
from tests.builders import add, day, invoice, make_client, revise, sign, terms

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"quantity": "-1"}, "A quantity is 0 or more"),
        ({"quantity": "NaN"}, "must be a decimal number"),
        ({"quantity": "Infinity"}, "must be a decimal number"),
        ({"price": "0.00001"}, "no more than 4 decimal places"),
        ({"price": "99999999", "quantity": "9999999"}, "The monthly amount is too large"),
        ({"discount": "1.1"}, "A discount lies between 0 and 100 per cent"),
        ({"months": 0}, "A charge covers 1 to 120 months"),
        ({"months": 121}, "A charge covers 1 to 120 months"),
        ({"on": "2200-01-01"}, "Dates run from 1970 to 2199"),
        ({"on": "2026-01-01"}, "has a revision of 2026-01-01 already"),
    ],
)
def test_terms_that_cannot_be(change, sentence):
    line = sign(on="2026-01-01")
    on = change.pop("on", "2026-03-01")
    with pytest.raises(ValidationError, match=sentence):
        revise(line, on, **change)
    assert LineRevision.objects.count() == 1


def test_cost_is_bounded_as_the_amount_is():
    line, many = sign(on="2026-01-01"), terms("9999999", "1")
    with pytest.raises(ValidationError, match="The monthly cost is too large"):
        operations.revise_line(
            line=line, effective_on=day("2026-03-01"), terms=many, unit_cost=Decimal(99999999)
        )
    assert LineRevision.objects.count() == 1


def test_an_agreement_cannot_end_before_it_starts():
    agreement = sign(on="2026-03-01").agreement
    with pytest.raises(ValidationError, match="The last day of service lies before the start"):
        operations.end_agreement(agreement=agreement, ends_on=day("2026-02-28"))
    assert Agreement.objects.get().ends_on is None


@pytest.mark.parametrize("term_ends_on", ["2200-01-01", "9999-12-31"])
def test_a_term_ends_in_a_plausible_year(term_ends_on):
    with pytest.raises(ValidationError, match="Dates run from 1970 to 2199"):
        operations.sign_agreement(
            client=make_client(), name="A", starts_on=day("2026-01-01"),
            commitment="fixed_term", term_ends_on=day(term_ends_on),
        )  # fmt: skip


def test_a_discount_ends_in_a_plausible_year():
    line = sign()
    terms = operations.NewTerms(line, {"discount": Decimal("0.1")}, day("9999-12-31"))
    with pytest.raises(ValidationError, match="Dates run from 1970 to 2199"):
        operations.change_lines(
            agreement=line.agreement, effective_on=day("2026-03-01"), changes=[terms]
        )


def test_a_line_name_is_taken_once():
    line = sign()
    with pytest.raises(ValidationError, match="The agreement has a line of this name already"):
        add(line.agreement)
    assert LineRevision.objects.count() == 1


@pytest.mark.parametrize(
    ("on", "cents", "sentence"),
    [
        ("1969-12-31", 1, "Dates run from 1970 to 2199"),
        ("2200-01-01", 1, "Dates run from 1970 to 2199"),
        ("2026-01-01", 10**13, "The amount is too large"),
        ("2026-01-01", -(10**13), "The amount is too large"),
    ],
)
def test_invoice_lines_that_cannot_be(on, cents, sentence):
    client = make_client()
    with pytest.raises(ValidationError, match=sentence):
        invoice(client, on, "project", cents)
    assert InvoiceLine.objects.count() == 0


def test_an_invoice_number_is_taken_once_per_client():
    client = make_client()
    invoice(client, "2026-01-01", "project", 1, number="INV-1")
    invoice(make_client("Other"), "2026-01-01", "project", 1, number="INV-1")
    with pytest.raises(ValidationError, match="Northgate Dental has an invoice INV-1 already"):
        invoice(client, "2026-02-01", "project", 1, number="INV-1")


def test_a_project_of_another_client_is_refused():
    project = Project.objects.create(client=make_client("Other"), name="Move")
    charge = operations.Charge(kind="project", amount_cents=1, project=project)
    with pytest.raises(ValidationError, match="belongs to another client than Northgate"):
        operations.record_invoice(
            client=make_client(), number="INV-1", issued_on=day("2026-01-01"), charges=[charge]
        )


def test_an_edit_reads_the_agreement_afresh():
    line = sign(on="2026-01-01")
    stale = line.agreement
    operations.end_agreement(agreement=stale, ends_on=day("2026-06-30"))
    stale.starts_on = day("2030-01-01")
    revision = operations.revise_line(
        line=line, effective_on=day("2026-02-01"), terms=terms("2", "100")
    )
    assert (revision.month, revision.until_month) == (day("2026-02-01"), day("2026-07-01"))
