"""The table of the people page."""

from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from config.people.queries import STATES
from config.tables import EMPTY, BaseTable, Column


def person_address(record: User) -> str:
    return reverse("person_edit", args=[record.pk])


class PersonTable(BaseTable):
    """The rows come from `config.people.queries.people`."""

    full_name = Column("Name", on_phone="lead", linkify=person_address)
    username = Column("Login")
    role = Column("Role", on_phone="key")
    has_second_factor = Column("Two-step login", order_by=("has_second_factor", "full_name"))
    state = Column("State")
    last_login = Column("Last login", on_phone="gone")

    def render_role(self, value: str) -> str:
        return value.capitalize()

    def render_state(self, value: str) -> str:
        return dict(STATES)[value]

    def render_has_second_factor(self, value: bool) -> Any:
        return "On" if value else EMPTY

    def value_has_second_factor(self, value: bool) -> str:
        return "on" if value else "off"
