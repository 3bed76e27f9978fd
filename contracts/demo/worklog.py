"""Who had which one-off work done when: draws the client, the job, its price and its day."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from contracts.demo.deals import DEALS
from contracts.demo.jobs import OPENERS, Job
from contracts.demo.names import COMPANIES, Company
from contracts.demo.records import Agreement, Charge
from contracts.demo.timeline import day_at, dice, last_day_at

# Older years are on the books as collected statements: fewer, larger lines.
DETAILED_SINCE = -48
COLLECTED = 3
CREDITED = 0.04
# Part of the work is invoiced with the time sheets, in the first days of the month.
WITH_TIME_SHEETS = 0.35
# A project above this is invoiced in two steps: on order and when it is done.
TWO_STEPS_CENTS = 450_000
# Clients under agreement rarely pay for repairs.
STILL_BROKEN = 0.1


class Worklog:
    """The one-off work done so far, and for whom more can be done."""

    def __init__(self, agreements: Sequence[Agreement], today: date) -> None:
        self.charges: list[Charge] = []
        self.completed: dict[tuple[str, str], date] = {}
        self._agreements = agreements
        self._today = today
        self._rng = dice("one-off")
        self._weights: dict[tuple[str, int], list[float]] = {}

    def openers(self, offset: int) -> Iterator[tuple[str, int]]:
        """The work that brought clients to the agreement they then signed: kind and cents."""
        for company, month in FIRST_WORK:
            if month == offset:
                yield "project", self._project(company, self._rng.choice(OPENERS), offset)

    def do(self, kind: str, jobs: Sequence[Job], offset: int) -> int:
        """Have one more job of a kind done in a month; return its cents."""
        company = self._rng.choices(COMPANIES, self._weights_of(kind, offset))[0]
        if kind == "project":
            return self._project(company, self._rng.choice(jobs), offset)
        job = self._rng.choice(jobs)
        cents, text = self._price(job), job.description
        if offset < DETAILED_SINCE:
            cents, text = cents * COLLECTED, f"{text}, and further orders"
        day = self._day(offset)
        self.charges.append(Charge(company.name, day, kind, cents, text))
        return cents - self._credit(self.charges[-1])

    def _weights_of(self, kind: str, offset: int) -> list[float]:
        """How likely each client has such work done: by its size and its agreement."""
        key = ("break_fix" if kind == "break_fix" else "other", offset)
        if key not in self._weights:
            day = last_day_at(self._today, offset)
            managed = {a.client for a in self._agreements if next(a.in_force(day), None)}
            past = {a.client for a in self._agreements if a.ends_on and a.ends_on <= day}
            self._weights[key] = [
                _weight(company, offset, key[0], company.name in managed, company.name in past)
                for company in COMPANIES
            ]
        return self._weights[key]

    def _project(self, company: Company, job: Job, offset: int) -> int:
        cents, day = self._price(job), self._day(offset)
        project = f"{job.description.split(':')[0]} {day.year}"
        parts = [cents]
        if cents > TWO_STEPS_CENTS:
            parts = [cents * 2 // 5 // 500 * 500]
            parts.append(cents - parts[0])
        for index, part in enumerate(parts):
            step = f", step {index + 1} of 2" if len(parts) == 2 else ""
            text = f"{job.description}{step}"
            self.charges.append(Charge(company.name, day, "project", part, text, project))
            self.completed[company.name, project] = day
            day = _workday(day + timedelta(days=self._rng.randint(24, 55)))
        return cents

    def _credit(self, charge: Charge) -> int:
        """Now and then a part is credited some days later; return what."""
        if self._rng.random() >= CREDITED:
            return 0
        back = round(charge.cents * self._rng.uniform(0.15, 0.6) / 500) * 500
        day = _workday(charge.issued_on + timedelta(days=self._rng.randint(5, 24)))
        text = f"Credit: {charge.description}"
        self.charges.append(replace(charge, issued_on=day, cents=-back, description=text))
        return back

    def _price(self, job: Job) -> int:
        """Cents, more often low than high, in steps of five (large sums: of fifty)."""
        money = job.low + (job.high - job.low) * self._rng.random() ** 1.5
        step = 50 if money > 2000 else 5
        return round(money / step) * step * 100

    def _day(self, offset: int) -> date:
        early = self._rng.random() < WITH_TIME_SHEETS
        return _workday(
            day_at(self._today, offset, self._rng.randint(*(1, 3) if early else (4, 26)))
        )


def _weight(company: Company, offset: int, kind: str, managed: bool, past: bool) -> float:
    if offset <= company.since or (past and not managed):
        return 0.0
    return company.users**0.7 * (STILL_BROKEN if managed and kind == "break_fix" else 1)


def _workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def _first_work() -> Iterator[tuple[Company, int]]:
    """Clients that were known before they signed, each with a month shortly before that."""
    known = {company.name: company for company in COMPANIES}
    for deal in DEALS:
        company = known.pop(deal.client, None)
        if company and company.since < deal.signed - 1:
            months = dice(company.name, "opener").randint(2, 4)
            yield company, max(deal.signed - months, company.since + 1)


FIRST_WORK = tuple(_first_work())
