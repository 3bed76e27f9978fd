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
from contracts.operations.announcing import announce_invoices
from contracts.operations.archiving import StillServed, archive_client, restore_client
from contracts.operations.classification import (
    Classified,
    classify_lines,
    create_rule,
    held_rules,
    lines_a_rule_takes,
    remove_rule,
)
from contracts.operations.corrections import correct_revision, correct_start, remove_revision
from contracts.operations.invoices import (
    Charge,
    edit_invoice,
    invoice_state,
    record_invoice,
    refuse_changed_invoice,
)
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
from contracts.operations.projects import create_project, edit_project
from contracts.operations.services import Recategorised, create_service, edit_service, reach_of
from contracts.operations.settling import (
    ChangedMeanwhile,
    derive_all,
    lock_client,
    refuse_changed,
    refuse_changed_record,
    state_of,
    state_of_record,
)
from contracts.operations.uplifts import Uplift, UpliftedLine, uplift_agreements, uplifted_lines

__all__ = [
    "ChangedMeanwhile",
    "Charge",
    "Classified",
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
    "classify_lines",
    "correct_revision",
    "correct_start",
    "create_project",
    "create_rule",
    "create_service",
    "decide_renewal",
    "derive_all",
    "edit_agreement",
    "edit_invoice",
    "edit_project",
    "edit_service",
    "end_agreement",
    "end_line",
    "held_rules",
    "invoice_state",
    "lines_a_rule_takes",
    "lock_client",
    "merge_clients",
    "reach_of",
    "record_invoice",
    "refuse_changed",
    "refuse_changed_invoice",
    "refuse_changed_record",
    "reinstate_agreement",
    "remove_revision",
    "remove_rule",
    "renew_agreement",
    "restore_client",
    "revise_line",
    "sign_agreement",
    "state_of",
    "state_of_record",
    "uplift_agreements",
    "uplifted_lines",
]
