"""Scenarios: ways to a recurring share that people keep. Theirs, and shared when they say so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from config.exports import month as month_key
from config.forms import plain
from metrics.gaps import Gap, Plan
from metrics.models import Scenario
from metrics.shares import ShareNow

TAKEN = "There is a scenario of this name already."


@transaction.atomic
def create_scenario(
    *,
    created_by: User,
    created_at: datetime,
    name: str,
    target: Decimal,
    ratio: Decimal,
    by_month: date,
    with_resale: bool = False,
    note: str = "",
    is_shared: bool = False,
) -> Scenario:
    """Keep what somebody tried out, under a name that is new to that person."""
    scenario = Scenario(
        created_by=created_by,
        created_at=created_at,
        name=name,
        target=target,
        ratio=ratio,
        by_month=by_month,
        with_resale=with_resale,
        note=note,
        is_shared=is_shared,
    )
    return _saved(scenario)


@transaction.atomic
def edit_scenario(
    *,
    scenario: Scenario,
    name: str,
    target: Decimal,
    ratio: Decimal,
    by_month: date,
    with_resale: bool,
    note: str,
    is_shared: bool,
) -> Scenario:
    """Change what a scenario says. It stays that of the person who made it."""
    stored = locked_scenario(scenario.pk)
    stored.name, stored.target, stored.ratio, stored.by_month = name, target, ratio, by_month
    stored.with_resale, stored.note, stored.is_shared = with_resale, note, is_shared
    return _saved(stored)


@transaction.atomic
def remove_scenario(*, scenario: Scenario) -> None:
    locked_scenario(scenario.pk).delete()


def locked_scenario(pk: int) -> Scenario:
    """The scenario as it stands now; raises ValidationError when somebody removed it."""
    found = Scenario.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise ValidationError("This scenario is gone: somebody else removed it.")
    return found


def _saved(scenario: Scenario) -> Scenario:
    scenario.full_clean()
    try:
        with transaction.atomic():
            scenario.save()
    except IntegrityError:
        # The same person saved the same name in another window.
        raise ValidationError({"name": TAKEN}) from None
    return scenario


def query_of(scenario: Scenario) -> dict[str, Any]:
    """What the address of the recurring share says when the scenario is open."""
    return {
        "target": plain(scenario.target * 100),
        "ratio": plain(scenario.ratio * 100),
        "by": month_key(scenario.by_month),
        "with": "resale" if scenario.with_resale else "",
    }


@dataclass(frozen=True, slots=True)
class KeptScenario:
    """A scenario beside the sliders: `gap` is what it takes from where the share stands."""

    scenario: Scenario
    address: str
    is_open: bool
    gap: Gap | None


def kept_scenarios(
    scenarios: Iterable[Scenario], now: ShareNow, query: Mapping[str, str]
) -> list[KeptScenario]:
    """`query` is what the page's own address says."""
    return [_kept(scenario, now, query) for scenario in scenarios]


def _kept(scenario: Scenario, now: ShareNow, query: Mapping[str, str]) -> KeptScenario:
    own = query_of(scenario)
    address = now.scope.link("recurring_share", **now.scope.period_query, **own)
    is_open = all(query.get(name, "") == value for name, value in own.items())
    position, plan = now.position(scenario.with_resale), plan_of(scenario, now.plan.current)
    gap = Gap(plan.target, position, plan) if position and plan.target else None
    return KeptScenario(scenario, address, is_open, gap)


def plan_of(scenario: Scenario, current: date) -> Plan:
    return Plan(
        ratio=Fraction(scenario.ratio),
        by_month=scenario.by_month,
        current=current,
        target=Fraction(scenario.target),
    )
