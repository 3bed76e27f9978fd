"""Addresses of the agreement and invoice pages."""

from django.urls import path

from contracts.views import (
    agreements,
    changes,
    classifying,
    corrections,
    invoices,
    invoicing,
    leakage,
    projects,
    renewals,
    uplifts,
)

urlpatterns = [
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/new/", agreements.agreement_create, name="agreement_create"),
    path("agreements/uplift/", uplifts.uplift, name="uplift"),
    path("agreements/<int:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/<int:pk>/edit/", agreements.agreement_edit, name="agreement_edit"),
    path("agreements/<int:pk>/change/", changes.agreement_change, name="agreement_change"),
    path("agreements/<int:pk>/lines/new/", changes.line_create, name="line_create"),
    path("agreements/<int:pk>/renew/", changes.agreement_renew, name="agreement_renew"),
    path("agreements/<int:pk>/cancel/", changes.agreement_cancel, name="agreement_cancel"),
    path("agreements/<int:pk>/reinstate/", changes.agreement_reinstate, name="agreement_reinstate"),
    path("agreements/<int:pk>/correct/", corrections.agreement_correct, name="agreement_correct"),
    path("revisions/<int:pk>/correct/", corrections.revision_correct, name="revision_correct"),
    path("agreements/<int:pk>/renewal/", renewals.renewal_decide, name="renewal_decide"),
    path("renewals/", renewals.renewal_list, name="renewal_list"),
    path("invoices/", invoices.invoice_list, name="invoice_list"),
    path("invoices/new/", invoicing.invoice_create, name="invoice_create"),
    path("invoices/choices/", invoicing.invoice_choices, name="invoice_choices"),
    path("invoices/<int:pk>/", invoicing.invoice_detail, name="invoice_detail"),
    path("invoices/<int:pk>/edit/", invoicing.invoice_edit, name="invoice_edit"),
    path("invoices/unclassified/", classifying.unclassified_list, name="unclassified_list"),
    path("invoices/rules/", classifying.rule_list, name="rule_list"),
    path("invoices/rules/new/", classifying.rule_create, name="rule_create"),
    path("invoices/rules/<int:pk>/remove/", classifying.rule_remove, name="rule_remove"),
    path("invoices/leakage/", leakage.leakage_list, name="leakage_list"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/new/", projects.project_create, name="project_create"),
    path("projects/<int:pk>/", projects.project_detail, name="project_detail"),
    path("projects/<int:pk>/edit/", projects.project_edit, name="project_edit"),
]
