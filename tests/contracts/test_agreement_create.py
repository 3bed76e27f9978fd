"""Signing an agreement with its lines on one page."""

import pytest

from clients.models import Client
from contracts.models import Agreement, AgreementLine
from metrics import verification
from tests.builders import drivers, make_client, make_service, sign, told
from tests.pages import ACCOUNT_MANAGER, browse, person, typed, words

pytestmark = pytest.mark.django_db
PREVIEW = {"HX-Request": "true"}


@pytest.fixture
def form(finance):
    """A filled form: 31 users of a help desk at 85 a month from January 2190."""
    desk = make_service("Help desk")
    return typed(
        finance.get("/agreements/new/"),
        client="Zebra Works",
        starts_on="2190-01-01",
        term_ends_on="2190-12-31",
        **{"lines-0-service": str(desk.pk), "lines-0-quantity": "31", "lines-0-unit_price": "85"},
    )


def line(number, **values):
    blank = {"service": "", "name": "", "pricing": "flat", "quantity": "", "unit_price": ""}
    return {f"lines-{number}-{name}": value for name, value in {**blank, **values}.items()}


def test_new_client_and_agreement_with_a_line(finance, form):
    response = finance.post("/agreements/new/", form)
    agreement = Agreement.objects.get()
    assert response["Location"] == f"/agreements/{agreement.pk}/"
    assert told(agreement.client) == ["2190-01 new +263500 = 263500"]
    assert verification.differences() == []
    assert "Managed services of Zebra Works is added." in words(finance.get(response["Location"]))


def test_client_that_is_there_is_taken_whatever_its_capitals(finance, form):
    zebra = make_client("Zebra Works")
    finance.post("/agreements/new/", {**form, "client": "zebra works"})
    assert [agreement.client for agreement in Agreement.objects.all()] == [zebra]


def test_several_lines_yearly(finance, form):
    backup = make_service("Backup")
    more = {
        "lines-TOTAL_FORMS": "3",
        "billing_months": "12",
        **line(1, service=str(backup.pk), name="Offsite copy", quantity="2", unit_price="600"),
        **line(2),
    }
    finance.post("/agreements/new/", {**form, **more})
    assert drivers(Client.objects.get()) == [
        "2190-01 Help desk: added +21958",
        "2190-01 Offsite copy: added +10000",
    ]


def test_preview_says_what_it_does_and_does_nothing(finance, form):
    page = words(finance.post("/agreements/new/", form, headers=PREVIEW))
    assert page == (
        "+2,635.00 MRR Adds 2,635.00 from January 2190 (new: service added 2,635.00). "
        "There is no client Zebra Works yet: it is added with the agreement."
    )
    assert (Client.objects.count(), Agreement.objects.count()) == (0, 0)


def test_preview_for_a_client_that_is_there(finance, form):
    make_client("Zebra Works")
    assert "There is no client" not in words(
        finance.post("/agreements/new/", form, headers=PREVIEW)
    )


def test_preview_of_an_unfinished_form(finance, form):
    page = finance.post("/agreements/new/", {**form, "client": ""}, headers=PREVIEW)
    assert words(page) == "Fill in the form to see what it does to MRR."


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"client": ""}, "This field is required."),
        ({"starts_on": "31.12.2026"}, "Write a date."),
        ({"starts_on": "1969-01-01"}, "Dates run from 1970 to 2199."),
        ({"term_ends_on": ""}, "Say when the term ends, or choose month to month."),
        ({"term_ends_on": "2189-12-31"}, "The term ends before the start."),
        ({"notice_days": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"billing_months": "7"}, "Select a valid choice."),
        ({"lines-0-quantity": ""}, "This field is required."),
        ({"lines-0-quantity": "many"}, "Write a number, like 1234.5."),
        ({"lines-0-quantity": "NaN"}, "Write a number"),
        ({"lines-0-unit_price": "-5"}, "credits may not outweigh charges on any day."),
        ({"lines-0-service": "999"}, "Select a valid choice."),
        ({"lines-TOTAL_FORMS": "0"}, "Add at least one line: an agreement is made of services."),
        ({"lines-TOTAL_FORMS": "x"}, "The lines did not come in whole."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(finance, form, wrong, sentence):
    page = finance.post("/agreements/new/", {**form, **wrong})
    assert sentence in words(page)
    assert (Client.objects.count(), Agreement.objects.count(), AgreementLine.objects.count()) == (
        0, 0, 0,
    )  # fmt: skip
    kept = typed(page)
    assert (kept["name"], kept["client"]) == (
        "Managed services",
        wrong.get("client", "Zebra Works"),
    )


def test_error_stands_beside_its_field(finance, form):
    page = finance.post("/agreements/new/", {**form, "lines-0-quantity": "many"})
    markup = page.content.decode()
    assert 'aria-invalid="true" aria-describedby="id_lines-0-quantity_error"' in markup
    assert 'id="id_lines-0-quantity_error"' in markup


def test_two_lines_of_one_service_need_two_names(finance, form):
    second = {k.replace("-0-", "-1-"): v for k, v in form.items() if k.startswith("lines-0-")}
    page = finance.post("/agreements/new/", {**form, **second, "lines-TOTAL_FORMS": "2"})
    assert "The agreement has a line of this name already." in words(page)
    assert Agreement.objects.count() == 0


def test_month_to_month_has_no_term(finance, form):
    finance.post("/agreements/new/", {**form, "commitment": "month_to_month"})
    agreement = Agreement.objects.get()
    assert (agreement.term_ends_on, agreement.notice_on) == (None, None)


def test_last_day_for_notice_is_worked_out(finance, form):
    finance.post("/agreements/new/", {**form, "notice_days": "60"})
    assert str(Agreement.objects.get().notice_on) == "2190-11-01"


def test_form_of_a_client_begins_with_its_name(finance):
    client = make_client("Birch Dental")
    assert typed(finance.get(f"/agreements/new/?client={client.pk}"))["client"] == "Birch Dental"


@pytest.mark.parametrize("asked", ["999", "x", "9" * 30])
def test_client_that_is_not_there(finance, asked):
    assert finance.get(f"/agreements/new/?client={asked}").status_code == 404


def test_manager_signs_for_the_own_clients_only(form):
    manager = person(ACCOUNT_MANAGER)
    make_client("Mine", account_manager=manager)
    make_client("Theirs")
    browser = browse(manager)
    for name in ("Theirs", "Nobody's"):
        page = browser.post("/agreements/new/", {**form, "client": name})
        assert "No client of this name." in words(page)
    browser.post("/agreements/new/", {**form, "client": "Mine"})
    assert [agreement.client.name for agreement in Agreement.objects.all()] == ["Mine"]


def test_services_out_of_use_are_no_choice(finance):
    old = make_service("Old service")
    type(old).objects.update(is_active=False)
    assert "Old service" not in finance.get("/agreements/new/").content.decode()


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow(finance, count, django_assert_num_queries):
    for number in range(count):
        make_service(f"Service {number}")
        sign(make_client(f"Client {number}"))
    with django_assert_num_queries(5):
        finance.get("/agreements/new/")
