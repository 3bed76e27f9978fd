"""The page of the price uplift: chosen, previewed, applied as previewed or not at all."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from contracts import operations
from contracts.forms.agreements import next_first
from contracts.forms.uplifts import SeenForm
from contracts.models import LineRevision
from contracts.operations import uplifted_lines
from contracts.views import uplifts
from metrics import verification
from tests import fuzz
from tests.builders import add, day, make_client, make_service, revise, sign, told
from tests.pages import ACCOUNT_MANAGER, AUDITOR, OWNER, browse, person, rows, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]

RULE = {"percent": "4", "step": "0.01", "effective_on": "2027-01-01"}


@pytest.fixture
def owner():
    return browse(person(OWNER))


def preview(browser, **query):
    return browser.get("/agreements/uplift/", {**RULE, **query})


def token(page):
    return page.content.decode().split('name="seen" value="')[1].split('"')[0]


def apply(browser, page, headers=None, **values):
    values = {**RULE, "seen": token(page), **values}
    return browser.post("/agreements/uplift/", values, headers=headers)


def clients(page):
    return [row[0] for row in rows(page)[1:-1]]


def prices():
    found = LineRevision.objects.order_by("effective_on", "line__agreement__client__name")
    return [f"{row.effective_on} {row.unit_price.normalize():f}" for row in found]


def test_the_form_proposes_the_next_first_of_a_month(owner):
    page = owner.get("/agreements/uplift/").content.decode()
    assert f'value="{next_first(timezone.localdate())}"' in page


def test_preview_lists_every_price_before_and_after(owner):
    ash = sign(make_client("Ash"), quantity="10", price="85.10")
    add(ash.agreement, name="Licences", price="1200", months=12)
    assert rows(preview(owner))[1:] == [
        ["Ash", "Agreement 1", "Help desk", "10",
         "85.10", "88.50", "851.00", "885.00", "+34.00", ""],
        ["Ash", "Agreement 1", "Licences", "1", "1,200.00 every 12 months",
         "1,248.00 every 12 months", "100.00", "104.00", "+4.00", ""],
        ["Sum of 2", "", "", "", "", "", "951.00", "989.00", "+38.00", ""],
    ]  # fmt: skip
    assert len(prices()) == 2


def test_what_was_previewed_is_applied(owner):
    ash, birch = sign(make_client("Ash")), sign(make_client("Birch"), price="60")
    answer = apply(owner, preview(owner))
    assert (answer.status_code, answer["Location"]) == (302, "/agreements/")
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said == ["The uplift is saved. Lines: 2."]
    assert prices() == ["2026-01-01 100", "2026-01-01 60", "2027-01-01 104", "2027-01-01 62.4"]
    assert told(ash.agreement.client)[-1] == "2027-01 expansion +400 = 10400"
    assert told(birch.agreement.client)[-1] == "2027-01 expansion +240 = 6240"


def test_a_line_can_be_left_out(owner):
    sign(make_client("Ash"))
    birch = sign(make_client("Birch"), price="60")
    apply(owner, preview(owner), leave_out=[birch.pk, "nonsense"])
    assert prices() == ["2026-01-01 100", "2026-01-01 60", "2027-01-01 104"]


def test_all_lines_left_out_changes_nothing(owner):
    line = sign()
    answer = apply(owner, preview(owner), leave_out=[line.pk])
    assert "No price would change." in words(answer)


def test_a_price_that_changed_since_the_preview_stops_all(owner):
    ash = sign(make_client("Ash"))
    birch = sign(make_client("Birch"), price="60")
    page = preview(owner)
    revise(ash, "2026-06-01", price="110")
    answer = apply(owner, page, leave_out=[birch.pk])
    assert "Ash, Agreement 1: Help desk costs 110.00 by now, not 100.00." in words(answer)
    assert [row[4:6] for row in rows(answer)[1:-1]] == [["110.00", "114.40"], ["60.00", "62.40"]]
    assert f'value="{birch.pk}" aria-label="Leave out Birch, Help desk" checked' in (
        answer.content.decode()
    )
    assert len(prices()) == 3
    assert apply(owner, answer).status_code == 302


def test_a_line_that_came_since_the_preview_stays(owner):
    sign(make_client("Ash"))
    page = preview(owner)
    sign(make_client("Birch"), price="60")
    apply(owner, page)
    assert prices() == ["2026-01-01 100", "2026-01-01 60", "2027-01-01 104"]


def test_a_line_that_went_since_the_preview_stops_all(owner):
    sign(make_client("Ash"))
    birch = sign(make_client("Birch"), price="60")
    page = preview(owner)
    operations.cancel_agreement(
        agreement=birch.agreement, ends_on=day("2026-06-30"), reason="price"
    )
    assert "Birch, Agreement 1: Help desk is no longer in service" in words(apply(owner, page))
    assert len(prices()) == 2


@pytest.mark.parametrize("seen", ["", "nonsense", "eyJhIjoxfQ:1:x", "\0"])
def test_a_preview_that_cannot_be_read_changes_nothing(owner, seen):
    sign()
    answer = owner.post("/agreements/uplift/", {**RULE, "seen": seen})
    assert "Nothing is changed." in words(answer)
    assert prices() == ["2026-01-01 100"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"percent": ""}, "Write a percentage or an amount, one of both."),
        ({"amount": "2"}, "Write a percentage or an amount, one of both."),
        ({"percent": "0"}, "Write a percentage or an amount, one of both."),
        ({"percent": "four"}, "Write a number"),
        ({"percent": "1001"}, "less than or equal to 1000"),
        ({"step": "3"}, "Select a valid choice"),
        ({"effective_on": ""}, "This field is required"),
        ({"effective_on": "9999-12-31"}, "Dates run from 1970 to 2199."),
        ({"ends_from": "2027-02-01", "ends_to": "2027-01-31"}, "lies before the first"),
        ({"percent": "-100"}, "nothing would be left of that"),
        ({"q": "no such line"}, "No price would change"),
    ],
)
def test_what_is_refused_is_said(owner, query, sentence):
    sign()
    assert sentence in words(preview(owner, **query))


@pytest.fixture
def many():
    """Three lines that differ in everything by which lines are chosen."""
    security = make_service("Detection", "security")
    manager = person(ACCOUNT_MANAGER, "mia")
    ash = sign(make_client("Ash", account_manager=manager)).agreement
    sign(make_client("Birch"), service=security)
    sign(make_client("Cedar"), name="Backup")
    operations.edit_agreement(
        agreement=ash, name="Plan", commitment="fixed_term", term_ends_on=date(2027, 3, 31),
        notice_days=30,
    )  # fmt: skip
    return {"detection": security.pk, "mia": manager.pk}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Ash", "Birch", "Cedar"]),
        ({"service": "detection"}, ["Birch"]),
        ({"category": "security"}, ["Birch"]),
        ({"manager": "mia"}, ["Ash"]),
        ({"commitment": "fixed_term"}, ["Ash"]),
        ({"commitment": "month_to_month"}, ["Birch", "Cedar"]),
        ({"ends_from": "2027-03-31", "ends_to": "2027-03-31"}, ["Ash"]),
        ({"ends_to": "2027-03-30"}, []),
        ({"ends_from": "2027-04-01"}, []),
        ({"q": "plan"}, ["Ash"]),
        ({"q": "backup"}, ["Cedar"]),
        ({"q": "BIRCH"}, ["Birch"]),
    ],
)
def test_lines_are_chosen(owner, many, query, found):
    page = preview(owner, **{name: many.get(value, value) for name, value in query.items()})
    assert clients(page) == found


@pytest.mark.parametrize(
    ("step", "price"), [("0.01", "88.50"), ("0.05", "88.50"), ("0.10", "88.50"), ("1", "89.00")]
)
def test_rounding(owner, step, price):
    sign(price="85.10")  # 88.504
    assert rows(preview(owner, step=step))[1][5] == price


def test_an_amount_per_unit(owner):
    sign(quantity="3", price="85.10")
    assert rows(preview(owner, percent="", amount="2.50"))[1][5:9] == [
        "87.60", "255.30", "262.80", "+7.50",
    ]  # fmt: skip


def test_effect_on_mrr_without_what_is_left_out(owner):
    sign(make_client("Ash"))
    birch = sign(make_client("Birch"), price="60")
    htmx = {"HX-Request": "true"}
    answer = apply(owner, preview(owner), headers=htmx, leave_out=[birch.pk])
    assert words(answer) == "+4.00 MRR Adds 4.00 from January 2027 (expansion: price 4.00)."
    assert len(prices()) == 2


def test_more_lines_than_are_listed(owner, monkeypatch):
    monkeypatch.setattr(uplifts, "ROWS_SHOWN", 2)
    for name in ("Ash", "Birch", "Cedar"):
        sign(make_client(name))
    page = preview(owner)
    assert "The first 2 lines are listed" in words(page)
    assert "with 1 more" in words(page)
    assert rows(page)[-1][0] == "Sum of 3"
    apply(owner, page)
    assert len(prices()) == 6


def test_account_manager_raises_only_the_own_prices():
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Ash"))
    sign(make_client("Birch", account_manager=manager), price="60")
    page = preview(browse(manager))
    assert clients(page) == ["Birch"]
    assert "Account manager" not in words(page)
    apply(browse(manager), page)
    assert prices() == ["2026-01-01 100", "2026-01-01 60", "2027-01-01 62.4"]


def test_another_managers_lines_are_refused_whatever_the_preview_says():
    theirs = sign(make_client("Ash"))
    rows = uplifted_lines([theirs], effective_on=day("2027-01-01"), uplift=operations.Uplift(1))
    manager = browse(person(ACCOUNT_MANAGER))
    answer = manager.post("/agreements/uplift/", {**RULE, "seen": SeenForm.token(rows)})
    assert "no longer one of your clients" in words(answer)
    assert prices() == ["2026-01-01 100"]


def test_an_auditor_raises_nothing():
    auditor = browse(person(AUDITOR))
    assert auditor.get("/agreements/uplift/").status_code == 403
    assert auditor.post("/agreements/uplift/", RULE).status_code == 403
    assert "Price uplift" not in words(auditor.get("/agreements/"))


@pytest.mark.parametrize("count", [1, 6])
def test_queries_do_not_grow(owner, count, django_assert_num_queries):
    for number in range(count):
        sign(make_client(f"Client {number}"))
    with django_assert_num_queries(9):
        preview(owner)


RULES = fuzz.posts(
    q=st.just("") | fuzz.texts,
    service=st.just("") | fuzz.keys,
    category=st.just("") | fuzz.choices("managed", "resale"),
    manager=st.just("") | fuzz.keys,
    commitment=st.just("") | fuzz.choices("month_to_month"),
    ends_from=st.just("") | fuzz.dates,
    ends_to=st.just("") | fuzz.dates,
    percent=st.just("") | fuzz.numbers,
    amount=st.just("") | fuzz.numbers,
    step=fuzz.choices("0.01", "0.05", "1"),
    effective_on=fuzz.dates,
)


MOSTLY = st.sampled_from([True, True, True, False])


class FuzzedUplifts(TestCase):
    def setup_example(self):
        super().setup_example()
        self.owner = browse(person(OWNER))
        self.line = sign(make_client("Ash"), quantity="3", price="85.10")
        add(self.line.agreement, name="Credit", price="-20")

    @given(RULES)
    @settings(max_examples=50, deadline=None)
    def test_any_address_is_answered(self, query):
        self.assertEqual(self.owner.get("/agreements/uplift/", query).status_code, 200)
        self.assertEqual(LineRevision.objects.count(), 2)

    @given(
        st.just(RULE) | RULES,
        fuzz.posts(seen=fuzz.texts, leave_out=fuzz.keys),
        st.booleans(),
        st.booleans(),
    )
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_any_post_is_answered_and_none_half_written(self, rule, seen, is_current, is_htmx):
        before = prices()
        if is_current:
            seen["seen"] = token(preview(self.owner))
        htmx = {"HX-Request": "true"} if is_htmx else None
        answer = self.owner.post("/agreements/uplift/", {**rule, **seen}, headers=htmx)
        self.assertIn(answer.status_code, {200, 302})
        if answer.status_code == 200:
            self.assertEqual(prices(), before)
        self.assertEqual(verification.differences(), [])
