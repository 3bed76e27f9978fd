"""The ledger as a whole: rebuilt, verified, and written by many at once."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from contracts import operations
from contracts.billing import Terms
from contracts.models import AgreementLine, InvoiceLine, LineRevision
from contracts.signals import changing_agreements
from metrics import ledger, verification
from metrics.ledger import writing
from metrics.models import AgreementMrr, CategoryMovement, LineChange, MonthTotal, MrrMovement
from metrics.tasks import verify_ledger
from tests.builders import invoice, make_client, revise, sign, told

DERIVED = (LineRevision, LineChange, MrrMovement, CategoryMovement, AgreementMrr)


def rows():
    totals = MonthTotal.objects.exclude(amount_cents=0, row_count=0, client_change=0)
    return [
        sorted(found.values_list(*[f.name for f in found.model._meta.concrete_fields]))
        for found in [*(model.objects.all() for model in DERIVED), totals]
    ]


@pytest.mark.django_db
def test_rebuild_gives_what_the_edits_left():
    line = sign(ends="2026-08-15")
    revise(line, "2026-03-01", quantity="3")
    invoice(line.agreement.client, "2026-02-11", "hardware", 99_95)
    before = rows()
    call_command("rebuild_ledger")
    assert rows() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "change"),
    [
        (MrrMovement, {"amount_cents": 99_99}),
        (MrrMovement, {"kind": "expansion"}),
        (MrrMovement, {"until_month": date(2026, 5, 1)}),
        (CategoryMovement, {"mrr_cents": 99_99}),
        (CategoryMovement, {"category": "resale"}),
        (CategoryMovement, {"until_month": date(2026, 5, 1)}),
        (AgreementMrr, {"mrr_cents": 99_99}),
        (AgreementMrr, {"cost_cents": 99_99}),
        (AgreementMrr, {"line_count": 2}),
        (AgreementMrr, {"until_month": date(2026, 5, 1)}),
        (LineRevision, {"added_cents": 99_99}),
        (LineRevision, {"in_service_change": 0}),
        (LineRevision, {"until_month": date(2026, 5, 1)}),
        (LineRevision, {"category": "resale"}),
        (LineRevision, {"cost_cents": 99_99}),
        (LineRevision, {"cost_change_cents": 99_99}),
        (LineRevision, {"user_count": 2}),
        (InvoiceLine, {"month": date(2025, 5, 1)}),
        (MonthTotal, {"amount_cents": 99_99}),
        (MonthTotal, {"row_count": 2}),
        (MonthTotal, {"client_change": 2}),
    ],
)
def test_verify_finds_a_row_that_is_off(model, change):
    invoice(sign().agreement.client, "2026-02-11", "hardware", 99_95)
    model.objects.update(**change)
    with pytest.raises(CommandError, match="difference"):
        call_command("verify_ledger")


@pytest.mark.django_db
def test_rebuild_mends_what_is_off(capsys):
    line = sign(ends="2026-08-15")
    revise(line, "2026-03-01", quantity="3")
    invoice(line.agreement.client, "2026-02-11", "hardware", 99_95)
    before = rows()
    LineRevision.objects.filter(quantity=1).update(until_month=date(2031, 1, 1), added_cents=7)
    InvoiceLine.objects.update(month=date(2025, 5, 1))
    MonthTotal.objects.update(amount_cents=1)
    MrrMovement.objects.all().delete()
    call_command("rebuild_ledger")
    assert "3 movements; 2 rows had to be mended." in capsys.readouterr().out
    assert rows() == before


@pytest.mark.django_db
def test_upgrade_derives_what_it_has_added():
    line = sign(ends="2026-08-15")
    revise(line, "2026-03-01", quantity="3")
    invoice(line.agreement.client, "2026-02-11", "hardware", 99_95)
    before = rows()
    # As a migration leaves it: new columns hold nothing, and the totals are gone.
    LineRevision.objects.update(cost_cents=0, cost_change_cents=0, user_count=0, added_cents=0)
    for model in (CategoryMovement, AgreementMrr, MonthTotal):
        model.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert rows() == before


@pytest.mark.django_db
def test_upgrade_leaves_a_ledger_that_stands(monkeypatch):
    sign()
    monkeypatch.setattr(writing, "rebuild_from_terms", None)
    call_command("migrate", verbosity=0)


@pytest.mark.django_db
def test_verify_finds_rows_of_nobody():
    sign()
    MrrMovement.objects.update(client_id=999_999)
    AgreementMrr.objects.update(agreement_id=999_999)
    found = verification.differences()
    assert "1 rows of MrrMovement belong to no client." in found
    assert "1 rows of AgreementMrr belong to no agreement." in found


@pytest.mark.django_db
def test_verify_says_that_all_is_well(capsys):
    sign()
    call_command("verify_ledger")
    assert "agrees with the agreements to the cent" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_refresh_of_many_clients_takes_them_in_parts(monkeypatch):
    monkeypatch.setattr(writing, "CLIENTS_A_STATEMENT", 2)
    clients = [make_client(f"Client {number}") for number in range(5)]
    for client in clients:
        sign(client)
    with changing_agreements(client.pk for client in clients):
        LineRevision.objects.update(until_month=date(2026, 3, 1), ends=True)
    assert [told(client)[-1] for client in clients] == ["2026-03 churn -10000 = 0"] * 5
    ledger.rebuild_from_terms()
    assert verification.differences() == []


@pytest.mark.django_db
def test_the_scheduled_ends_are_in_the_ledger_under_their_month():
    line = sign()
    operations.end_line(line=line, ends_on=date(2031, 5, 31))
    assert told(line.agreement.client)[-1] == "2031-06 churn -10000 = 0"


@pytest.mark.django_db(transaction=True)
def test_eight_writers_lose_nothing():
    lines = [sign(make_client(f"Client {number}")) for number in range(4)]
    failures = []
    writers = [
        threading.Thread(target=edit_as_one_of_eight, args=(number, lines, failures))
        for number in range(8)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert AgreementLine.objects.get(pk=lines[0].pk).revisions.count() == 1 + 8 * 2
    assert verification.differences() == []


def edit_as_one_of_eight(number, lines, failures):
    try:
        for turn in range(8):
            operations.revise_line(
                line=lines[(turn + number) % 4],
                effective_on=date(2026, 2 + turn, 1 + number),
                terms=Terms(Decimal(2 + turn), Decimal(10 + number), Decimal(0), 1),
            )
    except Exception as error:  # whatever it is: a thread's failure would go unseen
        failures.append(repr(error))
    finally:
        connection.close()


@pytest.mark.django_db
def test_the_nightly_check_logs_what_it_finds(caplog):
    sign()
    MrrMovement.objects.update(amount_cents=99_99)
    found = verify_ledger.delay().get()
    errors = [row.message for row in caplog.records if row.levelname == "ERROR"]
    assert errors == found
    assert found[0] == "Northgate Dental: the ledger lacks 2026-01 new 10000 10000 9999-12."


@pytest.mark.django_db
def test_the_nightly_check_is_quiet_when_all_is_well(caplog):
    sign()
    assert verify_ledger.delay().get() == []
    assert "ERROR" not in [row.levelname for row in caplog.records]


@pytest.mark.django_db
def test_deleting_a_client_takes_the_derived_rows_along():
    line = sign()
    line.agreement.delete()
    ledger.rebuild()
    line.agreement.client.delete()
    assert verification.differences() == []
    assert [model.objects.count() for model in DERIVED] == [0] * len(DERIVED)
