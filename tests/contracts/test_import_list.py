"""The list of imports, and our templates."""

import csv
import io

import pytest

from contracts.importing.examples import COLUMNS
from tests.contracts.import_jobs import AGREEMENTS, INVOICES, make_job
from tests.pages import FINANCE, browse, csv_rows, person, rows, words, xlsx_rows

pytestmark = pytest.mark.django_db


def test_import_list(django_assert_num_queries):
    sam = person(FINANCE, "sam")
    make_job("applied", INVOICES, person=sam)
    make_job("reading", file_name="later.csv", person=sam)
    browser = browse(sam)
    with django_assert_num_queries(5):
        page = browser.get("/imports/")
    listed = [[*row[:3], *row[4:]] for row in rows(page)[1:]]
    assert listed == [
        ["later.csv", "–", "sam", "–", "–", "Being read"],
        ["sales.csv", INVOICES["title"], "sam", "7", "1", "Imported"],
    ]


def test_narrowed_by_kind_state_and_name(finance):
    make_job("applied", INVOICES)
    make_job("ready", INVOICES, file_name="april.csv")
    make_job("applied", AGREEMENTS, file_name="additions.csv")
    page = finance.get("/imports/?kind=invoices&state=ready&q=apr")
    assert [row[0] for row in rows(page)[1:]] == ["april.csv"]


def test_sorted_by_counts(finance):
    make_job("applied", AGREEMENTS)
    make_job("applied", INVOICES)
    page = finance.get("/imports/?sort=created")
    assert [row[4] for row in rows(page)[1:]] == ["3", "7"]


def test_nothing_imported_yet(finance):
    page = finance.get("/imports/")
    said = words(page)
    assert "Nothing is imported yet" in said
    assert "an import can be taken back as a whole" in said
    assert 'href="/imports/new/"' in page.content.decode()
    assert 'href="/imports/templates/agreements.xlsx"' in page.content.decode()


def test_navigation_leads_to_it(finance):
    assert "Imports" in words(finance.get("/clients/"))


@pytest.mark.parametrize("kind", COLUMNS)
def test_template_shows_how_it_is_filled_in(finance, kind):
    head, *examples = csv_rows(finance.get(f"/imports/templates/{kind}.csv"))
    assert head == COLUMNS[kind]
    assert {row[0] for row in examples} == {"Example Ltd"}
    assert [[cell or "" for cell in row] for row in workbook(finance, kind)] == [head, *examples]


def workbook(finance, kind):
    return xlsx_rows(finance.get(f"/imports/templates/{kind}.xlsx"))


@pytest.mark.parametrize("name", ["payments.csv", "invoices.pdf"])
def test_template_that_is_none(finance, name):
    assert finance.get(f"/imports/templates/{name}").status_code == 404


def test_file_of_wrong_rows_is_harmless(finance, monkeypatch):
    job = make_job("ready", INVOICES)
    found = (["client", "amount", "What is wrong"], [["Ash", "=1+1", "amount: is not a number"]])
    monkeypatch.setattr("contracts.views.imports.wrong_rows", lambda job: found)
    response = finance.get(f"/imports/{job.pk}/wrong-rows.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["client", "amount", "What is wrong"],
        ["Ash", "'=1+1", "amount: is not a number"],
    ]


def test_without_wrong_rows_there_is_no_file(finance):
    job = make_job("ready", AGREEMENTS)
    assert finance.get(f"/imports/{job.pk}/wrong-rows.csv").status_code == 404
