"""Addresses of the agreement and invoice pages."""

from django.urls import path

from contracts.views import agreements, changes, corrections, invoices

urlpatterns = [
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/new/", agreements.agreement_create, name="agreement_create"),
    path("agreements/<int:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/<int:pk>/edit/", agreements.agreement_edit, name="agreement_edit"),
    path("agreements/<int:pk>/change/", changes.agreement_change, name="agreement_change"),
    path("agreements/<int:pk>/lines/new/", changes.line_create, name="line_create"),
    path("agreements/<int:pk>/renew/", changes.agreement_renew, name="agreement_renew"),
    path("agreements/<int:pk>/cancel/", changes.agreement_cancel, name="agreement_cancel"),
    path("agreements/<int:pk>/reinstate/", changes.agreement_reinstate, name="agreement_reinstate"),
    path("agreements/<int:pk>/correct/", corrections.agreement_correct, name="agreement_correct"),
    path("revisions/<int:pk>/correct/", corrections.revision_correct, name="revision_correct"),
    path("invoices/", invoices.invoice_list, name="invoice_list"),
]
