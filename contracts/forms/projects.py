"""Forms of projects."""

from typing import Any

from clients.forms import ClientField
from config.forms import BaseForm, DateField, NameField


class ProjectForm(BaseForm):
    """A project; of a stored one the client stays."""

    client = ClientField()
    name = NameField(label="Project", max_length=200)
    intended_follow_on = NameField(
        label="Intended follow-on",
        required=False,
        max_length=200,
        help_text="The agreement or service it is meant to lead to, in your words.",
    )
    completed_on = DateField(
        label="Completed on", required=False, help_text="Empty while the work goes on."
    )

    def __init__(self, *args: Any, user: Any, is_stored: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if is_stored:
            del self.fields["client"]
        else:
            self.fields["client"].user = user
