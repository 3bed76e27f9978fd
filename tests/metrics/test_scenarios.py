"""Scenarios: kept, opened, changed and removed, by those they are for."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.models import HistoryEntry
from metrics import scenarios
from metrics.models import Scenario
from metrics.months import add_months, month_of
from tests.builders import invoice, make_client, sign
from tests.pages import (
    ACCOUNT_MANAGER,
    AUDITOR,
    FINANCE,
    OWNER,
    browse,
    person,
    seen,
    typed,
)

pytestmark = pytest.mark.django_db

CURRENT = month_of(timezone.localdate())
BY = add_months(CURRENT, 9)
NEW = "/share/scenarios/new/"


def keep(who, name="By summer", **changes):
    values = {"target": Decimal("0.65"), "ratio": Decimal("0.8"), "by_month": BY, **changes}
    return scenarios.create_scenario(created_by=who, created_at=timezone.now(), name=name, **values)


def stored():
    names = ("name", "target", "ratio", "by_month", "with_resale", "note", "is_shared")
    return list(Scenario.objects.values_list(*names))


@pytest.fixture
def ruth():
    return person(OWNER, "ruth")


def test_scenario_create(ruth):
    browser = browse(ruth)
    opened = browser.get(f"{NEW}?target=65&ratio=80&by={BY:%Y-%m}&with=resale&segment=Dental")
    page = browser.post(NEW, typed(opened, name=" By  summer ", note="Largest first"), follow=True)
    scenario = ("By summer", Decimal("0.65"), Decimal("0.8"), BY, True, "Largest first", False)
    assert stored() == [scenario]
    address = f"/share/?target=65&ratio=80&by={BY:%Y-%m}&with=resale"
    assert page.redirect_chain == [(address, 302)]
    assert "By summer is kept." in seen(page)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "Taken"}, "There is a scenario of this name already."),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"target": "100"}, "less than or equal to 99"),
        ({"target": ""}, "This field is required."),
        ({"ratio": "151"}, "less than or equal to 150"),
        ({"by": f"{CURRENT:%Y-%m}"}, "Choose a month after"),
        ({"by": ""}, "This field is required."),
        ({"note": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_what_is_wrong_is_said(ruth, changes, complaint):
    keep(ruth, "Taken")
    browser = browse(ruth)
    form = {"name": "Other", "target": "65", "ratio": "80", "by": f"{BY:%Y-%m}"}
    assert complaint in seen(browser.post(NEW, {**form, **changes}))
    assert [row[0] for row in stored()] == ["Taken"]


def test_the_same_name_is_free_for_somebody_else(ruth):
    keep(ruth)
    keep(person(FINANCE))
    assert [row[0] for row in stored()] == ["By summer", "By summer"]


def test_scenario_edit(ruth):
    scenario, browser = keep(ruth), browse(ruth)
    address = f"/share/scenarios/{scenario.pk}/"
    opened = browser.get(address)
    page = browser.post(address, typed(opened, ratio="90", note="Harder"), follow=True)
    assert "By summer is saved." in seen(page)
    changed = ("By summer", Decimal("0.65"), Decimal("0.9"), BY, False, "Harder", False)
    assert stored() == [changed]
    page = seen(browser.post(address, typed(opened, ratio="100")))
    assert "This scenario was changed while you had it open." in page
    assert stored() == [changed]


def test_scenario_remove(ruth):
    scenario = keep(ruth)
    page = browse(ruth).post(f"/share/scenarios/{scenario.pk}/remove/", follow=True)
    assert "By summer is removed." in seen(page)
    assert stored() == []


def test_what_somebody_else_removed_is_gone(ruth):
    scenario = keep(ruth)
    scenarios.remove_scenario(scenario=scenario)
    with pytest.raises(ValidationError, match="somebody else removed it"):
        scenarios.remove_scenario(scenario=scenario)


def listed(user):
    """Ash has 450 of MRR and 550 of one-off work in March 2024."""
    page = seen(browse(user).get("/share/?month=2024-03"))
    return [name for name in ("Ruth's own", "Ruth's shared", "Tom's own", "Tom's shared")
            if name in page]  # fmt: skip


def test_who_sees_which(ruth):
    tom = person(ACCOUNT_MANAGER, "tom")
    ash = sign(make_client("Ash", account_manager=tom), on="2024-03-01").agreement.client
    invoice(ash, "2024-03-05", "break_fix", 550_00)
    for who, name in ((ruth, "Ruth"), (tom, "Tom")):
        keep(who, f"{name}'s own")
        keep(who, f"{name}'s shared", is_shared=True)
    assert listed(ruth) == ["Ruth's own", "Ruth's shared", "Tom's shared"]
    assert listed(person(FINANCE)) == listed(person(AUDITOR)) == ["Ruth's shared", "Tom's shared"]
    assert listed(tom) == ["Tom's own", "Tom's shared"]


def test_who_changes_which(ruth):
    own, shared = keep(ruth, "Own"), keep(ruth, "Shared", is_shared=True)
    tom, finance = browse(person(ACCOUNT_MANAGER)), browse(person(FINANCE))
    for browser, scenario, status in (
        (finance, own, 404),
        (finance, shared, 200),
        (tom, own, 404),
        (tom, shared, 404),
    ):
        assert browser.get(f"/share/scenarios/{scenario.pk}/").status_code == status
    assert tom.post(f"/share/scenarios/{shared.pk}/remove/").status_code == 404


def test_a_scenario_stands_beside_the_sliders(ruth):
    ash = sign(make_client("Ash"), on="2024-03-01", price="450").agreement.client
    invoice(ash, "2024-03-05", "break_fix", 550_00)
    keep(ruth, note="Largest first")
    keep(ruth, "Done", target=Decimal("0.4"), is_shared=True)
    keep(ruth, "Late", by_month=add_months(CURRENT, -5))
    page = browse(ruth).get(f"/share/?month=2024-03&target=65&ratio=80&by={BY:%Y-%m}")
    said, markup = seen(page), page.content.decode()
    assert "By summer 65% by" in said
    assert "converted at 80% Largest first $571 of new MRR" in said  # (650 − 450) ÷ 0.35
    assert "Done 40% by" in said
    assert "converted at 80% · shared Reached" in said
    assert markup.count('<li class="scenario" aria-current="true">') == 1
    query = f"month=2024-03&amp;target=65&amp;ratio=80&amp;by={BY:%Y-%m}"
    assert f'<a class="scenario-name" href="/share/?{query}">By summer</a>' in markup


def test_its_history_is_kept(ruth):
    scenario = keep(ruth)
    scenarios.remove_scenario(scenario=scenario)
    entries = HistoryEntry.objects.filter(object_repr="By summer").order_by("pk")
    assert [entry.verb for entry in entries] == ["created", "removed"]
    assert ("Target", "", "0.65") in entries[0].differences
