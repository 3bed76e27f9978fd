from argparse import ArgumentTypeError
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from clients.models import Client, HistoryEntry
from clients.operations import plan_next_step, write_note
from config.roles import EVERY_CLIENT, ROLES
from contracts import demo
from contracts.importing import import_agreements, import_invoices
from contracts.models import Agreement, InvoiceLine, Project, Service
from contracts.signals import demo_loaded

User = get_user_model()
# The story reaches six years back and three ahead of its day, and dates have their bounds.
EARLIEST, LATEST = date(1980, 1, 1), date(2190, 12, 31)
ROW = "  {:10}{:16}{:16}{:18}{}"


def story_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a date; write it like 2026-01-31.") from None
    if not EARLIEST <= day <= LATEST:
        raise ArgumentTypeError(f"{text} is out of range, {EARLIEST} to {LATEST}.")
    return day


class Command(BaseCommand):
    help = "Load the demo company, an invented MSP, and its users, whose passwords are public."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing when there are clients or people already",
        )
        parser.add_argument(
            "--today", type=story_day, metavar="YYYY-MM-DD", help="the day on which it plays"
        )

    def handle(self, *, if_empty: bool, today: date | None, **options: Any) -> None:
        with transaction.atomic():
            if if_empty and User.objects.exists():
                # Whoever made an owner means to enter the own company.
                self.stdout.write("There are people already; nothing was loaded.")
                people = still_demo(demo.PEOPLE)
            elif not Client.objects.exists():
                people = self.load(today or timezone.localdate())
            elif if_empty:
                self.stdout.write("There are clients already; nothing was loaded.")
                people = []
            else:
                raise CommandError("There are clients already; the demo needs an empty database.")
        self.show(people)

    def load(self, today: date) -> list[demo.Person]:
        """Load everything; return the people that were not there before."""
        import_agreements(demo.agreements_csv(today).encode())
        import_invoices(demo.invoices_csv(today).encode())
        fill_catalogue()
        people = create_people()
        assign_managers()
        complete_projects(demo.completed_projects(today))
        explain_cancellations(demo.cancellations(today))
        plan_ahead(today)
        demo_loaded.send(None, today=today)
        counts = (model.objects.count() for model in (Client, Agreement, InvoiceLine))
        self.stdout.write(
            "Loaded the demo company: {} clients, {} agreements, {} invoice lines.".format(*counts)
        )
        return people

    def show(self, people: list[demo.Person]) -> None:
        if people:
            self.stdout.write(ROW.format("Login", "Password", "Name", "Role", "Sees"))
        for person in people:
            sees = "every client" if ROLES[person.role] >= EVERY_CLIENT else "the own clients"
            self.stdout.write(
                ROW.format(person.login, person.password, person.full_name, person.role, sees)
            )


def fill_catalogue() -> None:
    """Give the services the defaults that fill the form of a new line."""
    offers = {offer.service: offer for offer in demo.CATALOGUE.values()}
    services = list(Service.objects.filter(name__in=offers))
    for service in services:
        offer = offers[service.name]
        service.pricing = offer.pricing
        if offer.list_price:
            service.default_price, service.default_cost = offer.list_price, offer.list_cost
    Service.objects.bulk_update(services, ["pricing", "default_price", "default_cost"])


def create_people() -> list[demo.Person]:
    """Create the users that are missing; one who is there already stays as he is."""
    known = set(User.objects.values_list("username", flat=True))
    missing = [person for person in demo.PEOPLE if person.login not in known]
    for person in missing:
        user = User.objects.create_user(
            person.login,
            password=person.password,
            first_name=person.first_name,
            last_name=person.last_name,
        )
        user.groups.add(Group.objects.get(name=person.role))
    return missing


def assign_managers() -> None:
    users = {user.get_username(): user for user in User.objects.all()}
    companies = demo.companies()
    clients = list(Client.objects.all())
    for client in clients:
        company = companies[client.name]
        client.account_manager, client.segment = users[company.manager], company.segment
    Client.objects.bulk_update(clients, ["account_manager", "segment"])
    text = f"Account managers and segments of {len(clients)} clients"
    HistoryEntry.objects.log_summary(Client, text)


def complete_projects(days: dict[tuple[str, str], date]) -> None:
    projects = list(Project.objects.select_related("client"))
    for project in projects:
        project.completed_on = days.get((project.client.name, project.name))
    Project.objects.bulk_update(projects, ["completed_on"])
    HistoryEntry.objects.log_summary(Project, f"Ends of {len(projects)} projects")


def explain_cancellations(reasons: dict[tuple[str, str], tuple[str, str]]) -> None:
    ended = list(Agreement.objects.exclude(ends_on=None).select_related("client"))
    for agreement in ended:
        reason = reasons.get((agreement.client.name, agreement.name), ("", ""))
        agreement.cancel_reason, agreement.cancel_note = reason
    Agreement.objects.bulk_update(ended, ["cancel_reason", "cancel_note"])
    HistoryEntry.objects.log_summary(Agreement, f"Reasons of {len(reasons)} cancellations")


def plan_ahead(today: date) -> None:
    clients = {client.name: client for client in Client.objects.all()}
    authors = dict(User.objects.values_list("username", "pk"))
    for plan in demo.PLANS if clients else ():
        due_on = today + timedelta(days=plan.days)
        plan_next_step(client=clients[plan.client], step=plan.step, due_on=due_on)
    for note in demo.NOTES if clients else ():
        write_note(client=clients[note.client], text=note.text, author_id=authors[note.author])


def still_demo(people: Iterable[demo.Person]) -> list[demo.Person]:
    """Those who can sign in with their demo password: somebody may have changed it."""
    stored = dict(User.objects.filter(is_active=True).values_list("username", "password"))
    return [
        person
        for person in people
        if person.login in stored and check_password(person.password, stored[person.login])
    ]
