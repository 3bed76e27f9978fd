"""Every list as a file: the same values as CSV and as a workbook, each as what it is."""

import io
import re
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse
from openpyxl import load_workbook

from config.exports import COUNT, DAY, MOMENT, MONEY, MONTH, NUMBER, PRICE, SHARE, TEXT
from config.lists import WORKBOOK_TYPE, download
from contracts import operations
from contracts.importing import import_agreements
from metrics.forecast.keeping import keep_forecast
from tests.builders import invoice, make_client, revise, sign
from tests.config.test_tables import Row, RowTable
from tests.contracts.import_jobs import INVOICES, make_job
from tests.pages import OWNER, browse, csv_rows, person
from tests.test_permissions import addresses

pytestmark = pytest.mark.django_db

KINDS = {
    "text": TEXT, "money": MONEY, "price": PRICE, "number": NUMBER, "count": COUNT, "share": SHARE,
    "month": MONTH, "day": DAY, "moment": MOMENT,
}  # fmt: skip
# The kinds of the columns of each list, and the months that have something to list.
LISTS = {
    "month_list": "month" + " money" * 8 + " count money share share",
    "client_list": "text text money month money",
    "agreement_list": "text text text day day day count money",
    "renewal_list": "text text text day day count money text text",
    "invoice_list": "text day text text text money",
    "unclassified_list": "text day text text money",
    "rule_list": "text text count money",
    "margin_list": "text money money money share",
    "cross_sell_list": "text money count money",
    "leakage_list": "text" + " money" * 6,
    "project_list": "text text text day money",
    "service_list": "text text text price price text count money",
    "history_list": "moment" + " text" * 10,
    "person_list": "text text text text text day",
    "import_list": "text text text moment count count text",
    "line_list": "text text text text text text day number price share count money money money",
    "movement_list": "text month text text money money money",
    "change_list": "month text text text text text" + " money" * 6,
    "retained_list": "text text money money money money",
    "cohort_list": "text text month money month money share",
    "cancellation_list": "text text text day day text text money",
    "term_list": "text text text day day text money",
    "forecast_list": "month month count" + " money" * 6 + " share text",
    "recurring_share": "text money count money share share",
}
PERIOD = {"since": "2023-01", "month": "2024-03"}
AHEAD = {"term_list": {"month": "2199-12"}}
# The shortest way to write what a workbook holds, for each kind of number or date.
WRITTEN = {
    MONEY: "{:.2f}".format,
    PRICE: "{:.4f}".format,
    NUMBER: "{:.4f}".format,
    COUNT: str,
    SHARE: "{:.4f}".format,
    MONTH: "{:%Y-%m}".format,
    DAY: "{:%Y-%m-%d}".format,
    MOMENT: "{:%Y-%m-%dT%H:%M:%S+00:00}".format,
}


@pytest.fixture
def owner():
    """At a company that has something in every list, texts that look like formulas among it."""
    client = make_client("=Ash", account_manager=person("account manager"))
    sign(make_client("Birch"), on="2023-01-01", ends="2024-02-15")
    line = sign(client, on="2023-02-01", quantity="10", price="85")
    revise(line, "2024-03-01", quantity="14", price="85.125")
    operations.edit_agreement(
        agreement=line.agreement,
        name="+Care",
        commitment="fixed_term",
        term_ends_on=date(2199, 6, 30),
        notice_days=30,
    )
    operations.create_project(client=client, name="@Move", intended_follow_on="-Care")
    operations.create_rule(contains="firewall", kind="hardware")
    invoice(client, "2024-02-10", "project", 40_000)
    invoice(client, "2024-03-11", "unclassified", -1_05)
    invoice(client, "2024-02-12", "break_fix", 333_00)
    make_job("applied", INVOICES, file_name="=sales.csv", person=client.account_manager)
    keep_forecast(made_at=datetime(2024, 2, 1, tzinfo=UTC))
    return browse(person(OWNER))


def fetched(owner, page, ending):
    """The list, or with an ending its file."""
    query = {**AHEAD.get(page, PERIOD), **({"format": ending} if ending else {})}
    return owner.get(reverse(page), query)


def workbook(owner, page):
    response = fetched(owner, page, "xlsx")
    return load_workbook(io.BytesIO(b"".join(response.streaming_content))).active


def test_the_table_names_every_list(owner):
    """Pages of one record have none."""
    answers = set()
    for name in set(addresses(get_resolver().url_patterns)) - {"account_logout"}:
        with suppress(NoReverseMatch):
            response = owner.get(reverse(name), {"format": "xlsx"})
            answers |= {name} if response.get("Content-Type") == WORKBOOK_TYPE else set()
    assert answers == set(LISTS)


@pytest.mark.parametrize("page", LISTS)
def test_values_of_a_workbook_are_those_of_the_csv_file(owner, page):
    kinds = [KINDS[word] for word in LISTS[page].split()]
    lines = csv_rows(fetched(owner, page, "csv"))
    head, *rows = workbook(owner, page).iter_rows(values_only=True)
    assert list(head) == lines[0]
    assert len(rows) > 0
    assert [[as_csv(*pair) for pair in zip(kinds, row, strict=True)] for row in rows] == lines[1:]


def as_csv(kind, value):
    if value is None:
        return ""
    if kind is TEXT:
        return f"'{value}" if value[0] in "=+-@" else value
    return WRITTEN[kind](value)


@pytest.mark.parametrize("page", LISTS)
def test_each_column_of_a_workbook_has_its_format(owner, page):
    columns = workbook(owner, page).iter_cols(min_row=2)
    for column, word in zip(columns, LISTS[page].split(), strict=True):
        held = [cell for cell in column if cell.value is not None]
        assert {cell.number_format for cell in held} <= {KINDS[word].number_format}
        assert {type(cell.value) for cell in held} <= {
            "text": {str}, "month": {datetime}, "day": {datetime}, "moment": {datetime},
        }.get(word, {int, float})  # fmt: skip


@pytest.mark.parametrize("page", LISTS)
def test_each_list_offers_both_files(owner, page):
    said = fetched(owner, page, "").content.decode()
    for ending in ("csv", "xlsx"):
        assert re.search(rf'href="{reverse(page)}\?[^"]*format={ending}" download>', said)


@pytest.mark.parametrize("page", ["line_list", "change_list", "movement_list", "client_list"])
def test_long_list_is_downloaded_whole(page):
    """SQLite takes no thousand conditions: what rows point to is looked up in parts."""
    lines = [f"Client {number},Care,Help desk,1,1,25.00,2024-03-01" for number in range(1001)]
    head = "client,agreement,line,billing_months,quantity,unit_price,effective_on"
    import_agreements("\n".join([head, *lines]).encode())
    response = browse(person(OWNER)).get(reverse(page), {"month": "2024-03", "format": "csv"})
    assert len(csv_rows(response)) == 1 + 1001


def test_file_says_what_it_is_and_how_long():
    response = download(RowTable([Row("Ash")]), "clients", "xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="clients.xlsx"'
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert int(response["Content-Length"]) == len(b"".join(response.streaming_content))


@pytest.mark.parametrize("ending", ["", "pdf", "CSV"])
def test_format_that_is_none_shows_the_page(owner, ending):
    response = owner.get(reverse("client_list"), {"format": ending})
    assert response["Content-Type"].startswith("text/html")
