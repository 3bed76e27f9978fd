"""What a client has of the catalogue, and what it lacks."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.models import Service
from contracts.queries.agreements import agreements_with_lines
from metrics.offers import Held, Lacked, offer_of
from tests.builders import add, make_client, make_service, sign

pytestmark = pytest.mark.django_db

MONTH = date(2026, 3, 1)


def offer_to(client):
    return offer_of(agreements_with_lines(client, MONTH))


def catalogue(name, category, pricing, price):
    return Service.objects.create(
        name=name, category=category, pricing=pricing, default_price=price and Decimal(price)
    )


def test_what_is_lacked_is_priced_for_the_users_and_devices_they_have():
    """14 users at 4.50 are 63.00 a month, 20 devices at 7.25 are 145.00, a flat service is one."""
    line = sign(quantity="14", price="60")
    line.pricing = "per_user"
    line.save()
    mail = catalogue("Mail filter", "security", "per_user", "4.50")
    edr = catalogue("EDR", "security", "per_device", "7.25")
    audit = catalogue("Audit", "managed", "flat", "99")
    unpriced = catalogue("Advice", "managed", "flat", None)
    offer = offer_to(line.agreement.client)
    assert offer.held == [Held(line.service, 840_00, 840_00)]
    assert offer.lacked == [
        Lacked(unpriced, Decimal(1), None),
        Lacked(audit, Decimal(1), 99_00),
        Lacked(edr, Decimal(0), None),
        Lacked(mail, Decimal(14), 63_00),
    ]
    assert offer.added_cents == 162_00


def test_a_service_that_ended_is_lacked_again():
    line = sign(price="60")
    backup = make_service("Backup")
    add(line.agreement, name="Backup", service=backup, price="10", ends="2026-02-28")
    offer = offer_to(line.agreement.client)
    assert [held.service for held in offer.held] == [line.service]
    assert [lacked.service for lacked in offer.lacked] == [backup]


def test_a_service_sold_no_more_is_not_offered():
    catalogue("Fax", "managed", "flat", "5")
    Service.objects.update(is_active=False)
    assert offer_to(sign().agreement.client).lacked == []


def test_who_has_no_agreement_is_offered_nothing_here():
    catalogue("Audit", "managed", "flat", "99")
    assert offer_to(make_client()).lacked == []
