"""A synthetic MSP of a given size, written straight into the tables."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from contracts.billing import Effect, Terms, effects, month_of
from metrics.months import add_months
from tests.bench.loading import load
from tests.bench.people import write_history, write_managers

LAST_MONTH = date(2026, 10, 1)


@dataclass(frozen=True)
class Size:
    """Clients, months of history, and what hangs on a client on average."""

    name: str
    clients: int
    months: int
    lines_a_client: int = 10
    invoice_lines: int = 0
    history_entries: int = 0

    @property
    def first_month(self) -> date:
        return add_months(LAST_MONTH, 1 - self.months)


SIZES = {
    size.name: size
    for size in (
        Size("S", 100, 36, invoice_lines=3_600, history_entries=3_000),
        Size("M", 1_000, 60, invoice_lines=60_000, history_entries=60_000),
        Size("L", 10_000, 120, invoice_lines=1_000_000, history_entries=1_000_000),
    )
}

REVISION = (
    "id line_id effective_on quantity unit_price discount unit_cost billing_months is_gap "
    "client_id category month until_month monthly_cents quantity_cents price_cents "
    "discount_cents added_cents dropped_cents in_service_change ends "
    "cost_cents cost_change_cents user_count"
).split()
COLUMNS = {
    "clients_client": (
        "id name account_manager_id archived_on segment next_step next_step_on".split()
    ),
    "contracts_service": ["id", "name", "category", "pricing", "default_price", "is_active"],
    "contracts_agreement": (
        "id client_id name starts_on ends_on commitment term_ends_on notice_on notice_days "
        "cancel_reason cancel_note renewal_decision renewal_note"
    ).split(),
    "contracts_agreementline": "id agreement_id name service_id pricing ends_on".split(),
    "contracts_linerevision": REVISION,
    "contracts_project": "id client_id name intended_follow_on completed_on".split(),
    "contracts_invoiceline": (
        "id client_id number position issued_on month kind amount_cents description "
        "project_id".split()
    ),
}
NOTHING = ("",) * 4
CATEGORIES = ("managed", "security", "resale")
SERVICES = 30
SEGMENTS = ("Dental", "Legal", "Building", "")
# One line in a hundred waits for its kind, one client in two had a project.
KINDS = [*("project", "break_fix", "hardware", "professional_services", "managed") * 20]
KINDS.append("unclassified")
WORDS = ("Replace a disk", "Firewall", "Move of the office", "Laptops", "Work on site")
# The client whose agreement is as long as agreements get.
LARGEST, ITS_LINES = 1, 40
NOTICE = timedelta(days=30)
CENT = Decimal("0.01")


@dataclass
class Company:
    """Rows per table, in the order of COLUMNS."""

    size: Size
    rows: dict[str, list[tuple]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    managers: list[int] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    def write(self) -> None:
        self.managers = write_managers()
        for index in range(1, SERVICES + 1):
            category = CATEGORIES[index % 3]
            self.rows["contracts_service"].append(
                (index, f"Service {index}", category, "per_device", Decimal("7.50"), True)
            )
        for client in range(1, self.size.clients + 1):
            self._add_client(client)
        self._add_invoices()
        for table, rows in self.rows.items():
            load(table, COLUMNS[table], rows)
        agreements = [(row[0], row[1]) for row in self.rows["contracts_agreement"]]
        write_history(self.size.history_entries, agreements, self.managers, self.dice)

    def _add_client(self, client: int) -> None:
        start = self.dice.randrange(self.size.months * 3 // 4)
        stays = self.dice.random() < 0.7 or client == LARGEST
        length = self.size.months if stays else self.dice.randrange(4, self.size.months)
        self._add_agreement(client, "First", start, start + length)
        gone = self._day(start + length) if not stays and self.dice.random() < 0.3 else None
        manager = self.managers[client % len(self.managers)] if client % 10 else None
        segment = SEGMENTS[client % len(SEGMENTS)]
        step = ("Call about the renewal", LAST_MONTH) if client % 7 == 0 else ("", None)
        row = (client, f"Client {client:05d}", manager, gone, segment, *step)
        self.rows["clients_client"].append(row)
        if client % 2:
            done = self._day(start) if self.dice.random() < 0.8 else None
            project = (client, client, "Move to the cloud", "Managed servers", done)
            self.rows["contracts_project"].append(project)
        if gone:
            return
        back = start + length + 4
        if back < self.size.months and self.dice.random() < 0.3:
            self._add_agreement(client, "Second", back, self.size.months)

    def _add_agreement(self, client: int, name: str, start: int, end: int) -> None:
        agreements = self.rows["contracts_agreement"]
        starts_on = self._day(start)
        ends_on = self._day(end) if end < self.size.months else None
        pk = len(agreements) + 1
        term = self._day(self.size.months + self.dice.randrange(24)) if client % 3 else None
        kind = "fixed_term" if client % 3 == 1 else "auto_renewing"
        promise = (kind, term, term - NOTICE) if term else ("month_to_month", None, None)
        agreements.append((pk, client, name, starts_on, ends_on, *promise, 30, *NOTHING))
        count = self.dice.randint(5, 2 * self.size.lines_a_client - 5)
        for number in range(ITS_LINES if client == LARGEST else count):
            self._add_line(
                client, pk, number, start, min(end, self.size.months), starts_on, ends_on
            )

    def _add_line(
        self,
        client: int,
        agreement: int,
        number: int,
        start: int,
        end: int,
        starts_on: date,
        last: date | None,
    ) -> None:
        lines = self.rows["contracts_agreementline"]
        pk = len(lines) + 1
        dropped = self.dice.random() < 0.15
        ends_on = self._day(self.dice.randrange(start + 1, end + 2)) if dropped else None
        service = self.dice.randint(1, SERVICES)
        pricing = ("per_user", "per_device", "flat")[number % 3]
        lines.append((pk, agreement, f"Line {number}", service, pricing, ends_on))
        last_day = min((day for day in (ends_on, last) if day), default=None)
        dated = list(self._revisions(start, end, starts_on))
        found = effects(dated, starts_on=starts_on, last_day=last_day)
        is_per_user = pricing == "per_user"
        self._add_revisions((pk, client, CATEGORIES[service % 3]), dated, found, is_per_user)

    def _revisions(
        self, start: int, end: int, starts_on: date
    ) -> Iterator[tuple[date, Terms, Decimal]]:
        """Dates with the terms from then on and the cost of a unit, two thirds of its price."""
        terms = Terms(
            Decimal(self.dice.randint(1, 60)),
            Decimal(self.dice.randint(300, 9000)) / 100,
            Decimal(0),
            self.dice.choice((1, 1, 1, 3, 12)),
        )
        changes = [self._day(self.dice.randint(start, end)) for _ in range(self.dice.randint(1, 6))]
        for day in sorted({starts_on, *(day for day in changes if day > starts_on)}):
            yield day, terms, (terms.unit_price * 2 / 3).quantize(CENT)
            grown = max(1, int(terms.quantity) + self.dice.randint(-4, 6))
            price = (terms.unit_price * self.dice.choice((100, 100, 104)) / 100).quantize(
                Decimal("0.0001")
            )
            terms = Terms(Decimal(grown), price, terms.discount, terms.billing_months)

    def _add_revisions(
        self,
        of: tuple[int, int, str],
        dated: list[tuple[date, Terms, Decimal]],
        found: Iterator[Effect],
        is_per_user: bool,
    ) -> None:
        line, client, category = of
        rows = self.rows["contracts_linerevision"]
        for (day, terms, unit_cost), effect in zip(dated, found, strict=True):
            rows.append(
                (
                    len(rows) + 1,
                    line,
                    day,
                    terms.quantity,
                    terms.unit_price,
                    terms.discount,
                    unit_cost,
                    terms.billing_months,
                    False,
                    client,
                    category,
                    effect.month,
                    effect.until_month,
                    effect.monthly_cents,
                    *effect.drivers,
                    effect.in_service_change,
                    effect.ends,
                    effect.cost_cents,
                    effect.cost_change_cents,
                    int(terms.quantity) if is_per_user else 0,
                )
            )

    def _add_invoices(self) -> None:
        rows = self.rows["contracts_invoiceline"]
        for pk in range(1, self.size.invoice_lines + 1):
            day = self._day(self.dice.randrange(self.size.months))
            client = self.dice.randint(1, self.size.clients)
            cents = self.dice.randint(-20_000, 400_000)
            kind, words = self.dice.choice(KINDS), self.dice.choice(WORDS)
            project = client if kind == "project" and client % 2 else None
            month = month_of(day)
            rows.append((pk, client, f"INV-{pk}", 1, day, month, kind, cents, words, project))

    def _day(self, index: int) -> date:
        month = add_months(self.size.first_month, index)
        return month + timedelta(days=self.dice.randrange(28))
