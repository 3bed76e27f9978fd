"""Uploaded files go after their days; what was imported of them stays."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from contracts.importing.declared import Declared
from contracts.importing.jobs import create_job
from contracts.models import ImportFile, ImportJob
from metrics.tasks import remove_import_files


@pytest.fixture
def _kept_two_days(db, settings):
    settings.IMPORT_KEEP_DAYS = 2


def uploaded(days_ago, state=ImportJob.State.APPLIED):
    job = create_job(data=b"rows", file_name="sales.csv", person=None, declared=Declared())
    at = timezone.now() - timedelta(days=days_ago)
    ImportJob.objects.filter(pk=job.pk).update(uploaded_at=at, state=state)
    return job.pk


def kept():
    return list(ImportFile.objects.order_by("job").values_list("job", flat=True))


@pytest.mark.usefixtures("_kept_two_days")
def test_files_of_long_ago_are_removed_and_their_jobs_stay():
    old, recent = uploaded(3), uploaded(1)
    assert remove_import_files() == 1
    assert kept() == [recent]
    assert ImportJob.objects.filter(pk=old).exists()


@pytest.mark.usefixtures("_kept_two_days")
@pytest.mark.parametrize("state", ImportJob.RUNNING)
def test_a_file_that_is_being_worked_on_waits(state):
    job = uploaded(3, state)
    assert remove_import_files() == 0
    assert kept() == [job]


@pytest.mark.usefixtures("_kept_two_days")
def test_the_command_says_how_many_went(capsys):
    uploaded(3)
    call_command("remove_import_files")
    call_command("remove_import_files")
    assert capsys.readouterr().out == "1 file removed.\n0 files removed.\n"
