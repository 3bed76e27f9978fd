"""The history: every change, newest first."""

from datetime import UTC, datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import override_settings

from clients import operations as clients_operations
from clients.models import HistoryEntry
from config.origin import acting
from contracts import operations
from tests.builders import day, invoice, make_client, make_service, revise, sign
from tests.pages import (
    ACCOUNT_MANAGER,
    AUDITOR,
    FINANCE,
    OWNER,
    browse,
    csv_rows,
    person,
    rows,
    words,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def jane():
    user = person(FINANCE, "jane")
    user.first_name, user.last_name = "Jane", "Roe"
    user.save()
    return user


@pytest.fixture
def ash(jane):
    with acting(source="page", place="/clients/new/", person=jane):
        return clients_operations.create_client(name="Ash")


def records(page):
    return [row[2] for row in rows(page)[1:]]


def test_history_list(finance, jane, ash):
    with acting(source="page", place="/clients/1/edit/", person=jane, reason="They moved"):
        clients_operations.edit_client(client=ash, name="Ash & Co", account_manager=jane)
    changed, created = rows(finance.get("/history/"))[1:]
    assert changed[1:] == [
        "Jane Roe", "Ash & Co Client changed", "Ash & Co", "–",
        "Account manager jane Name Ash → Ash & Co Why They moved", "Page",
    ]  # fmt: skip
    assert created[1:] == ["Jane Roe", "Ash Client created", "Ash & Co", "–", "", "Page"]


def test_nothing_yet(finance):
    assert "Nothing has changed yet" in words(finance.get("/history/"))


def test_links_to_client_and_agreement(finance, ash):
    agreement = sign(ash).agreement
    page = finance.get("/history/?kind=contracts.agreement").content.decode()
    assert f'<a href="/clients/{ash.pk}/">Ash</a>' in page
    assert f'<a href="/agreements/{agreement.pk}/">Agreement 1</a>' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=BIR", ["Birch Client created"]),
        ("q=%00", ["Care Service created", "Birch Client created", "Ash Client created"]),
        ("kind=contracts.service", ["Care Service created"]),
        ("kind=no.such", ["Care Service created", "Birch Client created", "Ash Client created"]),
        ("source=import", ["Birch Client created"]),
        ("person=JANE", ["Ash Client created"]),
        ("client=ASH", ["Ash Client created"]),
        ("sort=timestamp", ["Care Service created", "Birch Client created", "Ash Client created"]),
    ],
)
def test_narrowed(finance, jane, ash, query, found):
    with acting(source="import", place="march.csv"):
        make_client("Birch")
    make_service("Care")
    query = query.replace("JANE", str(jane.pk)).replace("ASH", str(ash.pk))
    assert records(finance.get(f"/history/?{query}")) == found


def test_of_an_agreement(finance):
    line = sign(make_client("Ash"))
    revise(line, "2026-03-01", quantity="2")
    other = sign(make_client("Birch")).agreement
    page = finance.get(f"/history/?agreement={line.agreement.pk}")
    assert "History of Agreement 1" in words(page)
    assert len(records(page)) == 4
    assert len(records(finance.get(f"/history/?agreement={other.pk}"))) == 3


def test_of_a_client_with_the_records_it_took_in(finance):
    ash, old = make_client("Ash"), make_client("Ash Ltd")
    oldest = make_client("Ashes")
    operations.merge_clients(surviving=old, absorbed=oldest, today=day("2026-03-15"))
    operations.merge_clients(surviving=ash, absorbed=old, today=day("2026-03-15"))
    found = records(finance.get(f"/history/?client={ash.pk}"))
    assert "Ashes Client created" in found
    assert len(found) == 5


@pytest.mark.parametrize("zone", ["UTC", "Australia/Sydney"])
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("since=2026-03-01", 2),
        ("since=2026-03-02", 1),
        ("until=2026-03-01", 1),
        ("until=2026-02-28", 0),
        ("since=2026-03-01&until=2026-03-02", 2),
        ("since=0001-01-01&until=9999-12-31", 2),
        ("since=yesterday", 2),
    ],
)
def test_days_from_and_to(finance, zone, query, count):
    with override_settings(TIME_ZONE=zone):
        for number in (1, 2):
            local = datetime(2026, 3, number, 2, tzinfo=UTC)
            at_two = local if zone == "UTC" else datetime(2026, 2, 28, 15, tzinfo=UTC)
            stamp = at_two if number == 1 or zone == "UTC" else datetime(2026, 3, 1, 15, tzinfo=UTC)
            entry(timestamp=stamp)
        page = finance.get(f"/history/?{query}")
    assert words(page).count("A note") == count


def entry(**fields):
    HistoryEntry.objects.log_summary(HistoryEntry, "A note", **fields)


@pytest.mark.parametrize("query", ["client=0", "client=x", "agreement=9999", "client=" + "9" * 30])
def test_history_of_nobody(finance, query):
    assert finance.get(f"/history/?{query}").status_code == 404


def test_account_manager_sees_what_is_about_the_own_clients():
    manager = person(ACCOUNT_MANAGER)
    make_client("Ours", account_manager=manager)
    theirs = make_client("Theirs")
    agreement = sign(theirs).agreement
    make_service("Care")
    assert records(browse(manager).get("/history/")) == ["Ours Client created"]
    for query in (f"client={theirs.pk}", f"agreement={agreement.pk}"):
        assert browse(manager).get(f"/history/?{query}").status_code == 404


def test_account_manager_sees_what_was_merged_into_the_own_clients():
    manager = person(ACCOUNT_MANAGER)
    ours, old = make_client("Ours", account_manager=manager), make_client("Old")
    operations.merge_clients(surviving=ours, absorbed=old, today=day("2026-03-15"))
    assert "Old Client created" in records(browse(manager).get("/history/"))


@pytest.mark.parametrize(
    ("role", "sees"), [(OWNER, True), (AUDITOR, True), (FINANCE, False), (ACCOUNT_MANAGER, False)]
)
def test_who_sees_what_happened_to_people(role, sees):
    people = ContentType.objects.get(app_label="auth", model="user")
    entry(content_type=people, object_repr="Somebody was invited")
    page = browse(person(role)).get("/history/")
    assert ("Somebody was invited" in words(page)) is sees
    assert (">User</option>" in page.content.decode()) is sees


def test_pages_without_a_count(finance, django_assert_num_queries):
    for number in range(51):
        make_client(f"Client {number:02}")
    first, second = finance.get("/history/"), finance.get("/history/?page=2")
    assert "1 to 50" in words(first)
    assert "Page 1" in words(first)
    assert records(second) == ["Client 00 Client created"]
    assert "51 to 51" in words(second)


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 30, "²"])
def test_page_that_does_not_exist(finance, ash, page):
    assert "Ash Client created" in records(finance.get(f"/history/?page={page}"))


def test_csv(finance, jane, ash):
    line = sign(ash)
    with acting(source="import", place="=march.csv", person=jane, reason="=1+1"):
        revise(line, "2026-03-01", price="1234.5")
    header, newest, *_ = csv_rows(finance.get("/history/?format=csv"))
    assert header == [
        "When", "Who", "Action", "Kind", "What", "Client", "Agreement", "Before → after", "Reason",
        "Source", "Place",
    ]  # fmt: skip
    assert newest[1:7] == [
        "Jane Roe", "created", "Line revision", "Help desk from 2026-03-01", "Ash", "Agreement 1",
    ]  # fmt: skip
    assert "Unit price:  → 1234.5" in newest[7]
    assert newest[8:] == ["'=1+1", "import", "'=march.csv"]


def test_invoice_amounts_are_told_as_amounts(finance, ash):
    invoice(ash, "2026-01-05", "project", 1234_50)
    page = words(finance.get("/history/?kind=contracts.invoiceline"))
    assert "Amount 1,234.50" in page


def test_field_that_is_no_more_is_still_told(finance, ash):
    entry(object_pk="1", changes={"old_field": ["a", "b"]})
    assert "Old field a → b" in words(finance.get("/history/"))


def test_history_is_never_changed(ash):
    entry = HistoryEntry.objects.latest("pk")
    with pytest.raises(TypeError, match="never changed"):
        entry.save()
    with pytest.raises(TypeError, match="never deleted"):
        entry.delete()
    with pytest.raises(TypeError, match="never changed"):
        HistoryEntry.objects.all().update(reason="x")
    with pytest.raises(TypeError, match="never deleted"):
        HistoryEntry.objects.all().delete()


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(finance, jane, count, django_assert_num_queries):
    for number in range(count):
        with acting(source="page", person=jane):
            sign(make_client(f"Client {number}"))
    with django_assert_num_queries(6):
        finance.get("/history/")
