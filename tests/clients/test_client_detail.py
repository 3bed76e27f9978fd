"""A client's page."""

import pytest

from tests.builders import add, invoice, make_client, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return browse(person(OWNER))


def look(browser, client, query="month=2024-03"):
    return browser.get(f"/clients/{client.pk}/?{query}")


def test_client_detail(owner):
    client = sign(on="2024-01-01", quantity="10", price="25").agreement.client
    page = words(look(owner, client))
    assert "Northgate Dental Account manager: nobody yet" in page
    assert "MRR, Mar 24 $250 $0 (0.0%) against Feb 24" in page


def test_client_without_agreements(owner):
    client = make_client()
    invoice(client, "2024-02-10", "break_fix", 40_000)
    page = words(look(owner, client))
    assert "No agreement yet: this client buys one-off work only." in page
    assert "One-off, 12 months to Mar 24 $400" in page


def test_client_that_never_had_mrr_has_no_history_of_it(owner):
    client = make_client()
    invoice(client, "2024-02-10", "break_fix", 40_000)
    page = words(look(owner, client))
    assert "How did MRR develop?" not in page
    assert "Where does the revenue come from?" in page


def test_mrr_history_with_its_movements(owner):
    line = sign(on="2024-01-01", quantity="10", price="25")
    revise(line, "2024-03-01", quantity="8", price="25")
    history = {row[0]: row[-3:] for row in rows(look(owner, line.agreement.client))[:7]}
    assert history == {
        "USD": ["Jan 24", "Feb 24", "Mar 24"],
        "MRR": ["250", "250", "200"],
        "New": ["250", "–", "–"],
        "Reactivation": ["–", "–", "–"],
        "Expansion": ["–", "–", "–"],
        "Contraction": ["–", "–", "−50"],
        "Churn": ["–", "–", "–"],
    }


def test_agreement_with_its_lines_and_current_terms(owner):
    line = sign(on="2024-01-01", quantity="10", price="25")
    add(line.agreement, name="Licences", quantity="2.5", price="120.1234", months=12)
    revise(line, "2024-03-01", quantity="8", price="25", discount="0.125")
    page = rows(look(owner, line.agreement.client))
    assert [
        "Help desk", "Managed service", "Flat",
        "8 × 25.00, 12.5% off 200.00 a month since Mar 1, 2024", "175.00",
    ] in page  # fmt: skip
    assert [
        "Licences", "Help desk Managed service", "Flat",
        "2.5 × 120.1234 every 12 months since Jan 1, 2026", "–",
    ] not in page  # fmt: skip


def test_ended_line_is_out_of_service(owner):
    line = sign(on="2024-01-01", ends="2024-02-29")
    page = rows(look(owner, line.agreement.client))
    assert ["Help desk", "Managed service", "Flat", "not in service", "–"] in page


def test_movements_newest_first(owner):
    line = sign(on="2024-01-01", quantity="10", price="25")
    revise(line, "2024-03-01", quantity="8", price="25")
    page = rows(look(owner, line.agreement.client))
    start = page.index(["Month", "Kind", "Change", "MRR after"])
    assert page[start + 1 : start + 3] == [
        ["Mar 24", "Contraction", "−50.00", "200.00"],
        ["Jan 24", "New", "+250.00", "250.00"],
    ]


def test_invoice_number_links_to_the_invoice(owner):
    client = make_client()
    line = invoice(client, "2024-02-10", "project", 40_000, number="A/1 & 2")
    link = f'<a class="nowrap" href="/invoices/{line.pk}/">A/1 &amp; 2</a>'
    assert link in look(owner, client).content.decode()


def test_latest_invoice_lines(owner):
    client = make_client()
    for number in range(14):
        invoice(client, f"2024-02-{number + 1:02}", "project", 40_000, number=f"N-{number}")
    page = rows(look(owner, client))
    start = page.index(["Issued", "Kind", "Description", "USD"])
    assert page[start + 1] == ["Feb 14, 2024", "Project", "N-13", "400.00"]
    assert len(page[start + 1 :]) == 12


def test_client_that_does_not_exist(owner):
    assert owner.get("/clients/99999999999999999999/").status_code == 404


def test_far_future_window(owner):
    client = sign(on="2024-01-01").agreement.client
    assert look(owner, client, "month=2199-12").status_code == 200


def test_client_of_another_manager_is_not_found():
    manager = person(ACCOUNT_MANAGER)
    ours, theirs = make_client("Ours", account_manager=manager), make_client("Theirs")
    assert look(browse(manager), ours).status_code == 200
    assert look(browse(manager), theirs).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow(owner, count, django_assert_num_queries):
    client = make_client()
    for number in range(count):
        line = sign(client, on="2024-01-01")
        add(line.agreement, name="Monitoring")
        invoice(client, "2024-02-10", "project", 40_000, number=f"N-{number}")
    with django_assert_num_queries(15):
        look(owner, client)


def test_the_last_movement_is_not_one_that_is_still_to_come(owner):
    line = sign(on="2024-01-01", quantity="10", price="25")
    revise(line, "2024-05-01", quantity="8", price="25")
    revise(line, "2198-05-01", quantity="9", price="25")
    page = words(look(owner, line.agreement.client))
    assert "Last movement Jan 24 New +$250" in page
    assert "May 98 scheduled Expansion +25.00 225.00 May 24 Contraction" in page


def test_a_discount_stands_beside_the_amount_before_it(owner):
    line = sign(on="2024-01-01", quantity="10", price="300", months=12, discount="0.1")
    page = words(look(owner, line.agreement.client))
    assert "10 × 300.00 every 12 months, 10% off 250.00 a month since Jan 1, 2024 225.00" in page
