"""What the import commands share: a file in, a count, a report or a list of reasons out."""

import json
import re
from argparse import RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction
from django.utils import timezone

from config.origin import acting
from contracts.importing.declared import Decisions, Declared
from contracts.importing.naming import saved_mappings
from contracts.importing.outcomes import Outcome
from contracts.importing.profiles import PROFILES
from contracts.importing.profiles.own import is_canonical
from contracts.importing.reading.files import read_file
from contracts.importing.readings import Reading
from contracts.importing.report import report_of
from contracts.importing.reports import Refused, Report, RowError
from contracts.importing.taking import take_in

ERRORS_SHOWN = 200
AUTO = "auto"
# client=Kunde,number=Rechnungsnummer: a comma ends a pair when the next one begins after it.
_PAIRS = re.compile(r"[,;\n]\s*(?=[a-z_]+=)")


class ImportCommand(BaseCommand):
    kind: ClassVar[str]
    import_file: ClassVar[Callable[..., Report]]

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # The help has a table of defaults, whose lines must stay as they are.
        kwargs.setdefault("formatter_class", RawDescriptionHelpFormatter)
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV, TSV or XLSX")
        parser.add_argument(
            "--dry-run", action="store_true", help="check and count only; write nothing"
        )
        parser.add_argument(
            "--profile",
            default=AUTO,
            help=f"which program wrote it: {AUTO} (by its header), {', '.join(self._profiles)}",
        )
        parser.add_argument(
            "--map",
            nargs="+",
            action="extend",
            default=[],
            metavar="FIELD=COLUMN",
            help="which column is what, such as client=Kunde number=Rechnungsnummer",
        )
        parser.add_argument(
            "--date-order", choices=["DMY", "MDY", "YMD"], help="what 03/04/2024 means"
        )
        parser.add_argument("--decimal", choices=[".", ","], help="the sign before the cents")
        parser.add_argument("--sheet", help="of a workbook; the first visible one otherwise")
        parser.add_argument(
            "--strict",
            action="store_true",
            help="refuse the file when a row is wrong, instead of leaving its document out",
        )
        parser.add_argument("--report", choices=["json"], help="print all that is to be said")

    @property
    def _profiles(self) -> list[str]:
        return [name for name, profile in PROFILES.items() if profile.kind == self.kind]

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        data, declared = self.read(file), self._declared(options)
        try:
            with acting(source="import", place=file.name[:200]):
                if not options["report"] and self._is_ours(data, declared):
                    self._import_strictly(data, dry_run=dry_run)
                else:
                    self._import(data, declared, dry_run=dry_run, **options)
        except Refused as refused:
            self.refuse(refused.errors)
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"The database refused: {reason}; nothing was written.") from error

    def _declared(self, options: dict[str, Any]) -> Declared:
        profile = None if options["profile"] == AUTO else options["profile"]
        if profile and profile not in self._profiles:
            known = ", ".join([AUTO, *self._profiles])
            raise CommandError(f"There is no profile {profile} here; known are {known}.")
        return Declared(
            profile=profile,
            mapping=_mapping(options["map"]) or None,
            date_order=options["date_order"],
            decimal=options["decimal"],
            sheet=options["sheet"],
        )

    def _is_ours(self, data: bytes, declared: Declared) -> bool:
        """The canonical format is read strictly, as its help says."""
        return declared == Declared() and is_canonical(data, self.kind)

    def _import_strictly(self, data: bytes, *, dry_run: bool) -> None:
        report = type(self).import_file(data, dry_run=dry_run)
        self.stdout.write(f"{report}{'; dry run, nothing was written' if dry_run else ''}")

    def _import(
        self, data: bytes, declared: Declared, *, dry_run: bool, strict: bool, **options: Any
    ) -> None:
        saved = saved_mappings()
        reading = read_file(data, declared, self.kind, currency=settings.CURRENCY, saved=saved)
        outcome = self._take_in(reading, dry_run=dry_run, strict=strict)
        if options["report"]:
            self._print(report_of(reading, outcome))
        if not reading.is_ready:
            raise CommandError(f"{_reasons(reading)} Nothing was written.")
        if strict and (errors := [*reading.errors, *outcome.errors]):
            self.refuse(errors)
        if not options["report"]:
            self._say(reading, outcome, dry_run=dry_run)

    def _take_in(self, reading: Reading, *, dry_run: bool, strict: bool) -> Outcome:
        """Take the good rows in, unless nothing may be."""
        if not reading.is_ready:
            return Outcome()
        with transaction.atomic():
            outcome = take_in(reading, Decisions(), today=timezone.localdate())
            is_wrong = bool(reading.errors or outcome.errors)
            transaction.set_rollback(dry_run or (strict and is_wrong))
        return outcome

    def _print(self, report: dict[str, Any]) -> None:
        report["errors"] += [
            {"line": None, "column": None, "text": "", "reason": sentence}
            for sentence in [*report["refusals"], *(q["sentence"] for q in report["questions"])]
        ]
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))

    def _say(self, reading: Reading, outcome: Outcome, *, dry_run: bool) -> None:
        self._show([*reading.errors, *outcome.errors])
        for sentence in [*reading.warnings, *outcome.warnings]:
            self.stderr.write(sentence)
        for row in [*reading.excluded, *outcome.excluded][:ERRORS_SHOWN]:
            self.stderr.write(f"line {row.line}: left out, {row.reason}")
        counts = report_of(reading, outcome)["counts"]
        told = (
            f"{reading.title}: {Report(outcome.created, outcome.changed, outcome.unchanged)}, "
            f"{counts['excluded']} left out, {counts['wrong']} wrong"
        )
        self.stdout.write(f"{told}{'; dry run, nothing was written' if dry_run else ''}")

    def read(self, file: Path) -> bytes:
        try:
            return file.read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CommandError(f"{file} cannot be read: {reason}.") from error

    def refuse(self, errors: Sequence[RowError]) -> None:
        self._show(errors)
        noun = "error" if len(errors) == 1 else "errors"
        raise CommandError(f"{len(errors)} {noun}; nothing was written.")

    def _show(self, errors: Sequence[RowError]) -> None:
        for error in errors[:ERRORS_SHOWN]:
            self.stderr.write(str(error))
        if len(errors) > ERRORS_SHOWN:
            self.stderr.write(f"… and {len(errors) - ERRORS_SHOWN} more")


def _mapping(given: Sequence[str] | str) -> dict[str, str]:
    """Our fields and the file's columns, of texts like client=Kunde."""
    texts = [given] if isinstance(given, str) else given
    pairs = [pair for text in texts for pair in _PAIRS.split(text) if pair.strip()]
    if wrong := [pair for pair in pairs if "=" not in pair]:
        raise CommandError(f"“{wrong[0]}” says no column; write it like client=Kunde.")
    return {name.strip(): column for name, _, column in (pair.partition("=") for pair in pairs)}


def _reasons(reading: Reading) -> str:
    """Why nothing can be imported, and which option helps."""
    options = {"date_order": "--date-order", "decimal": "--decimal", "mapping": "--map"}
    asked = (f"{q.sentence} Say it with {options[q.name]}." for q in reading.questions)
    return " ".join([*reading.refusals, *asked])
