"""The recurring share's page: where it stands, how steady it is, what reaching a target takes."""

import pytest
from django.utils import timezone

from metrics.months import add_months, month_of
from tests.builders import add, invoice, make_client, make_service, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, seen

pytestmark = pytest.mark.django_db

MARCH = "month=2024-03"
# The end of what the page can know: plans begin after the current month.
CURRENT = month_of(timezone.localdate())
AHEAD = add_months(CURRENT, 10)


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def ash():
    """Since February 2024 450 of managed services a month, and 550 of one-off work."""
    ash = sign(make_client("Ash"), on="2024-02-01", price="450").agreement.client
    for month in ("2024-02", "2024-03"):
        invoice(ash, f"{month}-05", "project", 250_00)
        invoice(ash, f"{month}-06", "break_fix", 200_00)
    invoice(make_client("Birch"), "2024-02-07", "break_fix", 100_00)
    invoice(make_client("Cedar"), "2024-03-07", "break_fix", 100_00)
    return ash


def shown(browser, query=MARCH):
    return seen(browser.get(f"/share/?{query}"))


def test_recurring_share(owner, ash):
    page = shown(owner)
    assert "45.0% of the revenue is recurring: in transition" in page
    assert "Feb 24 to Mar 24: $900 for managed services of $2,000 revenue, $1,100 of it" in page


def test_with_licence_resale(owner, ash):
    add(ash.agreements.get(), on="2024-03-01", name="Licences", price="400",
        service=make_service("Licences", "resale"))  # fmt: skip
    assert "With licence resale 54.2%." in shown(owner)  # 1,300 of 2,400
    assert "37.5% of the revenue is recurring: still a break-fix shop" in shown(owner)
    page = shown(owner, f"{MARCH}&with=resale")
    assert "54.2% of the revenue is recurring: in transition" in page
    assert "$1,300 recurring with licence resale of $2,400 revenue" in page
    assert "60% mature $175 of new MRR" in page  # (0.6 × 1,200 − 650) ÷ 0.4


def test_unclassified_lines_make_it_a_range(owner, ash):
    invoice(ash, "2024-03-20", "unclassified", 250_00)
    page = owner.get(f"/share/?{MARCH}")
    said = "Between 40.0% and 45.0%: 1 invoice line is unclassified ($250.00). Classify them"
    assert said in seen(page)
    assert '<a href="/invoices/unclassified/">Classify them</a>' in page.content.decode()


def test_the_headline_leads_to_months_that_add_up_to_it(owner, ash):
    page = owner.get(f"/share/?{MARCH}")
    markup = page.content.decode()
    assert f'<a href="/share/?{MARCH}#months" data-figure="90000/200000">45.0%</a>' in markup
    assert '<span data-sum="90000/200000">45.0%</span>' in markup
    table = rows(page)[-3:]
    assert table == [
        ["Feb 24", "450", "–", "–", "250", "–", "–", "300", "1,000", "45.0%"],
        ["Mar 24", "450", "–", "–", "250", "–", "–", "300", "1,000", "45.0%"],
        ["Sum", "900", "–", "–", "500", "–", "–", "600", "2,000", "45.0%"],
    ]
    assert 'href="/lines/?month=2024-02&amp;category=managed" data-figure="45000"' in markup
    year = "kind=break_fix&amp;since=2024-02&amp;month=2024-03"
    assert f'href="/invoices/?{year}" data-figure="60000"' in markup


def test_charts_tell_the_share_and_the_revenue_it_is_of(owner, ash):
    table = [[row[0], row[-1]] for row in rows(owner.get(f"/share/?{MARCH}"))][:10]
    assert table == [
        ["Share", "Mar 24"],
        ["Over 12 months", "45.0%"],
        ["In the month", "45.0%"],
        ["USD", "Mar 24"],
        ["Recurring", "450"],
        ["Project", "250"],
        ["Professional services", "–"],
        ["Hardware", "–"],
        ["Break-fix", "300"],
        ["Revenue", "1,000"],
    ]


def test_steadiness(owner, ash):
    invoice(ash, "2024-03-30", "hardware", 200_00)
    page = owner.get(f"/share/?{MARCH}")
    table = {row[0]: row[1:] for row in rows(page) if row}
    # 550 and 750: mean 650, deviation 100.
    assert table["Recurring"] == ["0.0%", "450", "450 Feb 24", "450 Feb 24"]
    assert table["One-off"] == ["15.4%", "650", "550 Feb 24", "750 Mar 24"]
    said = "In the quietest month, Feb 24, one-off revenue was $550 and recurring $450."
    assert said in seen(page)


def test_day_one_income(owner, ash):
    sign(ash, on="2024-03-02", price="100")
    page = owner.get(f"/share/?{MARCH}")
    said = "Day-1 income $450 MRR in force on the 1st of March 2024, before any work is sold: 42.9%"
    assert said in seen(page)  # of (1,000 + 1,100) ÷ 2
    link = f'<a href="/lines/?{MARCH}&amp;day1=1" data-figure="45000">'
    assert link in page.content.decode()


def plan(**more):
    said = {"ratio": "100", "by": f"{AHEAD:%Y-%m}", **more}
    return "&".join([MARCH, *(f"{name}={value}" for name, value in said.items())])


def test_gap_to_target(owner, ash):
    page = shown(owner, plan(target="50"))
    # (0.6 × 1,000 − 450) ÷ 0.4 is 375, in ten months; (0.6 × 1,000 − 450) ÷ 1 is 150.
    need = "60% mature $375 of new MRR with one-off revenue unchanged, $38 in each of the 10 months"
    assert need in page
    assert "or $150 of break-fix a month converted, into $150 of MRR: the 1 largest client" in page
    assert "50% your own target $100 of new MRR" in page
    assert "70% among the strongest $833 of new MRR" in page
    assert "the 2 largest clients below are enough" in page


def test_a_lower_ratio_takes_more(owner, ash):
    page = shown(owner, plan(ratio="50"))
    # 150 ÷ (0.5 × 0.4 + 0.6) is 187.50; all of the 300 make (450 + 150) ÷ 850.
    assert "$188 of break-fix a month converted, into $94 of MRR" in page
    assert "more than there is. All of it leads to 70.6%" not in page
    assert "the 3 largest clients below are enough" in page


def test_what_is_reached_and_what_cannot_be(owner, ash):
    page = shown(owner, plan(target="40"))
    assert "40% your own target Reached: the share is 45.0%." in page
    assert "more than there is. All of it leads to 75.0%" in shown(owner, plan(target="80"))


CLIENTS = (
    "Client,Break-fix spend,Months with break-fix,MRR now,Share with this one,With all down to here"
).split(",")


def test_which_clients(owner, ash):
    page = owner.get(f"/share/?{plan()}")
    listed = [row for row in rows(page) if row[0] in {"Client", "Ash", "Birch", "Cedar"}]
    assert listed == [
        [*CLIENTS[:1], *CLIENTS[1:], "Next step"],
        ["Ash", "400", "2", "450", "65.0%", "enough for 60%65.0%", "Draft an agreement with Ash"],
        ["Birch", "100", "1", "–", "50.0%", "enough for 70%70.0%",
         "Draft an agreement with Birch"],
        ["Cedar", "100", "1", "–", "50.0%", "75.0%", "Draft an agreement with Cedar"],
    ]  # fmt: skip
    markup = page.content.decode()
    year = "kind=break_fix&amp;since=2024-02&amp;month=2024-03"
    assert f'href="/invoices/?kind=break_fix&amp;client={ash.pk}' in markup
    assert f'href="/invoices/?{year}" data-figure="60000"' in markup
    assert f'href="/agreements/new/?client={ash.pk}"' in markup


def test_a_credited_client_is_listed_and_converts_nothing(owner, ash):
    invoice(make_client("Dogwood"), "2024-03-08", "break_fix", -50_00)
    listed = {row[0]: row[1:6] for row in rows(owner.get(f"/share/?{plan()}"))}
    assert listed["Dogwood"] == ["−50", "1", "–", "–", "–"]
    assert listed["Sum of 4"] == ["550", "", "", "", ""]


def test_searching_clients_keeps_what_they_add_up_to(owner, ash):
    page = owner.get(f"/share/?{plan()}&q=birch")
    listed = {row[0]: row[1:6] for row in rows(page)}
    assert listed["Birch"] == ["100", "1", "–", "50.0%", "enough for 70%70.0%"]
    assert "Ash" not in listed
    assert 'name="ratio" value="100"' in page.content.decode()


def test_download_of_clients(owner, ash):
    found = csv_rows(owner.get(f"/share/?{plan()}&format=csv"))
    assert found[:2] == [CLIENTS, ["Ash", "400.00", "2", "450.00", "0.6500", "0.6500"]]


def test_who_may_not_draft_is_not_offered_it(ash):
    page = browse(person("auditor")).get(f"/share/?{MARCH}")
    assert "Draft an agreement" not in seen(page)
    assert "Keep as a scenario" not in seen(page)


def test_no_draft_with_an_archived_client(owner, ash):
    type(ash).objects.filter(name="Birch").update(archived_on="2024-03-31")
    page = seen(owner.get(f"/share/?{MARCH}"))
    assert "Draft an agreement with Ash" in page
    assert "Draft an agreement with Birch" not in page


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("ratio=5", "New fee ÷ old spend: Ensure this value is greater than or equal to 30"),
        ("ratio=many", "New fee ÷ old spend: Write a number, like 1234.5."),
        ("target=100", "Own target: Ensure this value is less than or equal to 99"),
        ("by=2024-01", "By: Choose a month after"),
        ("by=2199-01", "By: Choose a month within ten years."),
        ("by=soon", "By: “soon” is not a month; write it like 2026-10."),
    ],
)
def test_what_cannot_be_read_is_said_and_left_as_usual(owner, ash, query, complaint):
    page = shown(owner, f"{MARCH}&{query}")
    assert complaint in page
    assert "$375 of new MRR with one-off revenue unchanged, $31 in each of the 12 months" in page


def test_sliders_ask_for_their_part_of_the_page(owner, ash):
    part = owner.get(f"/share/?{plan(ratio=50)}", headers={"HX-Request": "true"})
    assert part.content.decode().strip().startswith('<div id="gap-answer">')
    assert "$188 of break-fix a month converted" in seen(part)
    assert "Volatility" not in seen(part)
    assert "HX-Request" in part["Vary"]


def test_a_page_that_the_browser_restores_is_whole(owner, ash):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "Volatility" in seen(owner.get(f"/share/?{MARCH}", headers=headers))


def test_the_month_in_progress_is_not_told_of(owner):
    client = sign(on=add_months(CURRENT, -1).isoformat(), price="100").agreement.client
    invoice(client, CURRENT.isoformat(), "project", 900_00)
    assert "100.0% of the revenue is recurring" in shown(owner, "")


def test_scheduled_months_are_told_by_the_last_complete_year(owner):
    sign(on=add_months(CURRENT, -3).isoformat(), price="100")
    page = shown(owner, "month=2199-06")
    assert "100.0% of the revenue is recurring" in page
    assert "Day-1 income $100 MRR in force on the 1st of June 2199" in page


def test_no_revenue_in_these_months(owner, ash):
    page = shown(owner, "month=2023-03")
    assert "No revenue in the 12 months to March 2023" in page
    assert "What would it take" not in page


def test_more_credited_than_invoiced_is_no_revenue(owner):
    invoice(make_client(), "2024-03-05", "project", -100_00)
    assert "No revenue in the 12 months to March 2024" in shown(owner)


def test_empty_page_offers_the_first_step(owner):
    assert "No revenue yet" in shown(owner, "")


def test_account_manager_sees_the_own_clients(ash):
    manager = person(ACCOUNT_MANAGER)
    oak = make_client("Oak", account_manager=manager)
    sign(oak, on="2024-03-01", price="70")
    invoice(oak, "2024-03-05", "break_fix", 30_00)
    page = shown(browse(manager))
    assert "70.0% of the revenue is recurring" in page
    assert "Draft an agreement with Oak" in page
    assert "Ash" not in page


def test_segment_narrows_the_page_and_its_links(owner, ash):
    type(ash).objects.filter(pk=ash.pk).update(segment="Dental")
    page = owner.get(f"/share/?{MARCH}&segment=Dental")
    assert "50.0% of the revenue is recurring" in seen(page)
    assert 'href="/lines/?segment=Dental&amp;month=2024-03&amp;day1=1"' in page.content.decode()


@pytest.mark.parametrize(("role", "queries"), [(OWNER, 14), (ACCOUNT_MANAGER, 15)])
@pytest.mark.parametrize("clients", [1, 4])
def test_queries_do_not_grow(role, queries, clients, django_assert_max_num_queries):
    manager = person(role)
    for number in range(clients):
        client = make_client(f"Client {number}", account_manager=manager)
        sign(client, on="2024-01-01")
        invoice(client, "2024-02-07", "break_fix", 100_00)
    browser = browse(manager)
    with django_assert_max_num_queries(queries):
        browser.get(f"/share/?{MARCH}")
