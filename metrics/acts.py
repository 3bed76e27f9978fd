"""The door of every act on agreements: a form, what it would do to MRR, the act itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from contracts.models import Agreement
from contracts.operations import (
    ChangedMeanwhile,
    refuse_changed,
    refuse_changed_record,
    state_of_record,
)
from metrics.months import month_of
from metrics.previews import effect_of

SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Guard:
    """What nobody else may have changed since the page was opened.

    `state` names it as it stood before the page read what it shows: a change that comes in between
    is then refused once too often, and never overwritten. `refuse` raises ChangedMeanwhile unless
    it still stands as it was seen, with the lock under which it is then written.
    """

    state: str | int
    refuse: Callable[[str], None]


def agreement_guard(agreement: Agreement) -> Guard:
    """Of an agreement that `agreements_seen_by` read, its state with it."""
    newest = agreement.newest_entry  # type: ignore[attr-defined]  # annotated by that query
    return Guard(newest, lambda seen: refuse_changed(agreement, _key(seen)))


def record_guard(model: type[Model], pk: int, lock: Callable[[], Any] = lambda: None) -> Guard:
    """Of any other record, to be made before it is read; `lock` holds it for its operation."""

    def refuse(seen: str) -> None:
        lock()
        refuse_changed_record(model, pk, _key(seen))

    return Guard(state_of_record(model, pk), refuse)


def _key(seen: str) -> int:
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else 0


@dataclass(frozen=True, slots=True)
class Act:
    """What a page does.

    `forms` must all be valid before `perform` runs; the first one takes what is refused.
    `perform` runs inside a transaction and returns what was written. `agreement`, or whatever
    else `guard` watches, is what nobody else may have changed since the page was opened.
    `client_ids` are those whose MRR may change, `touched` names those that come about in the act.
    `done` is what is said afterwards. `preview` shows what it would do: `effect` on MRR and
    `answer`, what `perform` returned.
    """

    forms: tuple[Any, ...]
    perform: Callable[[], Any]
    done: Callable[[Any], str]
    leads_to: Callable[[Any], Any]
    agreement: Agreement | None = None
    guard: Guard | None = None
    client_ids: Iterable[int] = ()
    touched: Callable[[Any], Iterable[int]] = field(default=lambda _: ())
    preview: str = "metrics/effect.html"


def act_page(
    request: HttpRequest, act: Act, template: str, context: Mapping[str, Any]
) -> HttpResponse:
    """The form's page; with a POST the act, or its preview when htmx asks for one."""
    guard = agreement_guard(act.agreement) if act.agreement else act.guard
    context = {"form": act.forms[0], **context}
    if request.method != "POST":
        return render(request, template, {**context, SEEN: guard.state if guard else ""})
    if request.htmx:  # type: ignore[attr-defined]  # set by its middleware
        return _preview(request, act)
    # Only who is told of a change has seen it, and saves on top of it.
    seen = request.POST.get(SEEN, "")
    try:
        if _all_valid(act.forms):
            return _perform(request, act, guard, seen)
    except ChangedMeanwhile as error:
        context = {**context, "news": error.entries, "changed": error.what}
        seen = str(guard.state if guard else "")
    except ValidationError as error:
        act.forms[0].complain(error)
    return render(request, template, {**context, SEEN: seen})


def _perform(request: HttpRequest, act: Act, guard: Guard | None, seen: str) -> HttpResponse:
    with transaction.atomic():
        if guard:
            guard.refuse(seen)
        answer = act.perform()
    messages.success(request, act.done(answer))
    return redirect(act.leads_to(answer))


def _preview(request: HttpRequest, act: Act) -> HttpResponse:
    context: dict[str, Any] = {}
    act.forms[0].is_preview = True
    if _all_valid(act.forms):
        try:
            context["effect"], context["answer"] = effect_of(
                act.perform,
                client_ids=act.client_ids,
                current=month_of(timezone.localdate()),
                touched=act.touched,
            )
        except ValidationError as error:
            context["refused"] = error.messages
    return render(request, act.preview, context)


def _all_valid(forms: Iterable[Any]) -> bool:
    """Each is asked, so that every field says at once what is wrong with it."""
    answers = [form.is_valid() for form in forms]
    return all(answers)
