"""Signing, renewing, cancelling and editing agreements."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from clients.models import Client
from config import formats
from contracts.histories import histories_of
from contracts.models import LATEST, Agreement
from contracts.operations.archiving import refuse_archived
from contracts.operations.settling import lock_client, locked_agreement, settle
from contracts.operations.uplifts import Uplift

ONE_DAY = timedelta(days=1)


@transaction.atomic
def sign_agreement(
    *,
    client: Client,
    name: str,
    starts_on: date,
    ends_on: date | None = None,
    commitment: str = Agreement.Commitment.MONTH_TO_MONTH,
    term_ends_on: date | None = None,
    notice_days: int = 0,
) -> Agreement:
    """Create an agreement; it has no MRR until lines are added. `ends_on` is the last day."""
    refuse_archived(lock_client(client.pk))
    agreement = Agreement(
        client=client,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        commitment=commitment,
        term_ends_on=term_ends_on,
        notice_days=notice_days,
    )
    agreement.full_clean()
    agreement.save()
    return agreement


@transaction.atomic
def edit_agreement(
    *, agreement: Agreement, name: str, commitment: str, term_ends_on: date | None, notice_days: int
) -> Agreement:
    """Change what has no effect on MRR: name, commitment, term and notice."""
    agreement = locked_agreement(agreement)
    agreement.name, agreement.commitment = name, commitment
    agreement.term_ends_on, agreement.notice_days = term_ends_on, notice_days
    agreement.full_clean()
    agreement.save()
    return agreement


@transaction.atomic
def end_agreement(*, agreement: Agreement, ends_on: date | None) -> Agreement:
    """Set the agreement's last day of service, inclusive; None takes an end back."""
    agreement = locked_agreement(agreement)
    agreement.ends_on = ends_on
    _save_and_settle(agreement)
    return agreement


@transaction.atomic
def cancel_agreement(
    *, agreement: Agreement, ends_on: date, reason: str, note: str = ""
) -> Agreement:
    """End an agreement for a reason; the last day of service counts in full."""
    agreement = locked_agreement(agreement)
    agreement.ends_on = ends_on
    agreement.cancel_reason, agreement.cancel_note = reason, note
    _save_and_settle(agreement)
    return agreement


@transaction.atomic
def reinstate_agreement(*, agreement: Agreement) -> Agreement:
    """Take a cancellation back: as if it had never been, all terms as they were scheduled."""
    agreement = locked_agreement(agreement)
    if agreement.ends_on is None:
        raise ValidationError(f"{agreement} has no last day of service to take back.")
    agreement.ends_on = None
    agreement.cancel_reason = agreement.cancel_note = ""
    _save_and_settle(agreement)
    return agreement


@transaction.atomic
def renew_agreement(
    *,
    agreement: Agreement,
    term_ends_on: date | None,
    effective_on: date,
    uplift: Uplift | None = None,
    commitment: str | None = None,
) -> Agreement:
    """Begin a new term on `effective_on`, with the prices then in force raised by `uplift`.

    A last day of service that was planned for the end of the old term is taken back. Raises
    ValidationError when the new term does not reach past its own beginning.
    """
    agreement = locked_agreement(agreement)
    if effective_on < agreement.starts_on:
        first = formats.day(agreement.starts_on)
        raise ValidationError({"effective_on": f"{agreement} itself begins on {first}."})
    if effective_on > LATEST:
        raise ValidationError({"effective_on": "Dates run from 1970 to 2199."})
    if term_ends_on and term_ends_on < effective_on:
        raise ValidationError({"term_ends_on": "The new term ends before it begins."})
    if agreement.ends_on and agreement.ends_on < effective_on - ONE_DAY:
        message = f"{agreement} ended on {agreement.ends_on}: reinstate it or sign a new one."
        raise ValidationError(message)
    agreement.term_ends_on, agreement.ends_on = term_ends_on, None
    agreement.commitment = commitment or agreement.commitment
    agreement.renewal_decision = agreement.renewal_note = ""
    agreement.cancel_reason = agreement.cancel_note = ""
    agreement.full_clean()
    agreement.save()
    histories = histories_of(agreement)
    if uplift:
        for history in histories.values():
            uplift.apply(history, agreement, effective_on)
    settle(agreement, histories)
    return agreement


@transaction.atomic
def decide_renewal(*, agreement: Agreement, decision: str, note: str = "") -> Agreement:
    """Write down what is to become of an agreement at the end of its term."""
    agreement = locked_agreement(agreement)
    agreement.renewal_decision, agreement.renewal_note = decision, note
    agreement.full_clean()
    agreement.save()
    return agreement


def _save_and_settle(agreement: Agreement) -> None:
    agreement.full_clean()
    agreement.save()
    settle(agreement, histories_of(agreement))
