"""The benchmark still runs, and its results agree, on a company of a handful of clients."""

import pytest

from metrics.months import Period
from tests.bench import baselines, imports, jobs, measures, pages, run
from tests.bench.company import LAST_MONTH, Company, Size

TINY = Size("XS", clients=8, months=12, invoice_lines=60)


@pytest.fixture
def company(db):
    Company(TINY).write()
    baselines.prepare(Period.ending_with(LAST_MONTH, months=TINY.months))


def test_every_measure_runs_and_agrees(company):
    results = [
        *measures.rebuild(1),
        *measures.dashboard(1),
        *measures.edits(5),
        *measures.desk(5),
        *imports.strictly(30, runs=1),
        *imports.through_jobs(30, jobs.through_job),
    ]
    measures.everything_agrees()
    assert [run.row("XS", result).count("|") for result in results] == [9] * len(results)


def test_every_page_is_measured(company):
    measures.ledger.rebuild()
    costs = list(pages.pages(1))
    assert [run.page_row("XS", cost).count("|") for cost in costs] == [7] * len(costs)
    looks = [cost for cost in costs if "preview" not in cost.page]
    assert [cost for cost in looks if cost.query_count > 15] == []


def test_the_grid_finds_a_ledger_that_is_off(company):
    measures.ledger.rebuild()
    baselines.rebuild_grid()
    assert baselines.grid_agrees()
    measures.MrrMovement.objects.order_by("month").first().delete()
    assert not baselines.grid_agrees()
