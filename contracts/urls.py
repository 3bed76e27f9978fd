"""Addresses of the agreement and invoice pages."""

from django.urls import path

from contracts.views import agreements, invoices

urlpatterns = [
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("invoices/", invoices.invoice_list, name="invoice_list"),
]
