import os
import sys

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.exports import csv_lines
from metrics.exports import clients_sheet, months_sheet
from metrics.months import Period, add_months, parse_month

EXPORTS = {"month": months_sheet, "client": clients_sheet}


class Command(BaseCommand):
    help = "Write MRR and its movements as CSV, by month or by client and month."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", metavar="2024-01", required=True)
        parser.add_argument("--to", dest="last", metavar="2024-12", required=True)
        parser.add_argument("--by", choices=EXPORTS, default="month")

    def handle(self, *, first: str, last: str, by: str, **options: object) -> None:
        sheet = EXPORTS[by](self.period(first, last))
        try:
            for line in csv_lines(sheet, line_end="\n"):
                self.stdout.write(line)
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever reads has had enough (`| head`); the interpreter must not flush once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            raise CommandError(f"The figures cannot be written: {error.strerror}.") from error

    def period(self, first: str, last: str) -> Period:
        try:
            period = Period(parse_month(first), add_months(parse_month(last), 1))
        except ValueError as error:
            raise CommandError(str(error)) from error
        if period.start >= period.end:
            raise CommandError(f"--from {first} lies after --to {last}.")
        return period
