"""Addresses of the agreement and invoice pages."""

from django.urls import path

from contracts import views

urlpatterns = [
    path("agreements/", views.agreement_list, name="agreement_list"),
    path("invoices/", views.invoice_list, name="invoice_list"),
]
