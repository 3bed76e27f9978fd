"""Editing an invoice: whole or not at all, and never over somebody else's change."""

import re

import pytest

from clients.models import HistoryEntry
from contracts import operations
from contracts.models import InvoiceLine
from contracts.operations import Charge
from metrics import verification
from tests.builders import day, invoice, make_client
from tests.contracts.csv_files import import_invoices
from tests.contracts.invoice_forms import EMPTY, sent
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    return operations.record_invoice(
        client=make_client("Ash"),
        number="A-1",
        issued_on=day("2024-02-10"),
        charges=[Charge("hardware", 120_050, "Server"), Charge("project", 80_000, "Set-up")],
    )


def opened(browser, line):
    """The page's address, and what it remembers of the invoice as it stood."""
    page = browser.get(f"/invoices/{line.pk}/edit/").content.decode()
    return f"/invoices/{line.pk}/edit/", re.search(r'name="seen" value="([^"]*)"', page)[1]


def save(browser, lines, *rows, **head):
    address, seen = opened(browser, lines[0])
    return browser.post(address, sent(*rows, seen=seen, **head), follow=True)


def as_stored(line, **changes):
    text = f"{line.amount_cents / 100:.2f}"
    row = {"line": line.pk, "kind": line.kind, "description": line.description, "amount": text}
    return {**row, **changes}


def stored():
    rows = InvoiceLine.objects.order_by("position")
    return list(rows.values_list("number", "issued_on", "kind", "amount_cents", "description"))


def test_invoice_edit(finance, lines):
    server, setup = lines
    rows = [as_stored(server, amount="1,000"), {"description": "Cables", "amount": "20"}]
    page = save(finance, lines, *rows, number="A-2", issued_on="2024-03-01")
    assert stored() == [
        ("A-2", day("2024-03-01"), "hardware", 100_000, "Server"),
        ("A-2", day("2024-03-01"), "hardware", 2_000, "Cables"),
    ]
    assert "Invoice A-2 of Ash is saved: $1,020.00." in words(page)
    assert verification.differences() == []
    said = list(HistoryEntry.objects.filter(object_id=setup.pk).values_list("action", flat=True))
    assert said == [2, 0]


def test_an_invoice_keeps_its_address(finance, lines):
    save(finance, lines, as_stored(lines[1]))
    assert [line.pk for line in InvoiceLine.objects.all()] == [lines[0].pk]
    assert [row[-1] for row in stored()] == ["Set-up"]


def positions():
    return list(InvoiceLine.objects.order_by("position").values_list("position", "description"))


def test_counted_lines_stay_counted(finance, lines):
    save(finance, lines, {"description": "New"}, as_stored(lines[1]))
    assert positions() == [(1, "Set-up"), (2, "New")]
    row = {"client": "Ash", "number": "A-1", "issued_on": "2024-02-10", "kind": "hardware"}
    assert import_invoices(row, row) == "0 created, 2 changed, 0 unchanged"


def test_positions_of_another_system_are_kept(finance):
    row = {"client": "Ash", "number": "A-1", "issued_on": "2024-02-10", "kind": "hardware"}
    import_invoices({**row, "line": "10"}, {**row, "line": "20"}, {**row, "line": "30"})
    lines = list(InvoiceLine.objects.order_by("position"))
    rows = [as_stored(lines[0]), as_stored(lines[2]), {"description": "New"}]
    save(finance, lines, *rows)
    assert positions() == [(10, ""), (30, ""), (31, "New")]


def test_nothing_is_saved_when_one_line_is_wrong(finance, lines):
    before = stored()
    page = save(finance, lines, as_stored(lines[0], amount="1"), as_stored(lines[1], amount=""))
    assert "This field is required." in words(page)
    assert stored() == before


@pytest.mark.parametrize("rows", [[], [EMPTY]])
def test_an_invoice_has_a_line(finance, lines, rows):
    assert "Type at least one line" in words(save(finance, lines, *rows))
    assert len(stored()) == 2


def test_the_second_of_two_is_told(finance, lines):
    address, seen = opened(finance, lines[0])
    save(finance, lines, as_stored(lines[0], description="Big server"), as_stored(lines[1]))
    page = finance.post(address, sent(as_stored(lines[0], amount="7"), seen=seen))
    said = words(page)
    assert "This invoice was changed while you had it open." in said
    assert "description Server → Big server" in said
    assert 'value="7"' in page.content.decode()
    assert len(stored()) == 2


def test_an_import_in_between_is_told_too(finance, lines):
    address, seen = opened(finance, lines[0])
    row = {"client": "Ash", "number": "A-1", "line": "1", "issued_on": "2024-02-10"}
    import_invoices({**row, "kind": "hardware", "amount": "5"})
    page = finance.post(address, sent(as_stored(lines[0]), seen=seen))
    assert "This invoice was changed while you had it open." in words(page)


def test_saving_once_more_saves_on_top(finance, lines):
    address, _ = opened(finance, lines[0])
    page = finance.post(address, sent(as_stored(lines[0]), seen="0-0")).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    assert finance.post(address, sent(as_stored(lines[0]), seen=seen)).status_code == 302


@pytest.mark.parametrize("seen", ["", "9" * 5000, "²-1", "-", "1-1\0"])
def test_odd_marks_of_what_was_seen(finance, lines, seen):
    page = finance.post(f"/invoices/{lines[0].pk}/edit/", sent(as_stored(lines[0]), seen=seen))
    assert "This invoice was changed while you had it open." in words(page)


def test_a_number_of_another_invoice_is_refused(finance, lines):
    other = invoice(lines[0].client, "2024-01-01", "project", 500, number="A-9")
    page = save(finance, lines, as_stored(lines[0]), number="A-9")
    assert f'<a href="/invoices/{other.pk}/">an invoice A-9</a>' in page.content.decode()
    assert len(stored()) == 3


@pytest.mark.parametrize("twice", [True, False])
def test_lines_of_other_invoices_stay_out(finance, lines, twice):
    other = invoice(lines[0].client, "2024-01-01", "project", 500, number="A-9")
    rows = [as_stored(lines[0])] * 2 if twice else [as_stored(lines[0]), as_stored(other)]
    assert "A line of this invoice is gone." in words(save(finance, lines, *rows))
    assert len(stored()) == 3


def test_a_credit_note_is_edited_without_a_minus(finance):
    credit = invoice(make_client("Ash"), "2024-02-10", "hardware", -2_050, number="C-1")
    page = finance.get(f"/invoices/{credit.pk}/edit/").content.decode()
    assert 'value="20.50"' in page
    save(finance, [credit], as_stored(credit, amount="30"), sort="credit_note", number="C-1")
    assert [row[3] for row in stored()] == [-3_000]


def test_a_kind_chosen_by_hand_is_no_longer_the_rules(finance):
    line = invoice(make_client("Ash"), "2024-02-10", "unclassified", 500, number="A-1")
    InvoiceLine.objects.update(description="Firewall")
    rule, _ = operations.create_rule(contains="firewall", kind="hardware")
    line.refresh_from_db()
    save(finance, [line], as_stored(line))
    assert InvoiceLine.objects.get().rule == rule
    save(finance, [line], as_stored(line, kind="project"))
    operations.remove_rule(rule=rule)
    assert [row[2] for row in stored()] == ["project"]


def test_a_longer_invoice_than_the_form_is_not_edited(finance):
    charges = [Charge("hardware", 1)] * 201
    first = operations.record_invoice(
        client=make_client(), number="A-1", issued_on=day("2024-02-10"), charges=charges
    )[0]
    assert finance.get(f"/invoices/{first.pk}/edit/").status_code == 404
    assert "/edit/" not in finance.get(f"/invoices/{first.pk}/").content.decode()
