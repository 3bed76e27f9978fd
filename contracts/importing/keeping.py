"""How long uploaded files are kept."""

from datetime import datetime, timedelta

from django.conf import settings

from contracts.models import ImportFile, ImportJob


def remove_files(*, now: datetime) -> int:
    """Remove the files that were uploaded IMPORT_KEEP_DAYS ago or earlier; their jobs stay.

    A file that is being read or imported waits for the next night.
    """
    old = now - timedelta(days=settings.IMPORT_KEEP_DAYS)
    files = ImportFile.objects.filter(job__uploaded_at__lte=old)
    count, _ = files.exclude(job__state__in=ImportJob.RUNNING).delete()
    return count
