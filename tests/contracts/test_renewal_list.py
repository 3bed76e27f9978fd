"""The list of renewals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config import formats
from contracts import operations
from tests.builders import make_client, sign
from tests.pages import ACCOUNT_MANAGER, AUDITOR, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return browse(person(OWNER))


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def due(name, days, *, commitment="fixed_term", notice_days=30, price="100", **fields):
    """An agreement whose last day of notice lies `days` from today."""
    agreement = sign(make_client(name, **fields), on="2020-01-01", price=price).agreement
    return operations.edit_agreement(
        agreement=agreement,
        name=agreement.name,
        commitment=commitment,
        term_ends_on=in_days(days + notice_days),
        notice_days=notice_days,
    )


@pytest.fixture
def renewals():
    due("Ash", -12, price="300")
    due("Birch", 0)
    due("Cedar", 30)
    due("Dogwood", 31)
    due("Elder", 90)
    due("Fir", 91)


def clients(page):
    return [row[0] for row in rows(page)[1:-1]]


def test_renewal_list(owner):
    ash = due("Ash", 12, price="300.50")
    operations.decide_renewal(agreement=ash, decision="renegotiate", note="Wants 5% off")
    day, term = formats.day(in_days(12)), formats.day(in_days(42))
    assert rows(owner.get("/renewals/"))[1:] == [
        ["Ash", "Agreement 1", "Fixed term", term, day, "12", "300.50",
         "Renegotiate on Agreement 1", "Wants 5% off"],
        ["Sum", "", "", "", "", "", "300.50", "", ""],
    ]  # fmt: skip


def test_sorted_by_the_last_day_of_notice(owner, renewals):
    assert clients(owner.get("/renewals/")) == ["Ash", "Birch", "Cedar", "Dogwood", "Elder", "Fir"]
    assert clients(owner.get("/renewals/?sort=-mrr_cents"))[0] == "Ash"


@pytest.mark.parametrize(
    ("group", "found"),
    [
        ("past", ["Ash"]),
        ("30", ["Birch", "Cedar"]),
        ("60", ["Dogwood"]),
        ("90", ["Elder"]),
        ("later", ["Fir"]),
        ("ending", []),
        ("no_such_group", ["Ash", "Birch", "Cedar", "Dogwood", "Elder", "Fir"]),
    ],
)
def test_groups(owner, renewals, group, found):
    page = owner.get(f"/renewals/?notice={group}")
    assert (clients(page) if found else "Nothing found" in words(page)) == (found or True)


def test_groups_are_counted_with_their_mrr(owner, renewals):
    page = words(owner.get("/renewals/?notice=60"))
    for said in ("Notice passed 1 $300 MRR", "0 to 30 days 2 $200 MRR", "Ending 0 $0 MRR"):
        assert said in page


@pytest.mark.parametrize(
    ("commitment", "said"),
    [("auto_renewing", "renews by itself"), ("fixed_term", "1 day ago")],
)
def test_past_its_notice(owner, commitment, said):
    due("Ash", -1, commitment=commitment)
    assert rows(owner.get("/renewals/"))[1][5] == said


def test_ending_agreements_say_when(owner):
    ending, ended = due("Ash", -5), due("Birch", -90)
    operations.end_agreement(agreement=ending, ends_on=in_days(0))
    operations.end_agreement(agreement=ended, ends_on=in_days(-1))
    page = owner.get("/renewals/?notice=ending")
    assert [row[:1] + row[5:6] for row in rows(page)[1:-1]] == [
        ["Ash", f"ends {formats.day(in_days(0))}"]
    ]
    assert clients(owner.get("/renewals/")) == ["Ash"]


def test_agreements_without_a_term_are_not_listed(owner):
    sign(make_client("Ash"))
    assert "No renewals" in words(owner.get("/renewals/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [("decision=renew", ["Ash"]), ("decision=undecided", ["Birch"]), ("q=birch", ["Birch"])],
)
def test_narrowed(owner, query, found):
    operations.decide_renewal(agreement=due("Ash", 5), decision="renew")
    due("Birch", 6)
    assert clients(owner.get(f"/renewals/?{query}")) == found


def test_csv(owner):
    ash = due("Ash", -3, commitment="auto_renewing", price="300.50")
    operations.decide_renewal(agreement=ash, decision="renew", note="=1+1")
    assert csv_rows(owner.get("/renewals/?format=csv")) == [
        ["Client", "Agreement", "Commitment", "Term ends", "Notice by", "Days left", "MRR",
         "Decision", "Note"],
        ["Ash", "Agreement 1", "auto_renewing", str(in_days(27)), str(in_days(-3)), "-3",
         "300.50", "renew", "'=1+1"],
    ]  # fmt: skip


def test_account_manager_sees_only_the_own():
    manager = person(ACCOUNT_MANAGER)
    due("Ash", 5)
    due("Birch", 6, account_manager=manager, price="70")
    page = browse(manager).get("/renewals/")
    assert clients(page) == ["Birch"]
    assert "0 to 30 days 1 $70 MRR" in words(page)


def test_decisions_are_offered_to_those_who_may_change():
    due("Ash", 5)
    assert "Decide on" in words(browse(person(OWNER)).get("/renewals/"))
    assert "Decide on" not in words(browse(person(AUDITOR)).get("/renewals/"))


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow(owner, count, django_assert_num_queries):
    for number in range(count):
        due(f"Client {number}", number)
    with django_assert_num_queries(8):
        owner.get("/renewals/")


def test_renewals_of_one_manager_or_segment(owner):
    manager = person(ACCOUNT_MANAGER)
    ash = due("Ash", -12, price="300", account_manager=manager)
    due("Birch", -5, segment="Dental")
    assert clients(owner.get(f"/renewals/?manager={manager.pk}")) == ["Ash"]
    assert clients(owner.get("/renewals/?segment=Dental")) == ["Birch"]
    page = owner.get(f"/renewals/?client={ash.client_id}&notice=past")
    assert rows(page)[-1][6] == "300.00"
    assert clients(page) == ["Ash"]
