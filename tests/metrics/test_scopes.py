"""What a revenue page is about, as its address says."""

import pytest

from tests.builders import make_client, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, person, words

pytestmark = pytest.mark.django_db

MONTH = "month=2024-03"


@pytest.fixture
def tom():
    return person(ACCOUNT_MANAGER, "tom")


@pytest.fixture(autouse=True)
def clients(tom):
    """Two dental clients, of which Tom looks after one, and a legal one."""
    for name, segment, manager, price in (
        ("Ash", "Dental", tom, "100.11"),
        ("Birch", "Dental", None, "20.22"),
        ("Cedar", "Legal", tom, "3.33"),
    ):
        sign(
            make_client(name, segment=segment, account_manager=manager),
            price=price,
            on="2024-03-01",
        )


def page(query, role=OWNER):
    return browse(person(role)).get(f"/months/2024-03/?{query}")


@pytest.mark.parametrize(
    ("query", "closing"),
    [
        ("", "123.66"),
        ("segment=Dental", "120.33"),
        ("manager={tom}", "103.44"),
        ("manager=nobody", "20.22"),
        ("manager={tom}&segment=Dental", "100.11"),
        ("segment=Nowhere", "123.66"),
        ("manager=0", "123.66"),
    ],
)
def test_filters_narrow_the_clients(tom, query, closing):
    assert f"Closing {closing}" in words(page(query.format(tom=tom.pk)))


def test_a_single_client():
    ash = make_client("Only", segment="Legal")
    sign(ash, price="7.77", on="2024-03-01")
    shown = words(page(f"client={ash.pk}"))
    assert "Closing 7.77" in shown
    assert "Every figure here is about this client." in shown


def test_a_manager_stays_within_the_own_clients(tom):
    shown = words(browse(tom).get("/months/2024-03/?segment=Dental&manager=nobody"))
    assert "Closing 100.11" in shown
    assert "Account manager: all" not in shown


def test_another_managers_client_is_not_found(tom):
    birch = type(make_client("Other")).objects.get(name="Birch")
    assert browse(tom).get(f"/months/2024-03/?client={birch.pk}").status_code == 404


def test_the_bar_keeps_what_is_chosen():
    shown = browse(person(OWNER)).get(f"/?{MONTH}&months=24&segment=Dental").content.decode()
    assert 'href="/months/?month=2024-03&amp;months=24&amp;segment=Dental"' in shown
    assert '<option value="Dental" selected>' in shown


def test_filters_go_into_the_rows(tom):
    shown = browse(person(OWNER)).get(f"/months/?{MONTH}&segment=Dental").content.decode()
    assert 'href="/months/2024-03/?segment=Dental"' in shown


def test_a_month_says_how_it_is_filtered_and_its_neighbours_are_alike():
    shown = page("segment=Dental").content.decode()
    assert '<option value="Dental" selected>' in shown
    assert 'rel="prev" href="/months/2024-02/?segment=Dental"' in shown
