"""Bounds that every date and amount of the contracts keeps."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q

# Dates past this are typing errors or another system's way to say "open"; ours is an empty date.
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
PLAUSIBLE = [
    MinValueValidator(EARLIEST, "Dates run from 1970 to 2199."),
    MaxValueValidator(LATEST, "Dates run from 1970 to 2199."),
]
# No single amount may reach this: sums of hundreds of thousands of lines stay within a bigint.
AMOUNT_LIMIT_CENTS = 10**13


def within(field: str, *, nullable: bool = False) -> Q:
    inside = Q(**{f"{field}__gte": EARLIEST, f"{field}__lte": LATEST})
    return inside | Q(**{f"{field}__isnull": True}) if nullable else inside
