"""How the agreements of the demo company came about: packages signed, added to, given up, left."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random

from contracts.billing import Terms
from contracts.demo import prices
from contracts.demo.catalogue import CATALOGUE, CROSS_SALES, GIVEN_UP, PACKAGES
from contracts.demo.deals import DEALS, SPECIALS, Deal, Special
from contracts.demo.names import COMPANIES
from contracts.demo.records import Agreement, Line, Revision, closed
from contracts.demo.timeline import Path, day_at, dice, last_day_at, month_at, value_on

COMMITMENTS = {"fixed_term": 30, "auto_renewing": 45, "month_to_month": 25}
# How often a new agreement takes security with it once that is on offer.
AT_ONCE = 0.7


@lru_cache(maxsize=4)
def agreements(today: date) -> tuple[Agreement, ...]:
    """Every agreement: the packages in the order they were signed, then the special ones."""
    users = {company.name: prices.headcount(company, today) for company in COMPANIES}
    packages = {}
    for deal in DEALS:
        agreement = _sign(deal, today)
        agreement.lines.extend(_package_lines(deal, agreement, users[deal.client], today))
        packages[deal.client, deal.signed] = agreement
    latest = {client: agreement for (client, _), agreement in packages.items()}
    separate = []
    for special in SPECIALS:
        line = _special_line(special, today)
        if special.agreement:
            separate.append(_separate_agreement(special, line, today))
        else:
            latest[special.client].lines.append(line)
    return (*packages.values(), *separate)


def _sign(deal: Deal, today: date) -> Agreement:
    rng = dice(deal.client, deal.signed, "terms")
    commitment = deal.commitment or rng.choices(list(COMMITMENTS), list(COMMITMENTS.values()))[0]
    starts_on = day_at(today, deal.signed, deal.day)
    term = _term(deal, commitment, rng.choice((12, 24, 36)))
    return Agreement(
        client=deal.client,
        name=f"{deal.package} {starts_on.year}",
        starts_on=starts_on,
        ends_on=None if deal.left is None else day_at(today, deal.left, deal.last_day),
        commitment=commitment,
        term_ends_on=None if term is None else last_day_at(today, term),
    )


def _term(deal: Deal, commitment: str, months: int) -> int | None:
    """The month the running term ends; renewed until it lies ahead."""
    if deal.term is not None or commitment == "month_to_month":
        return deal.term
    if deal.left is not None:
        return deal.left
    return _renewal(deal.signed, months)


def _renewal(signed: int, months: int) -> int:
    """The month, from the current one on, in which a term of so many months is next over."""
    return signed - 1 + months * (max(-signed, 0) // months + 1)


def _package_lines(
    deal: Deal, agreement: Agreement, users: Path[int], today: date
) -> Iterator[Line]:
    for key, (first, last) in _services(deal).items():
        start = agreement.starts_on if first == deal.signed else month_at(today, first)
        if agreement.ends_on and start > agreement.ends_on:
            continue
        end = None if last is None else last_day_at(today, last)
        course = (
            prices.quantities(key, deal, users),
            prices.prices(key, deal, value_on(users, start), today),
            prices.discounts(deal, today),
        )
        found = prices.revisions(CATALOGUE[key], deal, course, start, end or agreement.ends_on)
        yield Line(CATALOGUE[key].service, CATALOGUE[key], closed(found, end))


def _services(deal: Deal) -> dict[str, tuple[int, int | None]]:
    """The services of an agreement, each with its first month and its last if it was given up."""
    rng = dice(deal.client, deal.signed, "services")
    always, maybe = PACKAGES[deal.package]
    first = dict.fromkeys(always, deal.signed)
    first |= {key: deal.signed for key, chance in maybe.items() if rng.random() < chance}
    first |= _cross_sales(deal, rng)
    return {key: (month, _given_up(key, deal, month)) for key, month in first.items()}


def _cross_sales(deal: Deal, rng: Random) -> dict[str, int]:
    """What was sold on top, and in which month: with the package itself once it was on offer."""
    months = {}
    for key, (since, chance) in CROSS_SALES.items():
        first = max(since, deal.signed + 4)
        sold, at_once, when = rng.random() < chance, rng.random() < AT_ONCE, rng.random()
        if sold and deal.signed > since and at_once:
            months[key] = deal.signed
        elif sold and first <= 0:
            months[key] = first + int(when * (2 - first))
    return months


def _given_up(key: str, deal: Deal, signed: int) -> int | None:
    rng = dice(deal.client, deal.signed, key, "given up")
    first = max(signed + 14, -34)
    until = min(0, deal.left if deal.left is not None else 0)
    if rng.random() >= GIVEN_UP.get(key, 0) or first >= until:
        return None
    return rng.randrange(first, until)


def _special_line(special: Special, today: date) -> Line:
    offer = CATALOGUE[special.service]
    cost = Decimal(special.steps[0].unit_price) * offer.cost / 100 + 0
    found: list[Revision] = []
    for step in special.steps:
        day = day_at(today, step.month, step.day)
        terms = Terms(
            Decimal(step.quantity),
            Decimal(step.unit_price),
            Decimal(step.discount) / 100,
            special.billing,
        )
        if terms.in_service:
            found.append(Revision(day, terms, round(cost, 2)))
        else:
            found = closed(found, day - timedelta(days=1))
    end = day_at(today, *special.ends) if special.ends and not special.agreement else None
    return Line(special.line, offer, closed(found, end))


def _separate_agreement(special: Special, line: Line, today: date) -> Agreement:
    """An agreement of this line alone; what is paid a year or more ahead binds for as long."""
    commitment = {1: "month_to_month", 12: "auto_renewing"}.get(special.billing, "fixed_term")
    term = _renewal(special.steps[0].month, special.billing) if special.billing > 1 else None
    return Agreement(
        client=special.client,
        name=special.agreement,
        starts_on=line.revisions[0].effective_on,
        ends_on=day_at(today, *special.ends) if special.ends else None,
        commitment=commitment,
        term_ends_on=None if term is None else last_day_at(today, term),
        lines=[line],
    )
