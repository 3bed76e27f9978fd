"""What the two import commands share: a file in, a count or a list of reasons out."""

from argparse import RawDescriptionHelpFormatter
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from config.origin import acting
from contracts.importing.reports import Refused, Report

ERRORS_SHOWN = 200


class ImportCommand(BaseCommand):
    import_file: ClassVar[Callable[..., Report]]

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # The help has a table of defaults, whose lines must stay as they are.
        kwargs.setdefault("formatter_class", RawDescriptionHelpFormatter)
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="check and count only; write nothing"
        )

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            with acting(source="import", place=file.name[:200]):
                report = type(self).import_file(self.read(file), dry_run=dry_run)
        except Refused as refused:
            self.refuse(refused)
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"The database refused: {reason}; nothing was written.") from error
        else:
            self.stdout.write(f"{report}{'; dry run, nothing was written' if dry_run else ''}")

    def read(self, file: Path) -> bytes:
        try:
            return file.read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CommandError(f"{file} cannot be read: {reason}.") from error

    def refuse(self, refused: Refused) -> None:
        count = len(refused.errors)
        for error in refused.errors[:ERRORS_SHOWN]:
            self.stderr.write(str(error))
        if count > ERRORS_SHOWN:
            self.stderr.write(f"… and {count - ERRORS_SHOWN} more")
        noun = "error" if count == 1 else "errors"
        raise CommandError(f"{count} {noun}; nothing was written.")
