"""The demo company: six years of an invented MSP as the files it would import. Pure, no Django.

Everything is dated relative to `today`, and the same for the same month; the dice have fixed
seeds. The story: repairs paid the bills until, three years ago, the owner decided to sell
agreements. The recurring share went from 38 to 64 per cent.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from contracts.demo import files, oneoff, recurring
from contracts.demo.catalogue import CATALOGUE
from contracts.demo.goodbyes import GOODBYES
from contracts.demo.jobs import UNPLACED
from contracts.demo.names import COMPANIES, PEOPLE, Company, Person
from contracts.demo.plans import NOTES, PLANS
from contracts.demo.records import Charge
from contracts.demo.story import agreements
from contracts.demo.worklog import Worklog

__all__ = [
    "CATALOGUE",
    "COMPANIES",
    "NOTES",
    "PEOPLE",
    "PLANS",
    "Person",
    "agreements_csv",
    "cancellations",
    "companies",
    "completed_projects",
    "invoices_csv",
]


def agreements_csv(today: date) -> str:
    return files.agreements_text(agreements(today))


def invoices_csv(today: date) -> str:
    """All invoices up to and including today."""
    signed = agreements(today)
    charges = [*_work(today).charges, *recurring.charges(signed, today), *_unplaced(today)]
    return files.invoices_text(charge for charge in charges if charge.issued_on <= today)


def completed_projects(today: date) -> dict[tuple[str, str], date]:
    """The projects that are done, by client and name, with the day."""
    return {key: day for key, day in _work(today).completed.items() if day <= today}


def cancellations(today: date) -> dict[tuple[str, str], tuple[str, str]]:
    """Why agreements were cancelled, by client and name: the reason and a note."""
    ended = (agreement for agreement in agreements(today) if agreement.ends_on)
    return {
        (agreement.client, agreement.name): GOODBYES[agreement.client]
        for agreement in ended
        if agreement.client in GOODBYES
    }


@lru_cache(maxsize=4)
def _work(today: date) -> Worklog:
    return oneoff.work(agreements(today), today)


def _unplaced(today: date) -> Iterator[Charge]:
    """What the bookkeeping has not classified yet, all of it recent."""
    for client, days, text, money in UNPLACED:
        yield Charge(client, today - timedelta(days=days), "unclassified", money * 100, text)


def companies() -> dict[str, Company]:
    """Each client's account manager, by login, and segment."""
    return {company.name: company for company in COMPANIES}
