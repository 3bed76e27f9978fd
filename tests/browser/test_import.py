"""A finance person brings in what QuickBooks and ConnectWise give, and takes it back."""

import re
from urllib.parse import urljoin

import pytest

from clients.models import Client
from contracts.models import Agreement, ImportJob, InvoiceLine
from metrics import verification
from tests.builders import told

pytestmark = pytest.mark.needs_chromium

# Every date may be read in two ways, so that the order is asked for.
SALES = """\
Harbor IT Inc.,,,,,,,,,
Sales by Customer Detail,,,,,,,,,
"February - March, 2024",,,,,,,,,
,,,,,,,,,
,Date,Transaction Type,Num,Product/Service,Memo/Description,Qty,Sales Price,Amount,Balance
"Birch Dental, LLC",,,,,,,,,
,02/03/2024,Invoice,7001,Managed Services:Per-user,Workplace – 10 users,10.00,80.00,800.00,800.00
,02/03/2024,Invoice,7001,Hardware,Docking station,2.00,120.50,241.00,"1,041.00"
,02/05/2024,Credit Memo,CM-3,Hardware,Return of a docking station,-1.00,120.50,-120.50,920.50
"Total for Birch Dental, LLC",,,,,,,,$920.50,
Elm Veterinary,,,,,,,,,
,03/04/2024,Invoice,7002,Break/fix,Emergency call-out,1.00,300.00,300.00,300.00
Total for Elm Veterinary,,,,,,,,$300.00,
TOTAL,,,,,,,,"$1,220.50",
,,,,,,,,,
"Tuesday, Apr 02, 2024 08:02:10 AM GMT-8 - Accrual Basis",,,,,,,,,
"""
AGREEMENTS = """\
Agreement Type,Agreement Name,Company Name,Contact,Amount,Billing Cycle,Date Start,Date End,\
Status,Level
Managed Services,Managed Care,Elm Veterinary,P. Stone,"$1,060.00",Monthly,2/1/2024,,Active,
Backup,Offsite Backup,Birch Dental,L. Reed,$600.00,Quarterly,3/15/2024,,Active,
"""
ADDITIONS = """\
Sequence,Effective,Cancelled,Product ID,Description,Quantity,Price,Ext Price,Prorate Price,\
Bill,Tax,Margin,Agreement Name,Company Name,Addition Status,Billing Cycle,Less Included
1,2/1/2024,4/30/2024,M-USER,Managed user,10.00,$80.00,$800.00,,Yes,Yes,$300.00,Managed Care,\
Elm Veterinary,Cancelled,Monthly,0.00
1,5/1/2024,,M-USER,Managed user,12.00,$80.00,$960.00,,Yes,Yes,$360.00,Managed Care,\
Elm Veterinary,Active,Monthly,0.00
2,2/1/2024,,M-SERVER,Server care,1.00,$100.00,$100.00,,Yes,Yes,$40.00,Managed Care,\
Elm Veterinary,Active,Monthly,0.00
"""
ROWS = """
() => [...document.querySelectorAll("table.rows tbody tr")].map(
  (row) => [...row.cells].map((cell) => cell.textContent.trim()))
"""


def drop(visit, name, text, encoding="utf-8-sig"):
    """Upload a file; the page is then that of the file."""
    page = visit.open("/imports/new/")
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode(encoding)}
    page.set_input_files("input[name=file]", file)
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    page.locator("progress").wait_for(state="detached", timeout=30_000)
    return page


def press(page, button, then):
    """Press a button, and wait for what the page says when its run is over."""
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_text(then).first.wait_for(timeout=30_000)


def take_back(page, job):
    page.goto(urljoin(page.url, f"/imports/{job.pk}/"))
    page.get_by_role("link", name="Take back").click()
    press(page, "Take back", "This import was taken back")
    assert verification.differences() == []


def lines():
    found = InvoiceLine.objects.filter(number__in=["7001", "7002", "CM-3"])
    values = ("client__name", "number", "issued_on", "kind", "amount_cents")
    return [tuple(map(str, row)) for row in found.order_by("number", "pk").values_list(*values)]


def test_quickbooks_from_upload_to_undo(visit):
    before = InvoiceLine.objects.count()
    page = drop(visit, "sales.csv", SALES, "cp1252")
    page.locator('input[name="date_order"][value="MDY"]').check()
    press(page, "Go on", "Imports 4 lines of 3 invoices worth $1,220.50")
    assert InvoiceLine.objects.count() == before
    assert "agree with what was read" in page.inner_text("main")
    # What resembles a client is for a person to say.
    press(page, "Import", "Nothing is imported yet: 1 name below has to be decided.")
    page.get_by_label("It is Birch Dental").check()
    press(page, "Import", "All of it is in the books")
    assert lines() == [
        ("Birch Dental", "7001", "2024-02-03", "managed", "80000"),
        ("Birch Dental", "7001", "2024-02-03", "hardware", "24100"),
        ("Elm Veterinary", "7002", "2024-03-04", "break_fix", "30000"),
        ("Birch Dental", "CM-3", "2024-02-05", "hardware", "-12050"),
    ]
    page.get_by_role("link", name="See the invoices").click()
    page.get_by_text("7002").wait_for()
    assert verification.differences() == []
    take_back(page, ImportJob.objects.first())
    assert InvoiceLine.objects.count() == before
    assert not Client.objects.filter(name="Elm Veterinary").exists()
    assert visit.messages == []


def test_decisions_are_remembered_for_the_next_file(visit):
    page = drop(visit, "sales.csv", SALES, "cp1252")
    page.locator('input[name="date_order"][value="MDY"]').check()
    press(page, "Go on", "Imports 4 lines")
    page.get_by_label("It is Birch Dental").check()
    press(page, "Import", "All of it is in the books")
    page = drop(visit, "sales.csv", SALES, "cp1252")
    page.locator('input[name="date_order"][value="MDY"]').check()
    press(page, "Go on", "Importing this file changes nothing")
    said = page.inner_text("main")
    assert "This very file was imported already" in said
    assert "Birch Dental, LLC is your client Birch Dental" in said
    assert visit.messages == []


def test_connectwise_lists_from_upload_to_undo(visit):
    before = set(Agreement.objects.values_list("pk", flat=True))
    page = drop(visit, "agreements.csv", AGREEMENTS)
    page.get_by_text("ConnectWise PSA: agreements list").first.wait_for()
    press(page, "Import", "All of it is in the books")
    page = drop(visit, "additions.csv", ADDITIONS)
    page.get_by_text("ConnectWise PSA: additions list").first.wait_for()
    press(page, "Import", "All of it is in the books")
    assert mrr(page, "2024-06") == {
        "Ash & Co": "1,310.00", "Elm Veterinary": "1,060.00", "Birch Dental": "200.00",
    }  # fmt: skip
    assert verification.differences() == []
    additions, agreements = ImportJob.objects.all()[:2]
    take_back(page, additions)
    take_back(page, agreements)
    assert set(Agreement.objects.values_list("pk", flat=True)) == before
    assert told(Client.objects.get(name="Birch Dental"))[-1].startswith("2024-06 churn")
    assert visit.messages == []


def mrr(page, month):
    """MRR by client, as the list of clients shows it."""
    page.goto(urljoin(page.url, f"/clients/?month={month}&mrr=with"))
    return {row[0]: row[2] for row in page.evaluate(ROWS)}


def test_wrong_file_says_what_is_missing(visit):
    page = drop(visit, "tickets.csv", "Ticket #,Summary,Status\n4711,Printer on fire,Open\n")
    said = page.inner_text("main")
    assert "hese columns are missing: client (customer), number, date, amount" in said
    page.get_by_role("button", name="Discard this file").click()
    page.get_by_text("Nothing of it was written.").wait_for()
    assert visit.messages == []
