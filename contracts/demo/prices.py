"""How quantity, price and discount of a line run over the years."""

from datetime import date
from decimal import Decimal

from contracts.billing import Terms
from contracts.demo.catalogue import CATALOGUE, Offer
from contracts.demo.deals import DEALS, Deal
from contracts.demo.names import Company
from contracts.demo.records import Revision
from contracts.demo.timeline import Path, dates_within, day_at, dice, month_at, value_on

UPLIFTS = {"0": 20, "0.03": 25, "0.035": 20, "0.04": 20, "0.05": 15}
# The share of clients whose next uplift is agreed already.
NEXT_UPLIFT = 0.4
# The maker of the licences sets their price, for everybody on one day.
LICENCE_PRICES = ((-99, "19.80"), (-22, "20.60"))
LARGE = 40
# What a year adds to the cost of our own work.
DEARER = Decimal("1.03")


def headcount(company: Company, today: date) -> Path[int]:
    """The users of a client since its first agreement: hiring, and people leaving."""
    rng = dice(company.name, "users")
    month = min((deal.signed for deal in DEALS if deal.client == company.name), default=0)
    users = company.users
    path = [(month_at(today, month), users)]
    while (month := month + rng.randint(3, 8)) <= 0:
        users += round(users * rng.uniform(-0.07, 0.12)) or rng.choice((-1, 1, 1))
        day = 1 if rng.random() < 0.6 else rng.randint(2, 28)
        path.append((day_at(today, month, day), max(users, 3)))
    return path


def uplift_days(deal: Deal, today: date) -> tuple[Decimal, list[date]]:
    """By how much prices rise, and when: each January, from half a year after the start."""
    rng = dice(deal.client, deal.signed, "uplift")
    uplift = Decimal(rng.choices(list(UPLIFTS), list(UPLIFTS.values()))[0])
    ahead = 12 if rng.random() < NEXT_UPLIFT else 0
    months = [month_at(today, offset) for offset in range(deal.signed + 6, ahead + 1)]
    return uplift, [month for month in months if month.month == 1]


def prices(key: str, deal: Deal, users: int, today: date) -> Path[Decimal]:
    """The unit price a month over time; licences follow their maker, the rest the uplifts."""
    if key == "licences":
        return [(month_at(today, offset), Decimal(price)) for offset, price in LICENCE_PRICES]
    price = _first_price(key, deal, users)
    uplift, days = uplift_days(deal, today)
    path = [(month_at(today, deal.signed), price)]
    for day in days:
        price = _to_five_cents(price * (1 + uplift))
        path.append((day, price))
    return path


def _first_price(key: str, deal: Deal, users: int) -> Decimal:
    """Within the range of the offer: older agreements and many users pay less a unit."""
    offer = CATALOGUE[key]
    place = dice(deal.client, deal.signed, key).uniform(0, 0.6) + 0.4 * (1 + deal.signed / 71)
    place = place / 3 if users > LARGE else min(place, 1.0)
    return _to_five_cents(Decimal(offer.low + (offer.high - offer.low) * place))


def _to_five_cents(price: Decimal) -> Decimal:
    """A price that somebody would write into an offer."""
    return (round(price * 20) / Decimal(20)).quantize(Decimal("0.01"))


def quantities(key: str, deal: Deal, users: Path[int]) -> Path[int]:
    """Users, or the devices they have; servers come with the first users and stay."""
    pricing = CATALOGUE[key].pricing
    if key == "server":
        return [(users[0][0], 1 + users[0][1] // 14)]
    if pricing == "flat":
        return [(users[0][0], 1)]
    devices = dice(deal.client, "devices").uniform(0.95, 1.3)
    return [(day, round(count * (1 if pricing == "per_user" else devices))) for day, count in users]


def discounts(deal: Deal, today: date) -> Path[int]:
    percent, months = deal.intro
    return [(date.min, percent), (month_at(today, deal.signed + months), 0)]


def revisions(
    offer: Offer,
    deal: Deal,
    course: tuple[Path[int], Path[Decimal], Path[int]],
    start: date,
    end: date | None,
) -> list[Revision]:
    """Quantity, price and discount put together: a revision wherever one of them changes."""
    quantity, price, percent = course
    found: list[Revision] = []
    for day in dates_within(course, start, end):
        terms = Terms(
            Decimal(value_on(quantity, day)),
            value_on(price, day) * deal.billing,
            Decimal(value_on(percent, day)) / 100,
            deal.billing,
        )
        if not found or found[-1].terms != terms:
            cost = _unit_cost(offer, price, start, day) * deal.billing
            found.append(Revision(day, terms, round(cost, 2)))
    return found


def _unit_cost(offer: Offer, price: Path[Decimal], start: date, day: date) -> Decimal:
    """Of a licence a part of its price; our own work gets dearer each year, raised or not."""
    if offer.category == "resale":
        return value_on(price, day) * offer.cost / 100
    return value_on(price, start) * offer.cost / 100 * DEARER ** (day.year - start.year)
