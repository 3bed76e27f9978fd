"""The page of revenue quality: firm or loose, spread or not, what is left and what lacks."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from contracts import operations
from contracts.models import Service
from tests.builders import add, commit, day, invoice, make_client, make_service, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, person, rows, words

pytestmark = pytest.mark.django_db

PAGE = "/quality/?month=2026-10"


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 10, 20))


@pytest.fixture
def story(today):
    """Ash & Co is bound for 6,000, Bay for 3,000, Cobalt for 1,000 to nothing."""
    ash = sign(make_client("Ash & Co"), price="6000", cost="4500").agreement
    bay = sign(make_client("Bay"), price="3000", cost="1500").agreement
    cobalt = sign(make_client("Cobalt"), price="1000").agreement
    commit(ash, "fixed_term", "2027-10-31", notice_days=30)
    commit(bay, "auto_renewing", "2026-12-31", notice_days=92)
    return ash, bay, cobalt


def security(name="Endpoint security", price="7.50", pricing="per_device", **more) -> Service:
    return Service.objects.create(
        name=name, category="security", pricing=pricing, default_price=Decimal(price), **more
    )


def test_mrr_by_commitment(owner, story):
    assert rows(owner.get(PAGE))[:5] == [
        ["Commitment", "MRR", "Share", "Clients", "Months remaining"],
        ["Fixed term", "6,000.00", "60.0%", "1", "12.0"],
        ["Auto-renewing", "3,000.00", "30.0%", "1", "2.0"],
        ["Month to month", "1,000.00", "10.0%", "1", "–"],
        ["All", "10,000.00", "100.0%", "3", "8.7"],
    ]


def test_wall_of_notice_dates(owner, story):
    """Ash & Co may give notice until 1 October 2027, Bay could until 30 September 2026."""
    page = owner.get(PAGE)
    head, undecided, *_ = [row for row in rows(page) if len(row) == 19]
    assert (head[1], head[13], head[18]) == ("Oct 26", "Oct 27", "Mar 28")
    assert dict(zip(head[1:], undecided[1:], strict=True))["Oct 27"] == "6,000"
    assert undecided[1:].count("–") == 17
    past = "1 agreement is past the notice date and not decided ($3,000.00 MRR)"
    assert past in words(page)


def test_decided_notices_stand_apart(owner, story):
    ash, bay, _ = story
    operations.decide_renewal(agreement=ash, decision="renew", note="")
    operations.decide_renewal(agreement=bay, decision="let_end", note="")
    page = owner.get(PAGE)
    _, undecided, decided, *_ = [row for row in rows(page) if len(row) == 19]
    assert (undecided[13], decided[0], decided[13]) == ("–", "Renew or renegotiate", "6,000")
    assert "past the notice date" not in words(page)


def test_agreement_with_a_last_day_waits_for_no_notice(owner, story):
    operations.end_agreement(agreement=story[0], ends_on=day("2027-10-31"))
    assert not any("6,000" in row[1:] for row in rows(owner.get(PAGE)) if len(row) == 19)


def test_concentration(owner, story):
    page = owner.get(PAGE)
    assert "The largest client has 60.0% of MRR." in words(page)
    assert ["Ash & Co above 15.0%", "6,000", "60.0%", "60.0%"] in rows(page)
    assert ["Cobalt", "1,000", "10.0%", "100.0%"] in rows(page)


def test_margins_of_clients_the_thinnest_first(owner, story):
    page = owner.get(PAGE)
    table = rows(page)
    start = table.index(["Client", "MRR", "Monthly cost", "Margin", "Margin %"])
    assert table[start + 1 : start + 4] == [
        ["Ash & Co", "6,000.00", "4,500.00", "1,500.00", "25.0%"],
        ["Bay", "3,000.00", "1,500.00", "1,500.00", "50.0%"],
        ["Cobalt", "1,000.00", "–", "1,000.00", "100.0%"],
    ]
    assert "1 line has no unit cost: its margin reads 100.0%." in words(page)


def test_margins_of_services(owner, story):
    add(story[2], name="Tools", price="200", cost="190", service=make_service("Tools", "resale"))
    table = rows(owner.get(PAGE))
    start = table.index(["Service", "MRR", "Monthly cost", "Margin", "Margin %"])
    assert table[start + 1 : start + 3] == [
        ["Tools", "200.00", "190.00", "10.00", "5.0%"],
        ["Help desk", "10,000.00", "6,000.00", "4,000.00", "40.0%"],
    ]


def test_a_service_that_nobody_has_any_more_is_not_listed(owner, story):
    tools = make_service("Tools", "resale")
    add(story[2], name="Tools", price="200", cost="190", service=tools, ends="2026-09-30")
    assert not any(row[0] == "Tools" for row in rows(owner.get(PAGE)))


def test_who_has_no_security_service_and_what_it_would_add(owner, story):
    """Bay's lines cover 12 and 20 devices: 20 × 7.50 = 150.00."""
    _, bay, cobalt = story
    add(cobalt, name="EDR", price="0", service=security())
    for name, count in (("Laptops", "12"), ("All devices", "19.5")):
        add(bay, name=name, quantity=count, price="0", pricing="per_device")
    page = owner.get(PAGE)
    table = rows(page)
    start = table.index(["Client", "MRR now", "Devices", "Would add", "Agreement"])
    assert table[start + 1 :] == [
        ["Bay", "3,000", "20", "150.00", "Add lines to Bay"],
        ["Ash & Co", "6,000", "–", "–", "Add lines to Ash & Co"],
    ]
    assert "1 of 3 clients with MRR (33.3%) has a security service in force." in words(page)
    assert "$150.00 a month from all 2 clients without" in words(page)
    assert "The lines of 1 say not how many." in words(page)


def test_reader_chooses_what_to_offer(owner, story):
    endpoint = security()
    flat = security("Firewall", "152.50", "flat")
    add(story[2], name="EDR", price="10", service=endpoint)
    assert "$305.00 a month from all 2" in words(owner.get(f"{PAGE}&service={flat.pk}"))
    for other in ("", "x", "999"):
        assert "What Endpoint security would add" in words(owner.get(f"{PAGE}&service={other}"))


def test_nothing_to_offer(owner, story):
    assert "The catalogue has no security service with a usual price" in words(owner.get(PAGE))


def test_users_are_those_of_the_largest_line(owner, story):
    security("Awareness", "3.25", "per_user")
    for name, count in (("Help desk, users", "24"), ("Licences", "30")):
        add(story[1], name=name, quantity=count, price="1", pricing="per_user")
    assert ["Bay", "3,054", "30", "97.50", "Add lines to Bay"] in rows(owner.get(PAGE))


def test_ecosystem_revenue_is_proposed_from_repeat_purchases(owner, story):
    """Two without an agreement came back: (3,000 + 1,800) ÷ 12 months, 200 for each."""
    for name, spent in (("Walk-in", 1_500_00), ("Shop", 900_00)):
        client = make_client(name)
        invoice(client, "2026-02-10", "break_fix", spent)
        invoice(client, "2026-09-10", "hardware", spent)
    invoice(make_client("Once"), "2026-09-10", "hardware", 9_000_00)
    invoice(story[0].client, "2026-02-10", "hardware", 9_000_00)
    invoice(story[0].client, "2026-09-10", "hardware", 9_000_00)
    page = owner.get(PAGE)
    assert "$400 a month, estimated" in words(page)
    assert 'name="users" value="2"' in page.content.decode()
    assert 'name="arpu" value="200.00"' in page.content.decode()


def test_ecosystem_revenue_of_the_mrr_article(owner, story):
    page = owner.get(f"{PAGE}&users=1,000&arpu=50")
    assert "$50,000 a month, estimated" in words(page)
    assert ["All", "10,000.00", "100.0%", "3", "8.7"] in rows(page)


@pytest.mark.parametrize(("users", "arpu"), [("many", "50"), ("-1", "50"), ("5", ""), ("", "")])
def test_figures_that_cannot_be_read_are_complained_of(owner, story, users, arpu):
    page = owner.get(PAGE, {"month": "2026-10", "users": users, "arpu": arpu})
    assert "a month, estimated" not in words(page)
    assert "field-error" in page.content.decode()


def test_no_agreements_yet(owner):
    page = owner.get("/quality/")
    assert "No agreements yet" in words(page)
    assert rows(page) == []


def test_month_without_mrr(owner, story):
    assert "No MRR in October 2025" in words(owner.get("/quality/?month=2025-10"))


def test_figures_are_those_of_the_month(owner, story):
    revise(story[2].lines.get(), "2026-11-01", price="4000")
    assert ["Month to month", "4,000.00", "30.8%", "1", "–"] in rows(
        owner.get("/quality/?month=2026-11")
    )
    assert ["Month to month", "1,000.00", "10.0%", "1", "–"] in rows(owner.get(PAGE))


def test_account_manager_sees_the_own_clients(story):
    manager = person(ACCOUNT_MANAGER)
    client = story[1].client
    client.account_manager = manager
    client.save()
    page = browse(manager).get(PAGE)
    assert rows(page)[4] == ["All", "3,000.00", "100.0%", "1", "2.0"]
    assert ["Help desk", "3,000.00", "1,500.00", "1,500.00", "50.0%"] in rows(page)
    assert "Ash & Co" not in words(page)


def test_lines_without_a_cost_are_listed(owner, story):
    add(story[0], name="Free", price="0")
    page = owner.get("/lines/?month=2026-10&cost=without")
    assert [row[1] for row in rows(page)[1:-1]] == ["Cobalt"]
    assert 'data-figure="n:1"' in owner.get(PAGE).content.decode()
    assert 'data-sum="n:1"' in page.content.decode()
