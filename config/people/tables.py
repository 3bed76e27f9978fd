"""The table of the people page."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from config import formats
from config.people.queries import STATES
from config.tables import BaseTable, Column, DateColumn


def person_address(record: User) -> str:
    return reverse("person_edit", args=[record.pk])


class LabelledColumn(Column):
    """A text that says nothing without its heading."""

    needs_label = True


class PersonTable(BaseTable):
    """The rows come from `config.people.queries.people`."""

    full_name = Column("Name", on_phone="lead", linkify=person_address)
    username = Column("Login")
    role = Column("Role", on_phone="key")
    has_second_factor = LabelledColumn("Two-step login")
    state = Column("State")
    last_login = DateColumn("Last login")

    class Meta(BaseTable.Meta):
        order_by = ("full_name",)

    def render_role(self, value: str) -> str:
        return value.capitalize()

    def render_has_second_factor(self, value: bool) -> str:
        return "On" if value else "Off"

    def value_has_second_factor(self, value: bool) -> str:
        return self.render_has_second_factor(value)

    def render_state(self, value: str) -> str:
        return dict(STATES)[value]

    def render_last_login(self, value: datetime) -> str:
        return formats.day(timezone.localtime(value))

    def value_last_login(self, value: datetime) -> date:
        return timezone.localtime(value).date()
