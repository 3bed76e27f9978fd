"""What an import does to months of revenue."""

from datetime import date

import pytest

from metrics.import_effects import difference, snapshot
from tests.builders import invoice, make_client, make_service, sign

pytestmark = pytest.mark.usefixtures("right_ledger")
TODAY = date(2026, 4, 10)


def effect_of(act):
    before = snapshot()
    act()
    return difference(before, snapshot(), TODAY)


def month(name, before, after):
    return {"month": f"{name}-01", "before_cents": before, "after_cents": after}


@pytest.fixture
def client(db):
    """With MRR of 100.00 since February and a project of 200.00 in March."""
    client = make_client()
    sign(client, on="2026-02-01", service=make_service())
    invoice(client, "2026-03-05", "project", 200_00)
    return client


def test_what_writes_nothing_changes_no_month(client):
    assert effect_of(lambda: None) == {
        "months": [],
        "one_off": [],
        "share_before": pytest.approx(0.5),
        "share_after": pytest.approx(0.5),
    }


def test_mrr_that_comes_to_stay_is_told_up_to_the_current_month(client):
    effect = effect_of(lambda: sign(client, on="2026-03-01", price="50", service=None))
    assert effect["months"] == [
        month("2026-03", 100_00, 150_00),
        month("2026-04", 100_00, 150_00),
    ]


def test_mrr_of_the_past_that_ended_changes_its_months_alone(client):
    effect = effect_of(lambda: sign(client, on="2025-11-01", ends="2025-12-31"))
    assert effect["months"] == [month("2025-11", 0, 100_00), month("2025-12", 0, 100_00)]


def test_scheduled_mrr_is_told_up_to_where_it_moves_last(client):
    effect = effect_of(lambda: sign(client, on="2026-06-01"))
    assert effect["months"] == [month("2026-06", 100_00, 200_00)]


def test_one_off_revenue_and_the_share_follow_invoices(client):
    effect = effect_of(lambda: invoice(client, "2026-03-09", "hardware", 400_00))
    assert effect == {
        "months": [],
        "one_off": [month("2026-03", 200_00, 600_00)],
        "share_before": pytest.approx(200 / 400),
        "share_after": pytest.approx(200 / 800),
    }


def test_what_is_not_classified_yet_is_no_one_off_revenue(client):
    effect = effect_of(lambda: invoice(client, "2026-03-09", "unclassified", 400_00))
    assert (effect["one_off"], effect["share_after"]) == ([], pytest.approx(0.5))


def test_the_share_is_of_complete_months(client):
    effect = effect_of(lambda: invoice(client, "2026-04-02", "project", 900_00))
    assert effect["share_after"] == effect["share_before"]


def test_without_revenue_there_is_no_share(db):
    effect = effect_of(lambda: invoice(make_client(), "2026-03-05", "project", 100_00))
    assert (effect["share_before"], effect["share_after"]) == (None, 0.0)
