"""What an empty page, and a client, offer to do next: only what somebody may do."""

import pytest

from tests.builders import make_client
from tests.pages import ACCOUNT_MANAGER, AUDITOR, FINANCE, browse, person

pytestmark = pytest.mark.django_db

EMPTY = [
    ("/", "/agreements/new/"),
    ("/months/", "/agreements/new/"),
    ("/share/", "/agreements/new/"),
    ("/agreements/", "/agreements/new/"),
    ("/renewals/", "/agreements/new/"),
    ("/clients/", "/clients/new/"),
    ("/invoices/", "/invoices/new/"),
    ("/projects/", "/projects/new/"),
    ("/services/", "/services/new/"),
    ("/invoices/rules/", "/invoices/rules/new/"),
]
STEP = '<p class="empty-step"><a class="btn btn-primary" href="{}">'


@pytest.mark.parametrize(("page", "step"), EMPTY)
def test_an_empty_page_offers_the_first_step(page, step):
    assert STEP.format(step) in browse(person(FINANCE)).get(page).content.decode()


@pytest.mark.parametrize(("page", "step"), EMPTY)
def test_an_auditor_is_offered_nothing_to_enter(page, step):
    assert step not in browse(person(AUDITOR)).get(page).content.decode()


def test_an_account_manager_without_clients_is_told_so():
    page = browse(person(ACCOUNT_MANAGER)).get("/").content.decode()
    assert "You look after no client yet." in page
    assert STEP.format("/agreements/new/") not in page


def links(role: str) -> list[str]:
    user = person(role)
    client = make_client("Ash", account_manager=user)
    page = browse(user).get(f"/clients/{client.pk}/").content.decode()
    offered = ("/agreements/new/", "/invoices/new/")
    return [path for path in offered if f'href="{path}?client={client.pk}"' in page]


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (FINANCE, ["/agreements/new/", "/invoices/new/"]),
        (ACCOUNT_MANAGER, ["/agreements/new/"]),
        (AUDITOR, []),
    ],
)
def test_a_client_page_offers_what_somebody_may_enter(role, offered):
    assert links(role) == offered
