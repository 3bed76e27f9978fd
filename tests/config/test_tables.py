"""Tables: quick rows with the interface of django-tables2."""

from dataclasses import dataclass
from datetime import date

import pytest

from clients.models import Client
from config import exports
from config.rows import LateListRows, LateRows
from config.tables import BaseTable, Column, CountColumn, DateColumn, MoneyColumn
from tests.builders import make_client


@dataclass
class Person:
    name: str


@dataclass
class Row:
    name: str
    cents: int | None = None
    person: Person | None = None
    on: date | None = None


class RowTable(BaseTable):
    name = Column("Name", on_phone="lead", linkify=lambda record: f"/rows/{record.name}/")
    person = Column("Person", accessor="person__name")
    on = DateColumn("On")
    cents = MoneyColumn("Amount", on_phone="key")

    def render_person(self, value, record):
        return f"{value} of {record.name}"


def body(*rows, **options):
    return list(RowTable(rows, **options).body)


def test_cells():
    row = Row("Ash", 123_450, Person("Ruth"), date(2026, 10, 3))
    assert "".join(body(row)) == (
        '<td class="lead"><a href="/rows/Ash/">Ash</a></td>'
        '<td class="under">Ruth of Ash</td>'
        '<td class="nowrap under" data-label="On">Oct 3, 2026</td>'
        '<td class="num key" data-label="Amount">1,234<span class="cents">.50</span></td>'
    )


def test_empty_values_are_a_dash_also_along_the_way():
    assert body(Row("Ash"))[0].count('<span class="nothing">–</span>') == 3


def test_text_is_escaped():
    markup = body(Row("<b>&", person=Person("<i>")))[0]
    assert '<a href="/rows/&lt;b&gt;&amp;/">&lt;b&gt;&amp;</a>' in markup
    assert "&lt;i&gt; of &lt;b&gt;&amp;" in markup


def test_totals_stand_in_the_foot():
    table = RowTable([], totals={"name": "Sum", "cents": 100})
    assert [content for _, content in table.foot] == [
        "Sum", "", "", '1<span class="cents">.00</span>',
    ]  # fmt: skip


class FigureTable(BaseTable):
    """Amounts that open into rows: by the column's own word, and by the table's."""

    cents = MoneyColumn("Amount", rows_at=lambda record: f"/rows/?of={record.name}")
    count = CountColumn("Count", accessor="cents")

    def rows_at_count(self, record):
        return "/rows/?n=1" if record.cents > 100 else ""


def test_figure_opens_into_its_rows_and_says_itself_exactly():
    assert next(FigureTable([Row("A&B", 12_345)]).body) == (
        '<td class="num under" data-label="Amount"><a href="/rows/?of=A&amp;B"'
        ' data-figure="12345">123<span class="cents">.45</span></a></td>'
        '<td class="num under" data-label="Count"><a href="/rows/?n=1"'
        ' data-figure="n:12345">12,345</a></td>'
    )


def test_nothing_has_no_rows():
    assert "<a " not in "".join(FigureTable([Row("Ash", 0), Row("Ash")]).body)
    assert "n=1" not in next(FigureTable([Row("Ash", 100)]).body)


def test_total_is_marked_for_figures_and_opens_into_its_own_rows():
    table = FigureTable([], totals={"cents": -500, "count": 2}, totals_at={"cents": "/rows/"})
    assert list(table.foot) == [
        (
            ' class="num under" data-label="Amount" data-sum="-500"',
            '<a href="/rows/" data-figure="-500">−5<span class="cents">.00</span></a>',
        ),
        (' class="num under" data-label="Count" data-sum="n:2"', "2"),
    ]


def test_head_says_how_it_is_sorted_and_how_it_would_be():
    table = RowTable([Row("Ash")], order_by="-cents")
    assert [(cell["label"], cell["sort"], cell["aria_sort"]) for cell in table.head] == [
        ("Name", "name", ""),
        ("Person", "person", ""),
        ("On", "on", ""),
        ("Amount", "cents", "descending"),
    ]


def test_file_holds_plain_values_and_their_kinds():
    row = Row("=cmd", -123_450, Person("Ruth"), date(2026, 10, 3))
    sheet = RowTable([row, Row("Ash")]).sheet()
    assert sheet.columns == [
        ("Name", exports.TEXT), ("Person", exports.TEXT), ("On", exports.DAY),
        ("Amount", exports.MONEY),
    ]  # fmt: skip
    assert list(sheet.rows) == [
        ["=cmd", "Ruth", date(2026, 10, 3), -123_450],
        ["Ash", None, None, None],
    ]


def test_loss_is_negative_in_a_file_as_on_the_page():
    class Losses(BaseTable):
        cents = MoneyColumn("Churn", negated=True)

    assert list(Losses([Row("Ash", 500), Row("Birch", 0)]).sheet().rows) == [[-500], [0]]


class ClientNames(BaseTable):
    name = Column("Name")
    length = Column("Length")


@pytest.fixture
def enriched():
    """Which rows were enriched, and the rows of a list that does it late."""
    seen = []

    def enrich(clients):
        seen.append(sorted(clients.values_list("name", flat=True)))
        return clients.extra(select={"length": "length(name)"})

    return seen, LateRows(Client.objects.all(), enrich, late={"length"})


@pytest.mark.django_db
def test_only_the_rows_of_a_page_are_enriched(enriched):
    for name in ("Cedar", "Ash", "Birch"):
        make_client(name)
    seen, rows = enriched
    ClientNames(rows, order_by="name")
    assert [(row.name, row.length) for row in rows[1:3]] == [("Birch", 5), ("Cedar", 5)]
    assert seen == [["Birch", "Cedar"]]


@pytest.mark.django_db
def test_known_count_saves_counting(django_assert_num_queries):
    rows = LateRows(Client.objects.all(), lambda clients: clients, count=7)
    with django_assert_num_queries(0):
        assert len(rows) == 7


@pytest.fixture
def completed():
    """The names of the rows that were filled in, and a table of three whose names come late."""
    seen = []

    def complete(rows):
        seen.extend(row.name for row in rows)

    rows = [Row("Cedar", 1), Row("Ash", 3), Row("Birch", 2)]
    return seen, RowTable(LateListRows(rows, complete, late=["name"]))


def test_only_the_rows_of_a_page_are_filled_in(completed):
    seen, table = completed
    table.order_by = "-cents"
    table.paginate(page=1, per_page=2)
    assert len(list(table.body)) == 2
    assert seen == ["Ash", "Birch"]


def test_sorting_by_what_comes_late_fills_in_all(completed):
    seen, table = completed
    table.order_by = "name"
    table.paginate(page=1, per_page=1)
    assert "Ash" in next(iter(table.body))
    assert set(seen) == {"Ash", "Birch", "Cedar"}


def test_a_file_fills_in_all(completed):
    seen, table = completed
    assert [row[0] for row in table.sheet().rows] == ["Cedar", "Ash", "Birch"]
    assert seen == ["Cedar", "Ash", "Birch"]
