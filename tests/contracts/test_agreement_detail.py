"""The page of an agreement: what is in force, how it came about, what one may do."""

import pytest

from contracts import operations
from contracts.models import Agreement
from tests.builders import add, day, make_client, revise, sign
from tests.pages import ACCOUNT_MANAGER, AUDITOR, FINANCE, browse, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    """10 users at 25 from 2024 with a cost of 10 each, 12 from July, an end of one line."""
    line = sign(make_client(), on="2024-01-01", quantity="10", price="25")
    type(line.revisions.first()).objects.update(unit_cost=10)
    revise(line, "2024-07-01", quantity="12", price="25", discount="0.1")
    add(line.agreement, on="2024-02-01", name="Backup", price="50", ends="2024-05-31")
    return line


def page_of(browser, line, query=""):
    return browser.get(f"/agreements/{line.agreement_id}/{query}")


def test_what_is_in_force_in_a_month(finance, desk):
    assert rows(page_of(finance, desk, "?month=2024-03"))[:4] == [
        ["Line", "Terms", "Next change", "Cost", "Margin", "MRR"],
        [
            "Backup Help desk · Managed service", "1 × 50.00 flat, since Feb 1, 2024",
            "last day May 31, 2024", "–", "–", "50.00",
        ],
        [
            "Help desk Managed service", "10 × 25.00 flat, since Jan 1, 2024",
            "Jul 1, 2024: 12 × 25.00, 10% off 300.00 a month", "100.00", "60.0%", "250.00",
        ],
        ["Sum", "", "", "100.00", "66.7%", "300.00"],
    ]  # fmt: skip


def test_amount_before_the_discount_stands_beside(finance, desk):
    assert "MRR, Jul 24 $270 $300 before discount" in words(
        page_of(finance, desk, "?month=2024-07")
    )


def test_every_revision_is_listed_newest_first(finance, desk):
    listed = rows(page_of(finance, desk))
    assert ["Jul 1, 2024", "12 × 25.00, 10% off 300.00 a month", "270.00", "Correct"] in listed
    assert listed.index(["Jan 1, 2024", "10 × 25.00", "250.00", "Correct"]) > listed.index(
        ["Jul 1, 2024", "12 × 25.00, 10% off 300.00 a month", "270.00", "Correct"]
    )


@pytest.mark.parametrize(("count", "is_open"), [(12, True), (13, False)])
def test_many_revisions_are_folded(finance, desk, count, is_open):
    """Three are there already; up to 15 stand open."""
    for number in range(count):
        revise(desk, f"2025-01-{number + 1:02}", quantity=str(20 + number), price="25")
    markup = page_of(finance, desk).content.decode()
    assert ('<details class="timeline-line" open>' in markup) is is_open
    assert f"Help desk {2 + count} revisions" in words(page_of(finance, desk))


def test_history_says_who_changed_what(finance, desk):
    operations.cancel_agreement(
        agreement=desk.agreement, ends_on=day("2199-06-30"), reason="price", note="Too dear"
    )
    said = words(page_of(finance, desk))
    assert "changed Agreement 1 agreement Cancel note Too dear Cancel reason Price Last day" in said
    assert "Ends Jun 30, 2199" in said


def test_term_notice_and_decision(finance, desk):
    Agreement.objects.filter(pk=desk.agreement_id).update(
        term_ends_on="2199-12-31", notice_on="2199-10-02", renewal_decision="renegotiate"
    )
    said = words(page_of(finance, desk))
    assert "Term ends Dec 31, 2199 notice by Oct 2, 2199" in said
    assert "Renewal Renegotiate" in said


def test_agreement_without_lines_leads_to_the_first_step(finance):
    agreement = operations.sign_agreement(
        client=make_client(), name="Empty", starts_on=day("2024-01-01")
    )
    assert "No line yet, so no MRR. Add lines" in words(finance.get(f"/agreements/{agreement.pk}/"))


@pytest.mark.parametrize(("role", "offered"), [(FINANCE, True), (AUDITOR, False)])
def test_acts_are_offered_to_those_who_may(desk, role, offered):
    said = words(page_of(browse(person(role)), desk))
    assert ("Change terms" in said) is offered
    assert ("Correct" in said) is offered


def test_account_manager_changes_but_does_not_correct(desk):
    manager = person(ACCOUNT_MANAGER)
    client = desk.agreement.client
    client.account_manager = manager
    client.save()
    said = words(page_of(browse(manager), desk))
    assert ("Change terms" in said, "Correct" in said) == (True, False)


@pytest.mark.parametrize("count", [1, 20])
def test_queries_do_not_grow(finance, count, django_assert_num_queries):
    line = sign(make_client(), on="2024-01-01")
    for number in range(count):
        revise(add(line.agreement, on="2024-01-01", name=f"Line {number}"), "2024-05-01", "2")
    with django_assert_num_queries(7):
        page_of(finance, line)


def test_an_agreement_to_come_says_what_it_will_be_worth(finance):
    line = sign(make_client(), on="2190-02-10", quantity="10", price="25")
    assert "$0 $250 from Feb 90" in words(page_of(finance, line))


@pytest.mark.parametrize(
    ("role", "link"), [(FINANCE, "/agreements/{}/renewal/"), (AUDITOR, "#history")]
)
def test_the_renewal_tile_leads_to_the_decision(desk, role, link):
    page = page_of(browse(person(role)), desk).content.decode()
    tile = page.split('<span class="tile-label">Renewal</span>')[0].rsplit("<a", 1)[1]
    assert f'href="{link.format(desk.agreement_id)}"' in tile
