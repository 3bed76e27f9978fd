"""Adding lines, renewing, cancelling, reinstating, editing: each on its page, with its effect."""

import pytest

from clients.models import HistoryEntry
from contracts import operations
from contracts.models import Agreement, AgreementLine
from tests.builders import add, day, drivers, make_client, make_service, sign, told
from tests.pages import typed, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]
PREVIEW = {"HX-Request": "true"}


@pytest.fixture
def desk():
    """10 users at 25 from January 2190, on a term until the end of the year."""
    line = sign(make_client(), on="2190-01-01", quantity="10", price="25")
    operations.edit_agreement(
        agreement=line.agreement,
        name="Managed IT",
        commitment="fixed_term",
        term_ends_on=day("2190-12-31"),
        notice_days=60,
    )
    return line


def send(browser, line, act, *, headers=None, **values):
    address = f"/agreements/{line.agreement_id}/{act}/"
    return browser.post(address, typed(browser.get(address), **values), headers=headers)


def test_line_is_added_from_a_day(finance, desk):
    backup = make_service("Backup")
    send(
        finance, desk, "lines/new", effective_on="2190-04-01", billing_months="3",
        **{"lines-0-service": str(backup.pk), "lines-0-quantity": "1", "lines-0-unit_price": "90"},
    )  # fmt: skip
    assert drivers(desk.agreement.client)[1:] == ["2190-04 Backup: added +3000"]


def test_renewal_with_an_uplift(finance, desk):
    send(finance, desk, "renew", uplift="4")
    agreement = Agreement.objects.get()
    assert str(agreement.term_ends_on) == "2191-12-31"
    assert told(agreement.client)[1:] == ["2191-01 expansion +1000 = 26000"]


def test_renewal_at_the_old_price(finance, desk):
    send(finance, desk, "renew", term_ends_on="2193-12-31")
    assert str(Agreement.objects.get().notice_on) == "2193-11-01"
    assert len(told(desk.agreement.client)) == 1


@pytest.mark.parametrize(("uplift", "asks"), [("4", True), ("", False)])
def test_late_renewal_asks_why_prices_rose_in_complete_months(finance, uplift, asks):
    line = sign(make_client(), on="2024-01-01")
    values = {"effective_on": "2025-01-01", "commitment": "month_to_month", "uplift": uplift}
    page = send(finance, line, "renew", **values)
    assert ("Say why: months that are complete" in words(page)) == asks


def test_renewal_rounds_as_asked(finance, desk):
    send(finance, desk, "renew", uplift="3.3", step="0.05")
    assert drivers(desk.agreement.client)[1:] == ["2191-01 Help desk: price +850"]


def test_renewal_takes_a_planned_end_back(finance, desk):
    operations.cancel_agreement(
        agreement=desk.agreement, ends_on=day("2190-12-31"), reason="price", note="Too dear"
    )
    send(finance, desk, "renew")
    agreement = Agreement.objects.get()
    assert (agreement.ends_on, agreement.cancel_reason, agreement.cancel_note) == (None, "", "")
    assert told(agreement.client) == ["2190-01 new +25000 = 25000"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"term_ends_on": "2190-12-31"}, "The new term ends before it begins."),
        ({"term_ends_on": ""}, "Say when the term ends, or choose month to month."),
        ({"effective_on": "2189-12-31"}, "Managed IT itself begins on Jan 1, 2190."),
        ({"effective_on": "0001-01-01"}, "Managed IT itself begins on Jan 1, 2190."),
        ({"effective_on": "2200-01-01", "term_ends_on": "2200-12-31"}, "Dates run from 1970"),
        ({"uplift": "-101"}, "Ensure this value is greater than or equal to -100."),
        ({"uplift": "four"}, "Write a number"),
    ],
)
def test_renewal_that_cannot_be(finance, desk, values, sentence):
    operations.end_agreement(agreement=desk.agreement, ends_on=day("2190-12-31"))
    assert sentence in words(send(finance, desk, "renew", **values))
    assert str(Agreement.objects.get().term_ends_on) == "2190-12-31"


def test_renewal_of_what_ended_long_ago(finance, desk):
    operations.end_agreement(agreement=desk.agreement, ends_on=day("2190-06-30"))
    assert "reinstate it or sign a new one" in words(send(finance, desk, "renew"))


def test_cancellation_with_a_reason(finance, desk):
    send(finance, desk, "cancel", ends_on="2190-12-31", reason="competitor", note="Offered less")
    agreement = Agreement.objects.get()
    assert (agreement.cancel_reason, agreement.cancel_note) == ("competitor", "Offered less")
    assert told(agreement.client)[1:] == ["2191-01 churn -25000 = 0"]


def test_cancellation_says_first_what_it_takes(finance, desk):
    page = send(finance, desk, "cancel", ends_on="2190-12-31", reason="price", headers=PREVIEW)
    assert words(page) == (
        "−250.00 MRR Takes 250.00 from January 2191 (churn: service dropped −250.00)."
    )
    assert Agreement.objects.get().ends_on is None


def test_cancellation_needs_a_reason(finance, desk):
    page = send(finance, desk, "cancel", ends_on="2190-12-31")
    assert "This field is required." in words(page)
    assert Agreement.objects.get().ends_on is None


def test_cancellation_before_the_start(finance, desk):
    page = send(finance, desk, "cancel", ends_on="2189-12-31", reason="price")
    assert "The last day of service lies before the start." in words(page)


def test_reinstated_as_if_it_had_never_been(finance, desk):
    operations.cancel_agreement(
        agreement=desk.agreement, ends_on=day("2190-06-30"), reason="price", note="Too dear"
    )
    send(finance, desk, "reinstate")
    agreement = Agreement.objects.get()
    assert (agreement.ends_on, agreement.cancel_reason) == (None, "")
    assert told(agreement.client) == ["2190-01 new +25000 = 25000"]


def test_nothing_to_reinstate(finance, desk):
    assert "has no last day of service to take back" in words(send(finance, desk, "reinstate"))


def test_name_and_notice_are_edited_without_effect_on_mrr(finance, desk):
    send(finance, desk, "edit", name="Complete care", notice_days="90")
    agreement = Agreement.objects.get()
    assert (agreement.name, str(agreement.notice_on)) == ("Complete care", "2190-10-02")
    assert len(told(agreement.client)) == 1


def test_a_taken_name_is_refused_beside_the_form(finance, desk):
    other = sign(desk.agreement.client, on="2190-01-01").agreement
    page = send(finance, desk, "edit", name=other.name)
    assert "The client has an agreement of this name already." in words(page)


@pytest.mark.parametrize("act", ["renew", "cancel", "reinstate", "edit", "lines/new"])
def test_the_second_to_save_is_told(finance, desk, act):
    service = make_service("Backup")
    address = f"/agreements/{desk.agreement_id}/{act}/"
    changes = {
        "renew": {"uplift": "4"},
        "cancel": {"ends_on": "2190-12-31", "reason": "price"},
        "edit": {"name": "Mine"},
        "lines/new": {
            "lines-0-service": str(service.pk), "lines-0-quantity": "1", "lines-0-unit_price": "9",
        },
    }  # fmt: skip
    sent = typed(finance.get(address), **changes.get(act, {}))
    operations.end_agreement(agreement=desk.agreement, ends_on=day("2190-11-30"))
    told_so = words(finance.post(address, sent))
    assert "This agreement was changed while you had it open." in told_so
    assert "last day of service Nov 30, 2190" in told_so
    assert str(Agreement.objects.get().ends_on) == "2190-11-30"
    assert AgreementLine.objects.count() == 1


def test_history_names_the_person_and_the_page(finance, desk):
    send(finance, desk, "edit", name="Complete care")
    entry = HistoryEntry.objects.first()
    assert (entry.actor.username, entry.source, entry.place) == (
        "finance", "page", f"/agreements/{desk.agreement_id}/edit/",
    )  # fmt: skip
    assert entry.differences == [("Name", "Managed IT", "Complete care")]


@pytest.mark.parametrize("act", ["renew", "cancel", "reinstate", "edit", "lines/new"])
def test_queries_do_not_grow(finance, desk, act, django_assert_max_num_queries):
    for number in range(20):
        add(desk.agreement, on="2190-01-01", name=f"Line {number}")
    with django_assert_max_num_queries(8):
        finance.get(f"/agreements/{desk.agreement_id}/{act}/")
