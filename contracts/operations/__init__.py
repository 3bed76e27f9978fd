"""Everything that changes agreements and invoices: whole or not at all, and announced.

Each operation is atomic, locks the client first and announces revisions (`changing_agreements`)
and invoice lines (`invoices_changed`) inside its transaction, so that derived figures change with
it. What cannot be done raises `ValidationError` with a sentence.
"""

from contracts.operations.agreements import (
    cancel_agreement,
    decide_renewal,
    edit_agreement,
    end_agreement,
    reinstate_agreement,
    renew_agreement,
    sign_agreement,
)
from contracts.operations.archiving import StillServed, archive_client, restore_client
from contracts.operations.corrections import correct_revision, correct_start, remove_revision
from contracts.operations.invoices import Charge, announce_invoices, record_invoice
from contracts.operations.lines import (
    NewLine,
    NewTerms,
    add_line,
    add_lines,
    change_lines,
    end_line,
    revise_line,
)
from contracts.operations.merging import Merged, merge_clients
from contracts.operations.services import Recategorised, create_service, edit_service, reach_of
from contracts.operations.settling import (
    ChangedMeanwhile,
    derive_all,
    lock_client,
    refuse_changed,
    state_of,
)
from contracts.operations.uplifts import Uplift, UpliftedLine, uplift_agreements, uplifted_lines

__all__ = [
    "ChangedMeanwhile",
    "Charge",
    "Merged",
    "NewLine",
    "NewTerms",
    "Recategorised",
    "StillServed",
    "Uplift",
    "UpliftedLine",
    "add_line",
    "add_lines",
    "announce_invoices",
    "archive_client",
    "cancel_agreement",
    "change_lines",
    "correct_revision",
    "correct_start",
    "create_service",
    "decide_renewal",
    "derive_all",
    "edit_agreement",
    "edit_service",
    "end_agreement",
    "end_line",
    "lock_client",
    "merge_clients",
    "reach_of",
    "record_invoice",
    "refuse_changed",
    "reinstate_agreement",
    "remove_revision",
    "renew_agreement",
    "restore_client",
    "revise_line",
    "sign_agreement",
    "state_of",
    "uplift_agreements",
    "uplifted_lines",
]
