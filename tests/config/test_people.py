"""The people pages: roles, deactivation, the owner who always remains."""

import re
import threading

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from clients.models import HistoryEntry
from config import formats
from config.people import operations
from config.roles import sync_roles
from tests.pages import ACCOUNT_MANAGER, AUDITOR, FINANCE, OWNER, browse, csv_rows, rows, words
from tests.pages import person as somebody

pytestmark = pytest.mark.django_db
LAST_OWNER = "This is the last active owner. Make somebody else an owner first."


@pytest.fixture
def ruth():
    return somebody(OWNER, "ruth")


@pytest.fixture
def finn():
    return somebody(FINANCE, "finn")


def test_a_new_name_leaves_the_role_that_somebody_else_gave(ruth, finn):
    opened = browse(ruth).get(f"/people/{finn.pk}/")
    operations.change_person(person=finn, role=AUDITOR)
    form = {
        "name": "Finn", "role": FINANCE,
        "initial-name": opened.context["form"].initial["name"], "initial-role": FINANCE,
    }  # fmt: skip
    assert 'name="initial-role" value="finance"' in opened.content.decode()
    browse(ruth).post(f"/people/{finn.pk}/", form)
    finn.refresh_from_db()
    assert (finn.first_name, role_of(finn)) == ("Finn", [AUDITOR])


def role_of(person):
    return [group.name for group in person.groups.all()]


def history():
    return [
        (entry.actor.username, entry.object_repr, entry.changes_dict)
        for entry in HistoryEntry.objects.order_by("pk")
    ]


def test_list_names_everybody_with_role_and_state(ruth, finn):
    User.objects.filter(pk=finn.pk).update(is_active=False)
    User.objects.filter(pk=ruth.pk).update(first_name="Ruth", last_name="Calder")
    browser = browse(ruth)
    assert rows(browser.get("/people/")) == [
        ["Name", "Login", "Role", "Two-step login", "State", "Last login"],
        ["Ruth Calder", "ruth", "Owner", "Off", "Active", formats.day(timezone.localdate())],
        ["finn", "finn", "Finance", "Off", "Deactivated", "–"],
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("role=finance", ["finn"]),
        ("state=invited", ["finn"]),
        ("q=FIN", ["finn"]),
        ("sort=-full_name", ["ruth", "finn"]),
    ],
)
def test_list_is_searched_filtered_and_sorted(ruth, finn, query, names):
    found = rows(browse(ruth).get(f"/people/?{query}"))[1:]
    assert [row[0] for row in found] == names


def test_list_as_a_file(ruth):
    found = csv_rows(browse(ruth).get("/people/?format=csv"))
    assert [row[:5] for row in found] == [
        ["Name", "Login", "Role", "Two-step login", "State"],
        ["ruth", "ruth", "owner", "Off", "active"],
    ]


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(ruth, count, django_assert_num_queries):
    for number in range(count):
        somebody(FINANCE, f"finn-{number}")
    browser = browse(ruth)
    with django_assert_num_queries(6):
        browser.get("/people/")


def test_change_of_name_and_role(ruth, finn):
    form = {"name": "Finn van der Meer", "role": AUDITOR}
    browse(ruth).post(f"/people/{finn.pk}/", form)
    finn.refresh_from_db()
    assert (finn.first_name, finn.last_name) == ("Finn", "van der Meer")
    assert role_of(finn) == [AUDITOR]


def test_who_has_no_role_is_not_made_an_owner_by_saving(ruth):
    nobody = somebody(None)
    page = browse(ruth).post(f"/people/{nobody.pk}/", {"name": "", "role": ""})
    assert "This field is required." in words(page)
    assert role_of(nobody) == []


def test_groups_that_are_no_roles_stay(ruth, finn):
    finn.groups.add(Group.objects.create(name="choir"))
    operations.change_person(person=finn, name="", role=AUDITOR)
    assert sorted(role_of(finn)) == [AUDITOR, "choir"]


def test_role_counts_at_the_next_click(ruth, finn):
    browser = browse(finn)
    assert browser.get("/people/").status_code == 403
    operations.change_person(person=finn, name="", role=OWNER)
    assert browser.get("/people/").status_code == 200


def test_deactivation_ends_sessions_and_reactivation_brings_none_back(ruth):
    finn = User.objects.create_user("finn", password="secret")
    browser = Browser()
    browser.post("/login/", {"login": "finn", "password": "secret"})
    browse(ruth).post(f"/people/{finn.pk}/deactivate/")
    assert browser.get("/accounts/").status_code == 302
    browse(ruth).post(f"/people/{finn.pk}/reactivate/")
    assert browser.get("/accounts/").status_code == 302


def test_last_owner_is_not_deactivated(ruth, finn):
    page = browse(ruth).post(f"/people/{ruth.pk}/deactivate/", follow=True)
    assert LAST_OWNER in words(page)
    ruth.refresh_from_db()
    assert ruth.is_active


def test_last_owner_is_not_demoted(ruth, finn):
    page = browse(ruth).post(f"/people/{ruth.pk}/", {"name": "", "role": FINANCE})
    assert LAST_OWNER in words(page)
    assert role_of(ruth) == [OWNER]


def test_deactivated_owner_does_not_count(ruth):
    other = somebody(OWNER, "olga")
    operations.deactivate_person(person=other)
    with pytest.raises(ValidationError, match="last active owner"):
        operations.deactivate_person(person=ruth)


def test_one_owner_of_two_can_go(ruth):
    other = somebody(OWNER, "olga")
    operations.change_person(person=ruth, name="", role=ACCOUNT_MANAGER)
    assert role_of(other) == [OWNER]


def test_second_factors_of_somebody_locked_out_are_removed(ruth, finn):
    Authenticator.objects.create(user=finn, type="totp", data={})
    assert "Remove two-step login" in words(browse(ruth).get(f"/people/{finn.pk}/"))
    browse(ruth).post(f"/people/{finn.pk}/two-step/")
    assert not Authenticator.objects.exists()


def test_forgotten_password_without_mail(ruth):
    finn = User.objects.create_user("finn", password="secret")
    browser = Browser()
    browser.post("/login/", {"login": "finn", "password": "secret"})
    page = browse(ruth).post(f"/people/{finn.pk}/password/", follow=True).content.decode()
    assert browser.get("/accounts/").status_code == 302
    link = re.search(r'value="http://testserver(/invitation/[^"]+)"', page).group(1)
    entered = {"name": "Finn", "password": "long enough 77", "again": "long enough 77"}
    assert browser.post(link, entered)["Location"] == "/"


def test_history_says_who_took_a_password(ruth, finn):
    browse(ruth).post(f"/people/{finn.pk}/password/")
    entry = HistoryEntry.objects.latest("pk")
    assert (entry.actor, entry.object_repr) == (ruth, "finn")
    assert entry.differences == [("Login", "password", "invitation")]


def test_nobody_takes_the_own_password(ruth):
    assert browse(ruth).post(f"/people/{ruth.pk}/password/").status_code == 404


def test_requirement_of_a_second_factor_is_switched(ruth):
    browser = browse(ruth)
    browser.post("/people/two-step/", {"required": "yes"})
    assert browser.get("/people/")["Location"] == "/accounts/two-step/"
    Authenticator.objects.create(user=ruth, type="totp", data={})
    assert "required of everyone" in words(browser.get("/people/"))
    browser.post("/people/two-step/")
    assert "up to each person" in words(browser.get("/people/"))


def test_history_says_who_changed_what_and_no_password(ruth, finn):
    HistoryEntry.objects.all()._raw_delete("default")
    browser = browse(ruth)
    browser.post(f"/people/{finn.pk}/", {"name": "Finn", "role": AUDITOR})
    browser.post("/people/two-step/", {"required": "yes"})
    groups = {"type": "m2m", "objects": [AUDITOR], "operation": "add"}
    told = history()
    assert ("ruth", "finn", {"first_name": ["", "Finn"]}) in told
    assert ("ruth", "finn", {"groups": groups}) in told
    assert ("ruth", "Settings", {"require_mfa": ["None", "True"]}) in told
    operations.set_up_login(person=finn, name="Finn", password="long enough 77")
    assert "password" not in str(HistoryEntry.objects.values_list("changes", flat=True))


@pytest.mark.needs_postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer anyway")
@pytest.mark.django_db(transaction=True)
def test_two_owners_demoting_each_other_leave_one():
    sync_roles()
    owners = [somebody(OWNER, "ruth"), somebody(OWNER, "olga")]
    together = threading.Barrier(2)

    def demote(person):
        together.wait()
        try:
            operations.change_person(person=person, name="", role=FINANCE)
        except ValidationError as error:
            refused.extend(error.messages)
        finally:
            connection.close()

    refused: list[str] = []
    threads = [threading.Thread(target=demote, args=[owner]) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [LAST_OWNER]
    assert User.objects.filter(groups__name=OWNER).count() == 1
