"""The table of imports."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from clients.tables import PersonColumn, WhenColumn
from config.tables import BaseTable, Column, CountColumn
from contracts.models import ImportJob
from contracts.tables.columns import ChoiceColumn


class ImportTable(BaseTable):
    """`title`, `created` and `changed` are annotated by the view."""

    file_name = Column("File", on_phone="lead", linkify=True)
    title = Column("What it is")
    person = PersonColumn("Who", order_by="person__username")
    uploaded_at = WhenColumn("When", order_by="pk", initial_sort_descending=True)
    created = CountColumn("New rows")
    changed = CountColumn("Changed rows")
    state = ChoiceColumn("State", on_phone="key", choices=ImportJob.State.choices)

    class Meta(BaseTable.Meta):
        model = ImportJob
        fields = ("file_name", "title", "person", "uploaded_at", "created", "changed", "state")
        order_by = ("-uploaded_at",)

    def render_state(self, value: str, record: ImportJob) -> SafeString:
        return format_html(
            '<span class="badge import-state is-{}">{}</span>',
            value,
            ImportJob.State(value).label,
        )
