"""Kinds of invoice lines that came without one: given by hand, or by rules that can be taken back.

At any time a line to which no person and no file gave a kind has the kind of the longest rule that
its description contains, and none where there is no such rule.
"""

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from clients.models import Client, HistoryEntry
from config.origin import acting
from contracts.classification import UNCLASSIFIED, Rules, Verdict, folded
from contracts.models import ClassificationRule, InvoiceLine
from contracts.operations.announcing import announce_invoices

LINES_AT_ONCE = 500
# Stands for a rule that is not stored yet: younger than all of them.
NEWEST = 2**63
# Lines that came without a kind: nobody but a rule has given them one.
LOOSE = Q(kind=UNCLASSIFIED) | Q(rule__isnull=False)


@dataclass(frozen=True, slots=True)
class Classified:
    """How many lines become of another kind, and what they add up to in cents."""

    line_count: int = 0
    amount_cents: int = 0


def held_rules() -> Rules:
    """The rules, which nobody changes until the transaction is over.

    Asked for before any client is locked, so that those who change rules, and lock clients after
    that, are never waited for in a circle.
    """
    _lock_rules("share")
    return _rules()


def _lock_rules(mode: str) -> None:
    # A transaction that writes is alone on SQLite.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"lock table contracts_classificationrule in {mode} mode")


def _rules() -> Rules:
    return Rules(ClassificationRule.objects.order_by("pk").values_list("pk", "contains", "kind"))


@transaction.atomic
def classify_lines(*, lines: QuerySet[InvoiceLine], kind: str) -> Classified:
    """Give a kind by hand to those of the lines that still have none."""
    if kind not in InvoiceLine.Kind.values or kind == UNCLASSIFIED:
        raise ValidationError({"kind": "Choose a kind."})
    loose = lines.filter(kind=UNCLASSIFIED)
    return _write([(line, Verdict(kind, None)) for line in _locked(loose)])


def lines_a_rule_takes(contains: str) -> Classified:
    """What a rule of these words would classify now, whatever kind it gives. Only reads."""
    new = (NEWEST, contains, "")
    stored = ClassificationRule.objects.values_list("pk", "contains", "kind")
    rules = Rules([*stored, new])
    rows = InvoiceLine.objects.filter(LOOSE).order_by().values_list("description", "amount_cents")
    taken = [cents for text, cents in rows.iterator(2000) if rules.on(text).rule_id == NEWEST]
    return Classified(len(taken), sum(taken))


@transaction.atomic
def create_rule(*, contains: str, kind: str) -> tuple[ClassificationRule, Classified]:
    """Add a rule and classify what came without a kind; later lines follow it too."""
    _lock_rules("share row exclusive")
    stored = ClassificationRule.objects.values_list("contains", flat=True)
    if any(folded(contains) == folded(other) for other in stored):
        raise ValidationError({"contains": "There is a rule for these words already."})
    rule = ClassificationRule(contains=contains, kind=kind)
    if kind == UNCLASSIFIED:
        raise ValidationError({"kind": "Choose a kind."})
    rule.full_clean()
    rule.save()
    with acting(reason=f"Rule: {rule}"):
        return rule, _reclassify(InvoiceLine.objects.filter(LOOSE), only=rule.pk)


@transaction.atomic
def remove_rule(*, rule: ClassificationRule) -> Classified:
    """Take a rule back with all it did; another rule that fits takes over."""
    _lock_rules("share row exclusive")
    stored = ClassificationRule.objects.filter(pk=rule.pk).first()
    if stored is None:
        raise ValidationError("This rule is gone: somebody else removed it.")
    lines = _locked(InvoiceLine.objects.filter(rule=stored))
    stored.delete()
    rules = _rules()
    with acting(reason=f"Rule taken back: {rule}"):
        return _write([(line, rules.on(line.description)) for line in lines])


def _reclassify(lines: QuerySet[InvoiceLine], *, only: int) -> Classified:
    """Let the rules decide anew where the rule `only` has the last word."""
    rules = _rules()
    keys = [
        pk
        for pk, text in lines.order_by().values_list("pk", "description").iterator(2000)
        if rules.on(text).rule_id == only
    ]
    found = _locked_keys(keys)
    return _write([(line, rules.on(line.description)) for line in found if _is_loose(line)])


def _is_loose(line: InvoiceLine) -> bool:
    return line.kind == UNCLASSIFIED or line.rule_id is not None


def _locked(lines: QuerySet[InvoiceLine]) -> list[InvoiceLine]:
    """The lines as they stand once their clients are locked, those that still fit."""
    keys = list(lines.order_by().values_list("pk", flat=True))
    found = _locked_keys(keys)
    fitting = set(lines.order_by().values_list("pk", flat=True))
    return [line for line in found if line.pk in fitting]


def _locked_keys(keys: Sequence[int]) -> list[InvoiceLine]:
    clients: set[int] = set()
    for part in _parts(keys):
        rows = InvoiceLine.objects.filter(pk__in=part).order_by()
        clients.update(rows.values_list("client_id", flat=True))
    for part in _parts(sorted(clients)):
        locked = Client.objects.select_for_update().filter(pk__in=part)
        list(locked.order_by("pk").values("pk"))
    lines: list[InvoiceLine] = []
    for part in _parts(keys):
        lines += InvoiceLine.objects.filter(pk__in=part).order_by("pk")
    return lines


def _write(decided: Iterable[tuple[InvoiceLine, Verdict]]) -> Classified:
    """Store what was decided where it is news, with its history, and announce it."""
    pairs = []
    for line, verdict in decided:
        if (line.kind, line.rule_id) != (verdict.kind, verdict.rule_id):
            after = copy(line)
            after.kind, after.rule_id = verdict.kind, verdict.rule_id
            pairs.append((line, after))
    _update([after for _, after in pairs])
    HistoryEntry.objects.log_changes(pairs)
    announce_invoices(
        added=((after.month, after.kind, after.amount_cents, 1) for _, after in pairs),
        removed=((line.month, line.kind, line.amount_cents, 1) for line, _ in pairs),
    )
    return Classified(len(pairs), sum(line.amount_cents for line, _ in pairs))


def _update(lines: Collection[InvoiceLine]) -> None:
    by_verdict: dict[tuple[str, int | None], list[int]] = {}
    for line in lines:
        by_verdict.setdefault((line.kind, line.rule_id), []).append(line.pk)
    for (kind, rule_id), keys in by_verdict.items():
        for part in _parts(keys):
            InvoiceLine.objects.filter(pk__in=part).update(kind=kind, rule_id=rule_id)


def _parts(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[at : at + LINES_AT_ONCE] for at in range(0, len(keys), LINES_AT_ONCE))
