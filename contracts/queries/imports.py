"""Reads of import jobs."""

from django.db.models import IntegerField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from contracts.models import ImportJob


def imports_with_counts() -> QuerySet[ImportJob]:
    """Jobs without their long report; `title`, `created` and `changed` are what it says."""
    return (
        ImportJob.objects.select_related("person")
        .defer("report", "decisions", "declared")
        .annotate(
            title=KT("report__title"),
            created=Cast(KT("report__counts__created"), IntegerField()),
            changed=Cast(KT("report__counts__changed"), IntegerField()),
        )
    )


def same_file_before(job: ImportJob) -> ImportJob | None:
    """The last import of the very same file that is in the books."""
    same = ImportJob.objects.filter(sha256=job.sha256, state=ImportJob.State.APPLIED)
    return same.exclude(pk=job.pk).defer("report").select_related("person").first()
