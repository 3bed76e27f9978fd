"""Invoices as accounting packages export them, read by profile."""

from contracts.importing.readings import Control
from tests.contracts.exports import QUICKBOOKS, XERO, read, rows, told

HEADER = "Customer,Invoice No,Invoice Date,Amount\n"


def test_quickbooks_groups_lines_by_client_and_number():
    reading = read(QUICKBOOKS)
    assert (reading.profile, reading.header_line) == ("quickbooks_online_sales", 5)
    assert rows(reading, "client", "number", "position", "amount") == [
        (7, "Lakeside Dental, Inc", "810", 1, 80000),
        (8, "Lakeside Dental, Inc", "810", 2, 125050),
        (9, "Lakeside Dental, Inc", "C-3", 1, -20000),
        (12, "Total Care Ltd", "R-9", 1, 15000),
    ]
    assert told(reading) == ([(13, "Payment")], [])


def test_totals_of_the_report_are_controls():
    assert read(QUICKBOOKS).controls == [
        Control(10, "Total for Lakeside Dental, Inc", 185050, 185050),
        Control(14, "Total for Total Care Ltd", 0, 0),
        Control(15, "TOTAL", 185050, 185050),
    ]


def test_a_total_that_does_not_agree_is_said():
    reading = read(QUICKBOOKS.replace('"$1,850.50",\nTotal Care', '"$1,850.51",\nTotal Care'))
    assert reading.warnings == [
        "Line 10: “Total for Lakeside Dental, Inc” states 1,850.51, but the rows come to 1,850.50."
    ]


def test_the_newer_layout_of_quickbooks():
    header = (
        ",Transaction date,Transaction type,Num,Product/Service full name,Description,Quantity,"
        "Sales price,Amount,Balance"
    )
    lines = QUICKBOOKS.splitlines()
    lines[4] = header
    assert rows(read("\n".join(lines)), "amount") == rows(read(QUICKBOOKS), "amount")


def test_quickbooks_in_the_code_page_of_windows():
    reading = read(QUICKBOOKS.replace("Lakeside", "Café O’Lake").encode("cp1252"))
    assert reading.columns.values["client"][0] == "Café O’Lake Dental, Inc"


def test_sub_clients_stand_under_their_client():
    nested = """\
,Date,Transaction Type,Num,Product/Service,Memo/Description,Qty,Sales Price,Amount,Balance
Harbor,,,,,,,,,
,01/20/2025,Invoice,1,Seat,Seats,1,10.00,10.00,10.00
Harbor West,,,,,,,,,
,01/21/2025,Invoice,2,Seat,Seats,1,20.00,20.00,20.00
Total for Harbor West,,,,,,,,$20.00,
Total for Harbor with sub-customers,,,,,,,,$30.00,
"""
    reading = read(nested)
    assert rows(reading, "client", "amount") == [(3, "Harbor", 1000), (5, "Harbor", 2000)]
    assert [control.agrees for control in reading.controls] == [True, True]


def test_a_heading_that_nothing_closes_ends_at_the_next_one():
    open_ended = """\
,Date,Transaction Type,Num,Product/Service,Memo/Description,Qty,Sales Price,Amount,Balance
Harbor,,,,,,,,,
,01/20/2025,Invoice,1,Seat,Seats,1,10.00,10.00,10.00
Quay,,,,,,,,,
,01/21/2025,Invoice,2,Seat,Seats,1,20.00,20.00,20.00
"""
    assert rows(read(open_ended), "client") == [(3, "Harbor"), (5, "Quay")]


def test_the_template_of_quickbooks_goes_on_with_the_row_above():
    text = (
        "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Item(Product/Service),ItemDescription,"
        "ItemQuantity,ItemRate,*ItemAmount\n"
        '31,Haven,01/15/2025,02/14/2025,Seat,January,2,"1,000.00","2,000.00"\n'
        ",,,,Backup,Backup,1,50.00,50.00\n"
    )
    assert rows(read(text), "client", "number", "issued_on", "amount", "item") == [
        (2, "Haven", "31", "2025-01-15", 200000, "Seat"),
        (3, "Haven", "31", "2025-01-15", 5000, "Backup"),
    ]


def test_xero_leaves_out_what_is_no_revenue():
    reading = read("\ufeff" + XERO, currency="GBP")
    assert rows(reading, "number", "issued_on", "amount", "description") == [
        (2, "INV-1", "2025-02-03", 100000, "Seats"),
        (3, "INV-1", "2025-02-03", 20000, "Backup, two sites"),
        (5, "CN-1", "2025-03-04", -5000, "Half a seat"),
    ]
    assert told(reading) == ([(6, "Draft"), (7, "Sales overpayment")], [])


def test_xeros_template_multiplies_and_discounts():
    text = (
        "*ContactName,*InvoiceNumber,*InvoiceDate,*DueDate,InventoryItemCode,*Description,"
        "*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,Currency\n"
        "Quay,INV-7,31/01/2025,28/02/2025,SEAT,Seats,3,33.34,10,200,None,USD\n"
    )
    assert rows(read(text), "amount") == [(2, 9002)]


def test_stripe_counts_what_stayed_of_a_payment():
    text = (
        "id,Description,Created (UTC),Amount,Amount Refunded,Currency,Tax,Mode,Status,"
        "Customer ID,Customer Description,Customer Email,Invoice ID\n"
        "ch_1,Care,2025-02-03 01:47,120.00,20.00,usd,10.00,Live,Paid,c1,Haven,a@example.com,in_1\n"
        "ch_2,Care,2025-02-04 01:47,120.00,0.00,usd,0.00,Live,Failed,cus_1,Haven,a@example.com,\n"
        "ch_3,Care,2025-02-05 01:47,50.00,0.00,usd,,Live,Paid,cus_2,,b@example.com,\n"
    )
    reading = read(text)
    assert rows(reading, "client", "number", "amount") == [
        (2, "Haven", "in_1", 9000),
        (4, "b@example.com", "ch_3", 5000),
    ]
    assert told(reading)[0] == [(3, "Failed")]


def test_connectwise_has_one_row_an_invoice():
    text = (
        "Invoice,Invoice Total,Date,Due Date,Status,Invoice Type,Company Name,Project / Phase\n"
        "9001,$120.00,1/31/2025,2/28/2025,Sent,Agreement,Haven,\n"
        "9002,($20.00),2/3/2025,3/3/2025,Sent,CreditMemo,Haven,\n"
        "9003,$500.00,2/13/2025,3/3/2025,Sent,Progress,Haven,Office move\n"
    )
    assert rows(read(text), "number", "amount", "item", "project") == [
        (2, "9001", 12000, "Agreement", None),
        (3, "9002", -2000, "CreditMemo", None),
        (4, "9003", 50000, "Progress", "Office move"),
    ]


def test_an_invoice_that_is_there_twice_counts_once():
    reading = read(
        HEADER + "Haven,1,2025-01-05,100.00\nHaven,1,2025-01-05,100.00\n"
        "haven ,2,2025-01-06,50.00\nHaven,2,2025-01-06,60.00\n"
    )
    assert rows(reading, "client", "number", "amount") == [
        (2, "Haven", "1", 10000),
        (4, "Haven", "2", 5000),
    ]
    assert told(reading) == (
        [(3, "exact duplicate")],
        ["line 5, Amount: “60.00” same number, other amount"],
    )


def test_half_an_invoice_is_left_out_whole():
    reading = read(
        "Customer,Invoice No,Invoice Date,Item,Amount\n"
        "Haven,1,2025-01-05,Seat,100.00\nHaven,1,2025-01-05,Seat,10o.00\n"
        "Haven,2,2025-01-06,Seat,5.00\n"
    )
    assert rows(reading, "number") == [(4, "2")]
    assert told(reading) == (
        [(2, "another row of this invoice is wrong")],
        ["line 3, Amount: “10o.00” is not an amount"],
    )


def test_a_credit_note_with_the_number_of_an_invoice_is_another_document():
    reading = read(
        "Customer,Invoice No,Invoice Date,Type,Item,Amount\n"
        "Haven,1,2025-01-05,Invoice,Seat,100.00\nHaven,1,2025-02-05,Credit Memo,Seat,30.00\n"
    )
    assert rows(reading, "number", "amount") == [(2, "1", 10000), (3, "1 (credit)", -3000)]
    assert reading.warnings == [
        "Credit note 1 stands with a positive amount: it is read as negative."
    ]


def test_a_file_in_another_currency_is_never_added():
    reading = read(XERO, currency="USD")
    assert " ".join(reading.refusals) == (
        "The amounts of this file are in GBP; this installation keeps its books in USD, and never "
        "adds the two. Nothing can be imported from it."
    )
    assert (reading.currency, reading.is_ready) == ("GBP", False)


def test_a_row_in_another_currency_is_wrong():
    reading = read(HEADER + "Haven,1,2025-01-05,$100.00\nHaven,2,2025-01-05,€50.00\n")
    assert rows(reading, "number") == [(2, "1")]
    assert told(reading)[1] == [
        "line 3, Amount: “€50.00” is in EUR; this installation keeps USD only"
    ]


def test_a_column_of_currencies_is_found_by_its_cells():
    text = "Kunde,Nr,Tag,Netto,Währung\nHaven,1,2025-01-05,100.00,EUR\n"
    mapping = {"client": "Kunde", "number": "Nr", "date": "Tag", "amount": "Netto"}
    reading = read(text, kind="invoices", mapping=mapping)
    assert (reading.currency, len(reading.refusals)) == ("EUR", 1)


def test_customer_balances_are_refused_with_the_report_to_take():
    text = ",Date,Transaction Type,Num,Due Date,Amount,Open Balance,Balance\n,1,2,3,4,5,6,7\n"
    assert " ".join(read(text).refusals) == (
        "Customer Balance Detail has payments and amounts with tax, and no lines. "
        "Export the report Sales by Customer Detail instead."
    )
