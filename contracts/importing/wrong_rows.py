"""The wrong rows of a file, under the columns of our template: to be mended and sent again."""

from contracts.models import ImportJob


def wrong_rows(job: ImportJob) -> tuple[list[str], list[list[str]]]:
    """(names, rows) of the rows with errors; the last column says what is wrong."""
    return ["What is wrong"], [[error["reason"]] for error in job.report["errors"]]
