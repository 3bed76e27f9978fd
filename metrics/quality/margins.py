"""The margins of clients and services."""

from datetime import date

from contracts.models import Service
from metrics.parts import Part
from metrics.quality.figures import Margin, by_client, margins
from metrics.quality.queries import names_with, service_margins, standing_agreements, with_names


def margins_in(of: str, month: date, part: Part, words: str = "") -> list[Margin]:
    """Of each `client` or each `service` whose name has the words, the thinnest first."""
    if of == "service":
        services = Service.objects.order_by("name")
        named = services.filter(name__icontains=words) if words else services
        return service_margins(month, part, named)
    rows = margins(by_client(standing_agreements(month, part)))
    return with_names(rows, names_with(words))
