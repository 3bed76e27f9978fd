"""Reads of rules and of what is still unclassified."""

from django.db.models import BigIntegerField, Count, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from contracts.models import ClassificationRule


def rules_with_sums() -> QuerySet[ClassificationRule]:
    """Rules with `line_count` and `amount_cents` of the lines that have their kind from them."""
    cents = Coalesce(Cast(Sum("invoice_lines__amount_cents"), BigIntegerField()), 0)
    rules = ClassificationRule.objects.annotate(line_count=Count("invoice_lines"))
    return rules.annotate(amount_cents=cents)
