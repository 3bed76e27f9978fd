"""No list page needs more than 15 queries, whether it lists one record or 500."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from contracts import operations
from contracts.importing import import_agreements, import_invoices
from contracts.models import Agreement, InvoiceLine, Service
from tests.contracts.import_jobs import INVOICES, make_job
from tests.pages import OWNER, browse, person, rows

pytestmark = pytest.mark.django_db

LISTS = [
    "month_list", "client_list", "client_assign", "agreement_list", "renewal_list", "invoice_list",
    "import_list", "unclassified_list", "rule_list", "leakage_list?month=2024-03",
    "project_list", "service_list",
    "history_list", "person_list", "cohort_list?since=2024-01&month=2024-01", "line_list",
    "movement_list?month=2024-01", "change_list?month=2024-01", "retained_list",
    "term_list?month=2191-01",
    "recurring_share?month=2024-04", "recurring_share?month=2024-04&sort=client&q=Client",
    "revenue_quality", "margin_list", "margin_list?by=service", "cross_sell_list",
]  # fmt: skip
MOST_QUERIES = 15
# A page of a list and its head; the months are always twelve.
FULL_PAGE = 40


def company(count):
    """So many clients, each with an agreement, a service, an invoice and a project of its own."""
    signed = ["client,agreement,line,billing_months,quantity,unit_price,effective_on"]
    billed = ["client,number,issued_on,kind,amount,description,project"]
    for number in range(count):
        signed.append(f"Client {number},Care,Service {number},1,3,25.00,2024-01-01")
        billed.append(f"Client {number},A-{number},2024-03-01,managed,50.00,Care,Move {number}")
        billed.append(f"Client {number},B-{number},2024-03-01,unclassified,9.00,Odd {number},")
        billed.append(f"Client {number},C-{number},2024-03-02,break_fix,90.00,Repair {number},")
    import_agreements("\n".join(signed).encode())
    import_invoices("\n".join(billed).encode())
    Agreement.objects.update(
        commitment="fixed_term", term_ends_on="2190-12-31", notice_on="2190-10-01"
    )
    people = User.objects.bulk_create(User(username=f"person {number}") for number in range(count))
    for number, user in enumerate(people[:60]):
        make_job("applied", INVOICES, file_name=f"sales {number}.csv", person=user)
    for number in range(min(count, 60)):
        operations.create_rule(contains=f"word {number}", kind=InvoiceLine.Kind.HARDWARE)


@pytest.mark.parametrize("count", [1, 500])
def test_no_list_page_needs_more_than_15_queries(count, django_assert_max_num_queries):
    company(count)
    owner = browse(person(OWNER))
    for page in LISTS:
        name, _, query = page.partition("?")
        address = f"{reverse(name)}?{query}"
        with django_assert_max_num_queries(MOST_QUERIES, info=page):
            response = owner.get(address)
        listed = len(rows(response))
        assert page == "month_list" or listed > (FULL_PAGE if count > 1 else 1), (page, listed)


def test_choosing_lines_for_an_uplift(django_assert_max_num_queries):
    company(500)
    owner = browse(person(OWNER))
    query = "?percent=4&step=0.01&effective_on=2025-01-01"
    with django_assert_max_num_queries(MOST_QUERIES):
        response = owner.get(reverse("uplift") + query)
    assert Service.objects.count() == 500
    assert len(rows(response)) > 500
