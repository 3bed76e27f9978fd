"""Users under agreement, over whom MRR is told as a price per seat."""

from datetime import date

from contracts.models import LineRevision
from contracts.queries.agreements import in_force
from metrics.parts import WHOLE, Part
from metrics.rows.lines import users_of


def users_under_agreement(month: date, part: Part = WHOLE) -> int:
    """How many users there are on a month's last day, of any service or of those of a category.

    The users of a client are those of its line that counts the most: help desk and mail filter are
    for the same people.
    """
    lines = LineRevision.objects.filter(in_force(month), user_count__gt=0)
    return users_of(part.of_lines(lines))
