"""What the names of a file stand for: clients, services and items."""

import random
import time

import pytest

from clients.models import Client, ClientAlias, HistoryEntry
from contracts.importing.declared import Decisions
from contracts.importing.suggestions import alike, kind_suggestion, suggestions
from contracts.importing.taking import remember
from contracts.models import AgreementLine, InvoiceLine, ItemKind, Service, ServiceAlias
from tests.builders import make_client, make_service
from tests.contracts.takings import agreements, invoices, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]


def owners():
    return list(InvoiceLine.objects.order_by("number").values_list("client__name", flat=True))


@pytest.mark.parametrize("name", ["Acme Corp", "ACME corp", "acmecorp", " Acme  Corp"])
def test_capitals_and_blanks_make_no_second_client(name):
    make_client("Acme Corp")
    assert take(invoices({"client": name})).new_clients == []
    assert owners() == ["Acme Corp"]


def test_letters_of_two_clients_stand_for_neither():
    make_client("Acme")
    make_client("ACME")
    assert take(invoices({"client": "acme"})).new_clients == ["acme"]


def test_new_names_that_differ_by_capitals_are_one_client():
    rows = [{"client": "Birch", "number": "1"}, {"client": "BIRCH", "number": "2"}]
    assert take(invoices(*rows)).new_clients == ["Birch"]
    assert owners() == ["Birch", "Birch"]


def test_invoices_of_one_number_under_two_spellings_are_one_invoice():
    take(invoices({"client": "Birch"}, {"client": "BIRCH"}))
    assert list(InvoiceLine.objects.values_list("position", flat=True).order_by("position")) == [
        1,
        2,
    ]


def test_agreements_of_one_name_under_two_spellings_are_one_agreement():
    take(agreements({"client": "Birch"}, {"client": "BIRCH", "line": "Backup"}))
    lines = AgreementLine.objects.values_list("agreement__client__name", "name").order_by("name")
    assert list(lines) == [("Birch", "Backup"), ("Birch", "Help desk")]


def test_a_decision_names_the_client():
    client = make_client("Acme Corporation")
    outcome = take(invoices({"client": "Acme"}), Decisions(clients={"Acme": client.pk}))
    assert (outcome.new_clients, owners()) == ([], ["Acme Corporation"])


def test_what_was_decided_once_is_remembered():
    client, service = make_client("Acme Corporation"), make_service("Support")
    decisions = Decisions(
        {"Acme": client.pk, "New": None}, {"SUP": service.pk}, {"Box": "hardware"}
    )
    remember(decisions)
    remember(decisions)
    assert list(ClientAlias.objects.values_list("name", "client")) == [("Acme", client.pk)]
    assert list(ServiceAlias.objects.values_list("name", "service")) == [("SUP", service.pk)]
    assert list(ItemKind.objects.values_list("item", "kind")) == [("Box", "hardware")]
    told = HistoryEntry.objects.filter(content_type__model__in=["clientalias", "itemkind"])
    assert told.count() == 2


def test_another_decision_replaces_the_one_remembered():
    remember(Decisions(kinds={"Box": "hardware"}))
    remember(Decisions(kinds={"BOX": "project"}))
    assert list(ItemKind.objects.values_list("item", "kind")) == [("Box", "project")]


def test_an_alias_names_the_client_and_the_service():
    remember(Decisions({"Acme": make_client("Birch").pk}, {"SUP": make_service("Support").pk}))
    outcome = take(agreements({"client": "Acme", "service": "SUP"}))
    line = AgreementLine.objects.get()
    assert (outcome.new_clients, outcome.new_services) == ([], [])
    assert (line.agreement.client.name, line.service.name) == ("Birch", "Support")


def test_the_name_of_a_service_is_found_without_capitals():
    make_service("Help desk")
    assert take(agreements({"service": "HELP DESK"})).new_services == []


def test_a_new_service_is_as_it_was_decided():
    said = {"SRV": {"category": "security", "pricing": "per_device"}}
    take(agreements({"service": "SRV"}), Decisions(services=said))
    service = Service.objects.get(name="SRV")
    line = AgreementLine.objects.get()
    assert (service.category, service.pricing, line.pricing) == (
        "security",
        "per_device",
        "per_device",
    )


def test_names_that_are_much_alike_are_suggested():
    for name in ("Acme Corp", "Müller & Söhne GmbH", "Northbeam Dental Ltd", "Zebra"):
        make_client(name)
    found = suggestions(["ACME, Inc.", "Muller Sohne", "Northbaem Dental", "Quartz"])
    assert {name: [(n, s >= 85) for _, n, s in rows] for name, rows in found.items()} == {
        "ACME, Inc.": [("Acme Corp", True)],
        "Muller Sohne": [("Müller & Söhne GmbH", True)],
        "Northbaem Dental": [("Northbeam Dental Ltd", True)],
    }


def test_suggestions_for_a_long_file_come_at_once():
    word = random.Random(1).choices
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [
        f"{''.join(word(letters, k=8))} {''.join(word(letters, k=7))} Ltd" for _ in range(10_500)
    ]
    began = time.process_time()
    alike(names[10_000:], dict(enumerate(names[:10_000])))
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ("Hardware", "hardware"),
        ("Project work", "project"),
        ("Break/Fix", "break_fix"),
        ("Managed Services", "managed"),
        ("Services:Consulting", "professional_services"),
        ("Labor", "professional_services"),
        ("M365 licence", "managed"),
        ("Sundries", None),
    ],
)
def test_the_words_of_an_item_suggest_a_kind(item, kind):
    assert kind_suggestion(item) == kind
    assert Client.objects.count() == 0
