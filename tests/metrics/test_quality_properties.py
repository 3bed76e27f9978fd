"""Random lines: margins, offers and security agree with a walk over the lines themselves."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client
from contracts import operations
from contracts.billing import monthly_cents
from contracts.models import Service
from metrics.months import add_months, last_day_of, parse_month
from metrics.parts import WHOLE, Part
from metrics.quality.figures import by_client
from metrics.quality.queries import (
    FEW,
    clients_secured,
    lines_without_cost,
    service_margins,
    standing_agreements,
    units_by_client,
)
from tests.builders import add, make_client, make_service, terms

FIRST = parse_month("2024-01")
MONTHS = [add_months(FIRST, index) for index in range(4)]
SEEN = [add_months(FIRST, index) for index in range(8)]
some_lines = st.lists(
    st.fixed_dictionaries(
        {
            "client": st.integers(0, 2),
            "service": st.integers(0, 2),
            "starts": st.sampled_from(MONTHS),
            "ends": st.one_of(st.none(), st.dates(date(2024, 4, 1), date(2024, 6, 30))),
            "quantity": st.sampled_from(["1", "2.5", "7"]),
            "price": st.sampled_from(["0", "9.99", "120"]),
            "cost": st.sampled_from(["0", "3.333"]),
            "pricing": st.sampled_from(["flat", "per_user", "per_device"]),
        }
    ),
    max_size=8,
)


class Firm:
    """Three clients, each with an agreement, and three services."""

    def __init__(self, lines):
        kinds = {"Desk": "managed", "EDR": "security", "Licence": "resale"}
        self.services = [make_service(*item) for item in kinds.items()]
        agreements = [bare(name) for name in "ABC"]
        self.clients = [agreement.client_id for agreement in agreements]
        self.lines = lines
        for number, line in enumerate(lines):
            more = {name: line[name] for name in ("quantity", "price", "cost", "pricing")}
            add(
                agreements[line["client"]],
                on=str(line["starts"]),
                name=str(number),
                service=self.services[line["service"]],
                ends=str(line["ends"]) if line["ends"] else None,
                **more,
            )

    def standing(self, month):
        """The lines in service on the month's last day."""
        day = last_day_of(month)
        return [
            line
            for line in self.lines
            if line["starts"] <= day and (line["ends"] is None or line["ends"] >= day)
        ]

    def sums(self, month, owners, of):
        """(MRR, cost) by client or service."""
        sums = defaultdict(lambda: (0, 0))
        for line in self.standing(month):
            mrr, cost = sums[owners[line[of]]]
            sums[owners[line[of]]] = (mrr + amount(line), cost + amount(line, "cost"))
        return dict(sums)


def bare(name):
    return operations.sign_agreement(
        client=make_client(name), name="Care", starts_on=FIRST, ends_on=None
    )


def amount(line, of="price"):
    return monthly_cents(terms(line["quantity"], line[of]))


def margins_of(month, part):
    rows = service_margins(month, part, Service.objects.all())
    return {row.key: (row.mrr_cents, row.cost_cents) for row in rows}


class QualityProperties(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(lines=some_lines, month=st.sampled_from(SEEN))
    def test_margins_are_sums_of_lines(self, lines, month):
        firm = Firm(lines)
        by_service = firm.sums(month, [service.pk for service in firm.services], "service")
        assert margins_of(month, WHOLE) == by_service
        assert margins_of(month, Part(Client.objects.all())) == by_service
        clients = firm.sums(month, firm.clients, "client")
        found = by_client(standing_agreements(month, WHOLE))
        assert found == {client: pair for client, pair in clients.items() if any(pair)}

    @settings(max_examples=40, deadline=None)
    @given(lines=some_lines, month=st.sampled_from(SEEN))
    def test_security_units_and_lacking_costs(self, lines, month):
        firm = Firm(lines)
        standing = firm.standing(month)
        secured = {firm.clients[line["client"]] for line in standing if line["service"] == 1}
        assert clients_secured(month, WHOLE) == secured
        lacking = [line for line in standing if amount(line) and not amount(line, "cost")]
        assert lines_without_cost(month, WHOLE) == len(lacking)
        for pricing in ("per_user", "per_device"):
            units = defaultdict(int)
            for line in standing:
                if line["pricing"] == pricing:
                    client = firm.clients[line["client"]]
                    units[client] = max(units[client], ceil(Decimal(line["quantity"])))
            assert units_by_client(pricing, month, firm.clients) == units
            assert units_by_client(pricing, month, range(FEW + 1)) == units
