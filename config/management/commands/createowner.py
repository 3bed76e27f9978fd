import getpass
import sys
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from config.people import operations
from config.people.queries import owners, somebody_with


class Command(BaseCommand):
    help = "Create the first owner, who invites everybody else; or let an owner in again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", help="the owner's e-mail, which is the login too")
        parser.add_argument("--name", help="the owner's name, such as “Ruth Calder”")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from the input"
        )
        parser.add_argument(
            "--reset",
            metavar="LOGIN",
            help="give this person a new password and the role owner, and remove the second "
            "factors: for an owner who is locked out",
        )

    def handle(self, *, reset: str | None, **options: Any) -> None:
        try:
            person = self.reset(reset, **options) if reset else self.create(**options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{person.get_full_name()} logs in as {person.username}.")

    def create(self, *, email: str | None, name: str | None, **options: Any) -> User:
        if owner := owners().first():
            raise CommandError(
                f"There is an owner already, {owner.username}, who invites people at /people/. "
                f"Is nobody let in? --reset {owner.username} sets a new password."
            )
        email = (email or input("E-mail: ")).strip()
        validate_email(email)
        name = (name or input("Name: ")).strip()
        password = self.read_password(User(username=email, email=email), **options)
        return operations.create_owner(email=email, name=name, password=password)

    def reset(self, login: str, **options: Any) -> User:
        person = somebody_with(login)
        if person is None:
            raise CommandError(f"Nobody here logs in as {login}.")
        password = self.read_password(person, **options)
        operations.let_owner_in_again(person=person, password=password)
        return person

    def read_password(self, person: User, *, password_stdin: bool, **_: Any) -> str:
        if password_stdin:
            password = sys.stdin.readline().rstrip("\n")
        else:
            password = getpass.getpass("Password: ")
            if getpass.getpass("The same again: ") != password:
                raise CommandError("The two passwords differ; nothing was changed.")
        validate_password(password, person)
        return password
