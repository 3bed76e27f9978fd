"""Every list as a file: the same values as CSV and as a workbook, each as what it is."""

import io
from datetime import date, datetime

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from config.exports import COUNT, DAY, MOMENT, MONEY, MONTH, PRICE, SHARE, TEXT
from config.lists import download
from contracts import operations
from tests.builders import invoice, make_client, revise, sign
from tests.config.test_tables import Row, RowTable
from tests.pages import OWNER, browse, csv_rows, person

pytestmark = pytest.mark.django_db

KINDS = {
    "text": TEXT, "money": MONEY, "price": PRICE, "count": COUNT, "share": SHARE, "month": MONTH,
    "day": DAY, "moment": MOMENT,
}  # fmt: skip
# The kinds of the columns of each list.
LISTS = {
    "month_list": "month" + " money" * 8 + " count money share share",
    "line_list": "text text text text text text day price price share count money money money",
    "movement_list": "text month text text money money money",
    "change_list": "month text text text text text" + " money" * 6,
    "retained_list": "text text" + " money" * 4,
    "client_list": "text text money month money",
    "agreement_list": "text text text day day day count money",
    "renewal_list": "text text text day day count money text text",
    "invoice_list": "text day text text text money",
    "unclassified_list": "text day text text money",
    "rule_list": "text text count money",
    "leakage_list": "text" + " money" * 6,
    "project_list": "text text text day money",
    "service_list": "text text text price price text count money",
    "history_list": "moment" + " text" * 10,
    "person_list": "text text text text text day",
}
# A month in which each list has something, also beside the month before.
IN_MARCH = {"month": "2024-03", "over": "1"}
# The shortest way to write what a workbook holds, for each kind of number or date.
WRITTEN = {
    MONEY: "{:.2f}".format,
    PRICE: "{:.4f}".format,
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
    line = sign(client, on="2024-01-01", quantity="10", price="85")
    revise(line, "2024-03-01", quantity="14", price="85.125")
    operations.edit_agreement(
        agreement=line.agreement,
        name="+Care",
        commitment="fixed_term",
        term_ends_on=date(2199, 12, 31),
        notice_days=30,
    )
    operations.create_project(client=client, name="@Move", intended_follow_on="-Care")
    operations.create_rule(contains="firewall", kind="hardware")
    invoice(client, "2024-02-10", "project", 40_000)
    invoice(client, "2024-03-11", "unclassified", -1_05)
    return browse(person(OWNER))


def workbook(owner, page):
    response = owner.get(reverse(page), {**IN_MARCH, "format": "xlsx"})
    return load_workbook(io.BytesIO(b"".join(response.streaming_content))).active


@pytest.mark.parametrize("page", LISTS)
def test_values_of_a_workbook_are_those_of_the_csv_file(owner, page):
    kinds = [KINDS[word] for word in LISTS[page].split()]
    lines = csv_rows(owner.get(reverse(page), {**IN_MARCH, "format": "csv"}))
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
    said = owner.get(reverse(page), IN_MARCH).content.decode()
    for ending in ("csv", "xlsx"):
        assert (
            f'href="{reverse(page)}?month=2024-03&amp;over=1&amp;format={ending}" download>' in said
        )


def test_file_says_what_it_is_and_how_long():
    response = download(RowTable([Row("Ash")]), "clients", "xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="clients.xlsx"'
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert int(response["Content-Length"]) == len(b"".join(response.streaming_content))


@pytest.mark.parametrize("ending", ["", "pdf", "CSV"])
def test_format_that_is_none_shows_the_page(owner, ending):
    response = owner.get(reverse("client_list"), {"format": ending})
    assert response["Content-Type"].startswith("text/html")
