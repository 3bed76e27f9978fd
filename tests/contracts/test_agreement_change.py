"""Changing an agreement's terms from a day on: several lines at once, discounts, ends."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.models import HistoryEntry
from contracts import operations
from contracts.models import AgreementLine, LineRevision
from tests.builders import add, day, drivers, make_client, sign, told
from tests.pages import OWNER, browse, person, typed, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]


@pytest.fixture
def desk():
    """28 users at 85 from January 2190."""
    return sign(make_client(), on="2190-01-01", quantity="28", price="85")


def address(line):
    return f"/agreements/{line.agreement_id}/change/"


def change(browser, line, *, on="2190-03-01", **values):
    """Type over some values of a line and save; the page that comes back, if one does."""
    page = browser.get(address(line))
    named = {f"line-{line.pk}-{name}": value for name, value in values.items()}
    return browser.post(address(line), typed(page, effective_on=on, **named))


def test_31_people_from_the_first(finance, desk):
    response = change(finance, desk, quantity="31")
    assert response["Location"] == f"/agreements/{desk.agreement_id}/"
    assert told(desk.agreement.client)[1:] == ["2190-03 expansion +25500 = 263500"]


def test_a_change_in_a_complete_month_asks_why(finance):
    line = sign(make_client(), on="2026-01-01", quantity="28", price="85")
    page = change(finance, line, on="2026-03-01", quantity="31")
    assert "Say why: months that are complete change with it." in words(page)
    preview = finance.post(address(line), typed(page), headers={"HX-Request": "true"})
    assert "Restates" in words(preview)
    finance.post(address(line), typed(page, why="Told us late"))
    entry = HistoryEntry.objects.latest("pk")
    assert (entry.object_repr, entry.reason) == ("Help desk from 2026-03-01", "Told us late")


def test_a_change_in_the_month_in_progress_does_not(finance):
    first = timezone.localdate().replace(day=1)
    line = sign(make_client(), on="2026-01-01", quantity="28", price="85")
    assert change(finance, line, on=first.isoformat(), quantity="31").status_code == 302


def test_several_lines_at_once(finance, desk):
    backup = add(desk.agreement, on="2190-01-01", name="Backup", quantity="28", price="5")
    page = finance.get(address(desk))
    quantities = {f"line-{line.pk}-quantity": "31" for line in (desk, backup)}
    finance.post(address(desk), typed(page, effective_on="2190-03-01", **quantities))
    assert drivers(desk.agreement.client)[2:] == [
        "2190-03 Help desk: quantity +25500",
        "2190-03 Backup: quantity +1500",
    ]


def test_discount_with_a_last_day_of_its_own(finance, desk):
    change(finance, desk, discount="10", discount_ends_on="2190-05-31")
    assert drivers(desk.agreement.client)[1:] == [
        "2190-03 Help desk: discount -23800",
        "2190-06 Help desk: discount +23800",
    ]


def test_last_day_of_a_line(finance, desk):
    change(finance, desk, ends_on="2190-06-30")
    assert told(desk.agreement.client)[1:] == ["2190-07 churn -238000 = 0"]


def test_last_day_is_taken_back(finance, desk):
    operations.end_line(line=desk, ends_on=day("2190-06-30"))
    change(finance, desk, ends_on="")
    assert AgreementLine.objects.get().ends_on is None


def test_what_was_not_typed_over_stays(finance, desk):
    page = finance.get(address(desk))
    sent = typed(page, effective_on="2190-03-01", **{f"line-{desk.pk}-unit_price": "90"})
    operations.change_lines(
        agreement=desk.agreement,
        effective_on=day("2190-02-01"),
        changes=[operations.NewTerms(desk, {"quantity": 30})],
    )
    # Told of the other change, the second one saves again: only the price was typed over.
    again = typed(finance.post(address(desk), sent))
    finance.post(address(desk), again)
    last = LineRevision.objects.get(effective_on="2190-03-01")
    assert (last.quantity, last.unit_price) == (30, 90)


def test_the_second_to_save_is_told_what_the_first_changed(finance, desk):
    owner = browse(person(OWNER))
    page = finance.get(address(desk))
    change(owner, desk, on="2190-02-01", quantity="30")
    sent = typed(page, effective_on="2190-03-01", **{f"line-{desk.pk}-unit_price": "90"})
    told_so = finance.post(address(desk), sent)
    said = words(told_so)
    assert "This agreement was changed while you had it open." in said
    assert "owner created Help desk from 2190-02-01" in said
    assert "quantity 30" in said
    assert typed(told_so)[f"line-{desk.pk}-unit_price"] == "90"
    assert LineRevision.objects.count() == 2


def test_nothing_typed_over_is_said(finance, desk):
    page = change(finance, desk)
    assert "Nothing is changed yet: type over the terms that change." in words(page)
    assert LineRevision.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"quantity": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"quantity": ""}, "This field is required."),
        ({"unit_price": "1.23456"}, "Ensure that there are no more than 4 decimal places."),
        ({"discount": "101"}, "Ensure this value is less than or equal to 100."),
        ({"discount_ends_on": "2190-05-31"}, "Type the discount that ends on this day."),
        (
            {"discount": "5", "discount_ends_on": "2190-02-28"},
            "The discount's last day lies before the change takes effect.",
        ),
        ({"quantity": "9999999", "unit_price": "99999999"}, "The monthly amount is too large."),
        ({"quantity": "31", "on": "2189-12-01"}, "begins on 2190-01-01"),
        ({"quantity": "31", "on": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(finance, desk, values, sentence):
    assert sentence in words(change(finance, desk, **values))
    assert LineRevision.objects.count() == 1


def test_one_wrong_line_keeps_all_lines_as_they_were(finance, desk):
    credit = add(desk.agreement, on="2190-01-01", name="Credit", quantity="1", price="-100")
    page = finance.get(address(desk))
    fields = {f"line-{desk.pk}-quantity": "31", f"line-{credit.pk}-unit_price": "-9000"}
    said = words(finance.post(address(desk), typed(page, effective_on="2190-03-01", **fields)))
    assert "credits may not outweigh charges on any day" in said
    assert LineRevision.objects.count() == 2


def test_line_of_another_agreement_is_refused(desk):
    other = sign(make_client("Other"))
    with pytest.raises(ValidationError, match="Help desk is no line of Agreement 1"):
        operations.change_lines(
            agreement=desk.agreement,
            effective_on=day("2190-03-01"),
            changes=[operations.NewTerms(other, {"quantity": 2})],
        )


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow(finance, count, django_assert_num_queries):
    line = sign(make_client(), on="2024-01-01")
    for number in range(count):
        add(line.agreement, on="2024-01-01", name=f"Line {number}")
    with django_assert_num_queries(6):
        finance.get(address(line))
