"""Many writers at once: nothing is lost, nobody is turned away, one of two wins."""

import random
import threading
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from clients.models import Client
from clients.operations import edit_client
from contracts import operations
from contracts.models import Agreement, AgreementLine, InvoiceLine, LineRevision
from contracts.operations import ChangedMeanwhile, Charge, NewTerms, Uplift
from metrics import verification
from metrics.models import MonthTotal
from tests.builders import day, make_client, make_service, sign, terms

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EDITS, AGREEMENTS = 8, 25, 20


def at_once(work, *arguments):
    """Run `work` in a thread per argument, each with its own connection; return the failures."""
    failures = []
    start = threading.Barrier(len(arguments))

    def run(argument):
        try:
            start.wait()
            work(argument)
        except Exception as error:  # whatever it is: a thread's failure would go unseen
            failures.append(f"{argument}: {error!r}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


class Desk:
    """Eight people on twenty agreements; each edit says what it must leave behind."""

    def __init__(self):
        self.lines = [sign(make_client(f"Client {n}")) for n in range(AGREEMENTS)]
        self.service = make_service("Monitoring")
        self.done = Counter()
        self.lock = threading.Lock()

    def work(self, writer):
        dice = random.Random(writer)
        for turn in range(EDITS):
            # A fresh reading for each edit, as each page makes it.
            line = AgreementLine.objects.select_related("agreement__client").get(
                pk=dice.choice(self.lines).pk
            )
            name = dice.choice(["change", "change", "add", "cancel", "renew", "invoice"])
            getattr(self, name)(line, writer * EDITS + turn)
            with self.lock:
                self.done[name] += 1

    def change(self, line, number):
        """On a day of its own, so that each edit leaves a revision."""
        on = date.fromordinal(date(2026, 1, 2).toordinal() + number)
        operations.change_lines(
            agreement=line.agreement,
            effective_on=on,
            changes=[NewTerms(line, {"unit_cost": Decimal(number + 1)})],
        )

    def add(self, line, number):
        operations.add_line(
            agreement=line.agreement,
            name=f"Monitoring {number}",
            service=self.service,
            effective_on=day("2026-03-01"),
            terms=terms("1", "7"),
        )

    def cancel(self, line, number):
        """Cancelled and taken back; somebody else may have taken it back already."""
        operations.cancel_agreement(
            agreement=line.agreement, ends_on=day("2031-06-30"), reason="price"
        )
        try:
            operations.reinstate_agreement(agreement=line.agreement)
        except ValidationError as error:
            if "no last day of service" not in error.messages[0]:
                raise

    def renew(self, line, number):
        operations.renew_agreement(
            agreement=line.agreement, effective_on=day("2028-01-01"), term_ends_on=day("2028-12-31")
        )

    def invoice(self, line, number):
        operations.record_invoice(
            client=line.agreement.client,
            number=f"R-{number}",
            issued_on=day("2026-02-10"),
            charges=[Charge("project", 100 + number)],
        )


def test_two_hundred_edits_by_eight_writers_lose_nothing():
    desk = Desk()
    assert at_once(desk.work, *range(WRITERS)) == []
    assert desk.done.total() == WRITERS * EDITS
    assert min(desk.done.values()) > 10
    assert AgreementLine.objects.count() == AGREEMENTS + desk.done["add"]
    assert LineRevision.objects.count() == AGREEMENTS + desk.done["add"] + desk.done["change"]
    assert InvoiceLine.objects.count() == desk.done["invoice"]
    assert Agreement.objects.exclude(ends_on=None).count() == 0
    billed = MonthTotal.objects.get(family="invoice", kind="project")
    cents = sum(InvoiceLine.objects.values_list("amount_cents", flat=True))
    assert (billed.amount_cents, billed.row_count) == (cents, desk.done["invoice"])
    assert verification.differences() == []


def test_one_of_two_people_gets_through():
    line = sign()
    agreement, seen = line.agreement, operations.state_of(line.agreement)
    answers = []

    def save(name):
        try:
            with transaction.atomic():
                operations.refuse_changed(agreement, seen)
                operations.edit_agreement(
                    agreement=agreement,
                    name=name,
                    commitment="month_to_month",
                    term_ends_on=None,
                    notice_days=0,
                )
        except ChangedMeanwhile as error:
            (entry,) = error.entries
            answers.append(f"told of {entry.differences[0][2]}")
        else:
            answers.append(f"saved {name}")

    assert at_once(save, "Plan A", "Plan B") == []
    name = Agreement.objects.get().name
    assert sorted(answers) == [f"saved {name}", f"told of {name}"]


def test_one_of_two_people_gets_through_with_a_client():
    client = make_client()
    seen = operations.state_of_record(Client, client.pk)
    told = []

    def save(name):
        try:
            with transaction.atomic():
                operations.lock_client(client.pk)
                operations.refuse_changed_record(Client, client.pk, seen)
                edit_client(client=client, name=name, account_manager=None)
        except ChangedMeanwhile as error:
            told.append(error.entries[0].differences[0][2])

    assert at_once(save, "Ash", "Birch") == []
    assert told == [Client.objects.get().name]


@pytest.mark.parametrize("turn", range(3))
def test_one_of_two_uplifts_gets_through(turn):
    """The second one finds prices that it has not seen."""
    lines = [sign(make_client(f"Client {number}")) for number in range(12)]
    prices = {line.pk: Decimal(100) for line in lines}

    def raise_prices(order):
        operations.uplift_agreements(
            prices=dict(sorted(prices.items(), reverse=order)),
            effective_on=day("2027-01-01"),
            uplift=Uplift(Decimal("0.04")),
        )

    (failure,) = at_once(raise_prices, False, True)
    assert "costs 104.00 by now, not 100.00" in failure
    raised = LineRevision.objects.filter(effective_on=day("2027-01-01"))
    assert set(raised.values_list("unit_price", flat=True)) == {Decimal(104)}
    assert verification.differences() == []


def test_uplifts_and_edits_of_the_same_clients_wait_for_each_other():
    lines = [sign(make_client(f"Client {number}")) for number in range(12)]
    prices = {line.pk: Decimal(100) for line in lines}

    def work(writer):
        if writer == 0:
            operations.uplift_agreements(
                prices=prices, effective_on=day("2027-01-01"), uplift=Uplift(Decimal("0.04"))
            )
            return
        for line in random.Random(writer).sample(lines, len(lines)):
            operations.change_lines(
                agreement=line.agreement,
                effective_on=date(2027, 1 + writer, 1),
                changes=[NewTerms(line, {"quantity": Decimal(1 + writer)})],
            )

    assert at_once(work, *range(5)) == []
    # Each line: its first terms, the raised price, four quantities.
    assert LineRevision.objects.count() == 12 * 6
    last = LineRevision.objects.filter(effective_on=date(2027, 5, 1))
    assert set(last.values_list("unit_price", "quantity")) == {(Decimal(104), Decimal(5))}
    assert verification.differences() == []
