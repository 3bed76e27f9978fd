"""Plain builders for tests: sensible defaults, the point of a test in its own words."""

from datetime import date
from decimal import Decimal

from clients.models import Client
from contracts import operations
from contracts.billing import Terms
from contracts.models import Agreement, AgreementLine, InvoiceLine, Service
from metrics.models import LineChange, MrrMovement


def day(text: str) -> date:
    return date.fromisoformat(text)


def terms(quantity="1", price="100", *, discount="0", months=1) -> Terms:
    return Terms(Decimal(quantity), Decimal(price), Decimal(discount), months)


def make_client(name="Northgate Dental", **fields) -> Client:
    return Client.objects.create(name=name, **fields)


def make_service(name="Help desk", category="managed") -> Service:
    return Service.objects.get_or_create(name=name, defaults={"category": category})[0]


def sign(
    client=None, *, on="2026-01-01", quantity="1", price="100", ends=None, **more
) -> AgreementLine:
    """An agreement with one line; returns the line. `more` goes to `line`."""
    client = client or make_client()
    agreement = operations.sign_agreement(
        client=client,
        name=f"Agreement {client.agreements.count() + 1}",
        starts_on=day(on),
        ends_on=day(ends) if ends else None,
    )
    return add(agreement, on=on, quantity=quantity, price=price, **more)


def add(
    agreement: Agreement,
    *,
    on="2026-01-01",
    name="Help desk",
    quantity="1",
    price="100",
    discount="0",
    months=1,
    service=None,
    pricing="flat",
    cost="0",
    ends=None,
) -> AgreementLine:
    return operations.add_line(
        agreement=agreement,
        name=name,
        service=service or make_service(),
        effective_on=day(on),
        terms=terms(quantity, price, discount=discount, months=months),
        pricing=pricing,
        unit_cost=Decimal(cost),
        ends_on=day(ends) if ends else None,
    )


def commit(agreement: Agreement, commitment: str, term=None, *, notice_days=0) -> Agreement:
    """Bind the client for a term, or to nothing."""
    return operations.edit_agreement(
        agreement=agreement,
        name=agreement.name,
        commitment=commitment,
        term_ends_on=day(term) if term else None,
        notice_days=notice_days,
    )


def revise(line: AgreementLine, on: str, quantity="1", price="100", *, discount="0", months=1):
    return operations.revise_line(
        line=line,
        effective_on=day(on),
        terms=terms(quantity, price, discount=discount, months=months),
    )


def invoice(client: Client, on: str, kind: str, cents: int, number=None) -> InvoiceLine:
    number = number or f"INV-{InvoiceLine.objects.count() + 1}"
    charge = operations.Charge(kind=kind, amount_cents=cents)
    return operations.record_invoice(
        client=client, number=number, issued_on=day(on), charges=[charge]
    )[0]


def told(client: Client) -> list[str]:
    """A client's movements, as a story: "2026-01 new +10000 = 10000"."""
    return [
        f"{row.month:%Y-%m} {row.kind} {row.amount_cents:+d} = {row.mrr_cents}"
        for row in MrrMovement.objects.filter(client=client).order_by("month")
    ]


def drivers(client: Client) -> list[str]:
    """A client's line changes by cause: "2026-03 quantity +2000"."""
    causes = ("quantity", "price", "discount", "added", "dropped")
    return [
        f"{row.month:%Y-%m} {row.line.name}: {cause} {getattr(row, f'{cause}_cents'):+d}"
        for row in LineChange.objects.filter(client=client).order_by("month", "line_id")
        for cause in causes
        if getattr(row, f"{cause}_cents")
    ]
