"""What the pages of imports do by themselves: take a dropped file, follow a run."""

import pytest

from contracts.importing import jobs
from contracts.models import ImportJob

pytestmark = pytest.mark.needs_chromium

DROP = """
(names) => {
  const data = new DataTransfer();
  names.forEach((name) => data.items.add(new File(["client\\nAsh\\n"], name)));
  const options = { dataTransfer: data, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("dragover", options));
  document.body.dispatchEvent(new DragEvent("drop", options));
}
"""


@pytest.fixture(autouse=True)
def progress(monkeypatch):
    """Nothing runs; what is known of a run can be set."""
    progress = {"is_stale": False, "seconds_left": None, "stage": "read", "done": 1, "total": 4}
    monkeypatch.setattr(jobs, "start", lambda job: None)
    monkeypatch.setattr(jobs, "progress_of", lambda job: progress)
    return progress


def test_dropped_file_is_read_at_once(visit):
    page = visit.open("/imports/new/")
    with page.expect_navigation():
        page.evaluate(DROP, ["clients.csv"])
    page.get_by_role("heading", name="The file is being read").wait_for()
    job = ImportJob.objects.get(file_name="clients.csv")
    assert bytes(job.file.content) == b"client\nAsh\n"
    assert visit.messages == []


def test_two_files_at_once_are_none(visit):
    before = ImportJob.objects.count()
    page = visit.open("/imports/new/")
    page.evaluate(DROP, ["a.csv", "b.csv"])
    page.get_by_text("One file at a time: drop a single one.").wait_for()
    assert ImportJob.objects.count() == before


def test_progress_moves_and_the_preview_comes_by_itself(visit, progress):
    job = ImportJob.objects.get(file_name="reading")
    page = visit.open(f"/imports/{job.pk}/")
    page.get_by_text("1 of 4 rows read").wait_for()
    progress |= {"done": 3, "stage": "checked"}
    page.get_by_text("3 of 4 rows checked").wait_for()
    ready = ImportJob.objects.get(file_name="ready")
    ImportJob.objects.filter(pk=job.pk).update(state="ready", report=ready.report)
    page.get_by_role("button", name="Import", exact=True).wait_for()
    assert visit.messages == []


def test_undecided_client_is_said_beside_its_field(visit):
    job = ImportJob.objects.get(file_name="ready")
    page = visit.open(f"/imports/{job.pk}/")
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Nothing is imported yet: 2 names below have to be decided.").wait_for()
    group = page.get_by_role("group", name="Ashes")
    assert "Say whether it is one of your clients" in group.locator("xpath=..").inner_text()
    group.get_by_label("It is a new client").check()
    page.get_by_role("group", name="Ash and Company").get_by_label("It is Ash & Co").check()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("heading", name="The file is being imported").wait_for()
    assert visit.messages == []
