"""How values are written in CSV files: for machines and spreadsheets, never by locale."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Protocol


class Writable(Protocol):
    def write(self, text: str, /) -> object: ...


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def amount(cents: int) -> str:
    """-1250.05, exactly."""
    units, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{units}.{rest:02}"


def month(first_day: date) -> str:
    """2026-10."""
    return f"{first_day:%Y-%m}"


def fraction(value: Fraction | None) -> str:
    """0.6250: four decimals, half away from zero; empty where undefined."""
    if value is None:
        return ""
    rounded = (20_000 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    sign = "-" if value < 0 and rounded else ""
    return f"{sign}{rounded // 10_000}.{rounded % 10_000:04}"


def write_csv(out: Writable, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
