"""The dashboard: its tiles, its charts over their tables, its window."""

import pytest
from django.utils import timezone

from config import formats
from metrics.months import add_months, month_of
from tests.builders import invoice, make_client, make_service, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, person, rows, words

pytestmark = pytest.mark.django_db

# The rows of the month's bridge, which come before those of the other charts.
BRIDGE = 8


@pytest.fixture
def owner():
    return browse(person(OWNER))


def test_dashboard(owner):
    sign(on="2024-01-01", quantity="10", price="25")
    page = owner.get("/?month=2024-03")
    assert page.status_code == 200
    assert "March 2024 MRR $250 $0 (0.0%) against Feb 24" in words(page)


def test_empty_dashboard_offers_the_first_step(owner):
    page = words(owner.get("/"))
    assert "No agreements yet" in page
    assert ".venv/bin/python manage.py import_agreements agreements.csv --dry-run" in page


def test_tiles(owner):
    line = sign(on="2024-01-01", quantity="10", price="25")
    revise(line, "2024-03-01", quantity="14", price="25")
    invoice(line.agreement.client, "2024-03-10", "break_fix", 85_000)
    page = words(owner.get("/?month=2024-03"))
    assert "MRR $350 +$100 (+40.0%) against Feb 24" in page
    assert "Recurring share, 12 months to Mar 24 50.0% In transition, of $1,700 revenue" in page
    assert "Net new MRR +$100 +$100 gained, $0 lost" in page
    assert "Clients with MRR 1 $350 MRR each on average" in page


def test_share_is_a_range_while_invoices_are_unclassified(owner):
    client = sign(on="2024-03-01", price="600").agreement.client
    invoice(client, "2024-03-10", "project", 40_000)
    invoice(client, "2024-03-11", "unclassified", 50_000)
    page = words(owner.get("/?month=2024-03"))
    assert "60.0% In transition, of $1,000 revenue 40.0% to 60.0%, some unclassified" in page
    assert "1 invoice line is unclassified ($500.00), so the share is a range. See them" in page


def test_tables_below_the_charts(owner):
    line = sign(on="2024-01-01", quantity="10", price="25")
    revise(line, "2024-03-01", quantity="8", price="25")
    invoice(line.agreement.client, "2024-02-10", "project", 100_000)
    last = {row[0]: row[-3:] for row in rows(owner.get("/?month=2024-03"))[BRIDGE:]}
    assert last == {
        "USD": ["Jan 24", "Feb 24", "Mar 24"],
        "Share": ["Jan 24", "Feb 24", "Mar 24"],
        "MRR": ["250", "250", "200"],
        "Change": ["+250", "–", "−50"],
        "Clients": ["1", "1", "1"],
        "New": ["250", "–", "–"],
        "Reactivation": ["–", "–", "–"],
        "Expansion": ["–", "–", "–"],
        "Contraction": ["–", "–", "−50"],
        "Churn": ["–", "–", "–"],
        "Net new MRR": ["+250", "–", "−50"],
        "Over 12 months": ["100.0%", "33.3%", "41.2%"],
        "In the month": ["100.0%", "20.0%", "100.0%"],
        "Recurring": ["250", "250", "200"],
        "Project": ["–", "1,000", "–"],
        "Professional services": ["–", "–", "–"],
        "Hardware": ["–", "–", "–"],
        "Break-fix": ["–", "–", "–"],
        "Revenue": ["250", "1,250", "200"],
    }


def test_chart_of_nothing_is_a_sentence(owner):
    sign(on="2024-01-01")
    page = owner.get("/?month=2023-03")
    assert "<canvas" not in page.content.decode()
    said = words(page)
    for subject in ("MRR", "movement", "revenue"):
        assert f"No {subject} in these 12 months." in said


def test_figures_link_to_their_rows(owner):
    client = sign(on="2024-03-01").agreement.client
    invoice(client, "2024-03-10", "project", 40_000)
    page = owner.get("/?month=2024-03").content.decode()
    assert 'href="/invoices/?month=2024-03&amp;kind=project"' in page
    assert 'href="/clients/?month=2024-03&amp;mrr=with"' in page
    assert 'href="/months/2024-03/"' in page


@pytest.mark.parametrize(("width", "first"), [("12", "Apr 23"), ("24", "Apr 22"), ("36", "Apr 21")])
def test_window_is_as_wide_as_asked(owner, width, first):
    sign(on="2024-01-01")
    page = owner.get("/", {"month": "2024-03", "months": width})
    head = rows(page)[BRIDGE]
    assert (head[1], head[-1], len(head) - 1) == (first, "Mar 24", int(width))


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("month=2026-13", "“2026-13” is not a month; write it like 2026-10."),
        ("month=soon", "“soon” is not a month; write it like 2026-10."),
        ("month=1000-01", "“1000-01” lies outside the years 1970 to 2199."),
        ("months=7", "“7” is not a width; choose 12, 24 or 36 months, or all."),
    ],
)
def test_window_that_cannot_be_read_is_complained_of(owner, query, complaint):
    page = owner.get(f"/?{query}")
    assert page.status_code == 200
    assert complaint in words(page)


@pytest.mark.parametrize("month", ["1970-01", "2199-12"])
def test_window_at_the_ends_of_time(owner, month):
    sign(on="2024-01-01")
    assert owner.get(f"/?month={month}&months=36").status_code == 200


def test_current_month_is_in_progress_and_later_ones_scheduled(owner):
    current = month_of(timezone.localdate())
    sign(on=current.isoformat())
    assert "In progress" in words(owner.get("/"))
    assert "Scheduled" in words(owner.get("/?month=2199-06"))


def test_scheduled_months_have_no_share(owner):
    sign(on="2024-01-01")
    last = {row[0]: row[-1] for row in rows(owner.get("/?month=2199-06"))}
    assert (last["MRR"], last["Over 12 months"], last["In the month"]) == ("100", "–", "–")


def test_headline_share_is_that_of_the_last_complete_month(owner):
    current = month_of(timezone.localdate())
    last = add_months(current, -1)
    client = sign(on=last.isoformat(), price="100").agreement.client
    invoice(client, last.isoformat(), "project", 10_000)
    page = owner.get("/")
    said = f"Recurring share, 12 months to {formats.month(last)} 50.0%"
    assert f"{said} In transition, of $200 revenue" in words(page)
    assert f'href="/share/?month={last:%Y-%m}" data-figure="10000/20000">' in page.content.decode()
    assert f"{said} of $200 revenue" in words(owner.get(f"/clients/{client.pk}/"))


def test_headline_share_before_a_month_is_complete(owner):
    sign(on="2024-01-01")
    page = words(owner.get("/?month=2199-06"))
    assert "Recurring share, 12 months – Not known before a month is complete" in page


def test_a_range_too_narrow_to_show_is_not_shown(owner):
    client = sign(on="2024-01-01", price="100000").agreement.client
    invoice(client, "2024-03-05", "unclassified", 1_00)
    page = words(owner.get("/?month=2024-03"))
    assert "100.0% Among the strongest, of $300,000 revenue some unclassified" in page


def test_account_manager_sees_the_own_clients(owner):
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Ours", account_manager=manager), on="2024-01-01", price="100")
    sign(make_client("Theirs"), on="2024-01-01", price="900")
    page = words(browse(manager).get("/?month=2024-03"))
    assert "Your clients Every figure here is about the clients you look after." in page
    assert "MRR $100 $0" in page


@pytest.mark.parametrize("clients", [1, 4])
def test_queries_do_not_grow(owner, clients, django_assert_num_queries):
    for number in range(clients):
        sign(make_client(f"Client {number}"), on="2024-01-01", service=make_service())
    with django_assert_num_queries(10):
        owner.get("/?month=2024-03")


@pytest.mark.parametrize("clients", [1, 4])
def test_queries_of_an_account_manager_do_not_grow(clients, django_assert_num_queries):
    manager = person(ACCOUNT_MANAGER)
    for number in range(clients):
        sign(make_client(f"Client {number}", account_manager=manager), on="2024-01-01")
    browser = browse(manager)
    with django_assert_num_queries(10):
        browser.get("/?month=2024-03")
