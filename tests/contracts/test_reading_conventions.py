"""Dates and amounts: told by the file, declared, or asked about; never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.importing.cells import BadCell
from contracts.importing.days import DMY, MDY, day
from contracts.importing.notations import money
from tests.contracts.exports import read, rows

HEADER = "Customer,Invoice No,Invoice Date,Amount\n"


def test_a_date_that_could_be_either_is_asked_about():
    reading = read(HEADER + "Haven,1,03/04/2025,10.00\n")
    (question,) = reading.questions
    assert (question.name, question.samples) == ("date_order", ("03/04/2025",))
    assert dict(question.choices) == {
        "DMY": "Day first: 03/04/2025 is Apr 3, 2025",
        "MDY": "Month first: 03/04/2025 is Mar 4, 2025",
    }
    assert rows(reading, "amount") == []


@pytest.mark.parametrize(("order", "month"), [("DMY", "2025-04-03"), ("MDY", "2025-03-04")])
def test_the_order_that_is_declared_is_taken(order, month):
    reading = read(HEADER + "Haven,1,03/04/2025,10.00\n", date_order=order)
    assert rows(reading, "issued_on") == [(2, month)]


def test_one_plain_date_tells_the_order_of_all():
    reading = read(HEADER + "Haven,1,03/04/2025,10.00\nHaven,2,31/03/2025,10.00\n")
    assert rows(reading, "issued_on") == [(2, "2025-04-03"), (3, "2025-03-31")]


def test_an_amount_that_could_be_either_is_asked_about():
    (question,) = read(HEADER + 'Haven,1,2025-01-05,"1,234"\n').questions
    assert (question.name, dict(question.choices)) == (
        "decimal",
        {".": "A point: 1,234 is 1,234", ",": "A comma: 1,234 is 1.234"},
    )


def test_one_plain_amount_tells_the_sign_of_all():
    reading = read(HEADER + 'Haven,1,2025-01-05,"1,234"\nHaven,2,2025-01-05,7.50\n')
    assert rows(reading, "amount") == [(2, 123400), (3, 750)]


@pytest.mark.parametrize(
    ("text", "decimal", "cents"),
    [
        ("$1,300.03", ".", 130003),
        ("(60.00)", ".", -6000),
        ("($60.00)", ".", -6000),
        ("-$3.00", ".", -300),
        ("$-3.00", ".", -300),
        ("60.00-", ".", -6000),
        ("12.00 CR", ".", -1200),
        ("12.00 DR", ".", 1200),
        ("\u22125.00", ".", -500),
        ("USD 12.00", ".", 1200),
        ("1.234,56 €", ",", 123456),
        ("1 234,56", ",", 123456),
        ("1\u202f234,56", ",", 123456),
        ("CHF 1'234.50", ".", 123450),
        ("  7.5 ", ".", 750),
    ],
)
def test_notations(text, decimal, cents):
    assert int(money(text, decimal).amount * 100) == cents


@pytest.mark.parametrize(
    "text", ["", "abc", "1e3", "--5", "(-5)", "1,2345", "12.5.6", "5 apples", "$1 €", "1,23,456.00"]
)
def test_a_notation_that_is_not_known_is_refused(text):
    with pytest.raises(BadCell):
        money(text, ".")


@given(st.integers(-(10**12), 10**12))
def test_every_amount_is_read_back_in_both_conventions(cents):
    sign, whole, rest = "-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    pointed = f"{sign}{whole:,}.{rest:02}"
    turned = pointed.translate(str.maketrans(".,", ",."))
    assert money(pointed, ".").amount * 100 == money(turned, ",").amount * 100 == cents


@given(st.dates(min_value=day("1970-01-01", DMY), max_value=day("2199-12-31", DMY)))
def test_every_date_is_read_back_in_both_orders(value):
    assert day(f"{value.day}/{value.month}/{value.year}", DMY) == value
    assert day(f"{value.month:02}/{value.day:02}/{value.year}", MDY) == value


@pytest.mark.parametrize("text", ["", "x", "2025-02-30", "31/04/2025", "2025", "1/1/1"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(BadCell):
        day(text, DMY)
