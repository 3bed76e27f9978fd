"""The agreements of the demo company: who signed what when, and the odd cases among them.

Months count from the current one: -12 is a year ago, 1 is next month.
"""

from typing import NamedTuple


class Deal(NamedTuple):
    """An agreement by the book: a package signed in a month, changed by the usual course of events.

    `left` is the last month of service. `day` and `last_day` are days of those months, 0 the last.
    `intro` takes a percentage off for the first months. `term` is the month the term ends.
    """

    client: str
    package: str
    signed: int
    left: int | None = None
    day: int = 1
    last_day: int = 0
    billing: int = 1
    intro: tuple[int, int] = (0, 0)
    commitment: str = ""
    term: int | None = None


ESSENTIAL, STANDARD, COMPLETE = "Essential care", "Standard care", "Complete care"

DEALS = (
    Deal("Larkfield Academy Trust", STANDARD, -71, commitment="fixed_term", term=8),
    Deal("Hollowell & Pryce Solicitors", COMPLETE, -70),
    Deal("Ashcombe Dental Group", STANDARD, -68, commitment="auto_renewing", term=3),
    Deal("Merrow Vale Accountants", STANDARD, -67),
    Deal("Brackenridge Builders", ESSENTIAL, -66),
    Deal("Tidewater Freight & Storage", STANDARD, -65, commitment="auto_renewing", term=1),
    Deal("Copperlane Brewery", STANDARD, -63),
    Deal("St. Odile Hospice", STANDARD, -62, billing=12),
    Deal("Quillmark Printing", ESSENTIAL, -61, left=-26),
    Deal("Penhallow Veterinary Surgery", STANDARD, -60),
    Deal("Ironbridge Lane Architects", COMPLETE, -59),
    Deal("Saltmarsh Housing Association", STANDARD, -58, billing=3),
    Deal("Dunmore & Falk Insurance Brokers", STANDARD, -57, left=-10),
    Deal("Westering Physiotherapy", ESSENTIAL, -56),
    Deal("Hartwell Precision Tools", STANDARD, -55, commitment="auto_renewing", term=4),
    Deal("Oakapple Nurseries", ESSENTIAL, -54, left=-33),
    Deal("Bellweather Estates", STANDARD, -53),
    Deal("Corrigan Roofing", ESSENTIAL, -52, left=-21, last_day=15),
    Deal("Lumen Street Opticians", STANDARD, -51),
    Deal("Fairhaven Community Church", ESSENTIAL, -50, billing=12),
    Deal("Marchbank Wealth Planning", COMPLETE, -49),
    Deal("Fernhill Garden Centre", STANDARD, -48),
    Deal("Thistledown Childcare", ESSENTIAL, -47),
    Deal("Norrbeck Seafoods", STANDARD, -46, left=-18),
    Deal("Pageturner Books", ESSENTIAL, -45, left=-30),
    Deal("Gilded Fern Catering", STANDARD, -44, left=-25),
    Deal("Gilded Fern Catering", COMPLETE, -19, intro=(10, 6)),
    Deal("Wrenfield Parish Council", ESSENTIAL, -43, billing=3),
    Deal("Castellan Security Guards", STANDARD, -42),
    Deal("Overbrook Family Dentistry", STANDARD, -41),
    Deal("Sable & Finch Recruitment", STANDARD, -39),
    Deal("Redmoor Plant Hire", ESSENTIAL, -38),
    Deal("Alderway Surveyors", STANDARD, -37, left=-14),
    Deal("Alderway Surveyors", COMPLETE, -6),
    Deal("Mooring Point Marina", ESSENTIAL, -34, left=-3, last_day=15),
    Deal("Kestrel Ridge Engineering", STANDARD, -31, intro=(15, 6)),
    Deal("Blackthorn Legal Chambers", COMPLETE, -23),
    Deal("Applegarth Primary Care", STANDARD, -28, day=31),
    Deal("Vantry Furniture Makers", ESSENTIAL, -26, intro=(100, 1)),
    Deal("Harrow Lane Pharmacy", STANDARD, -24, billing=3),
    Deal("Summerisle Travel", STANDARD, -17, left=-6, commitment="fixed_term", term=-6),
    Deal("Two Rivers Food Bank", ESSENTIAL, -22, billing=12),
    Deal("Stonegate Mortgage Advisers", COMPLETE, -20, intro=(10, 12)),
    Deal("Ellery Textiles", STANDARD, -18),
    Deal("Cobalt Quay Design Studio", COMPLETE, -10, intro=(100, 1)),
    Deal("Hazelmere Care Homes", STANDARD, -15, intro=(20, 3)),
    Deal("Prior & Tan Notaries", COMPLETE, -14),
    Deal("Grovewood Timber", STANDARD, -13),
    Deal("Meridian Lane Cardiology", COMPLETE, -7, day=14),
    Deal("Oldacre Farm Machinery", STANDARD, -11, intro=(15, 6)),
    Deal("Luxmoor Event Hire", STANDARD, -16, left=2),
    Deal("Birchcliff School of Music", ESSENTIAL, -9, billing=12),
    Deal("Tern & Anchor Hotels", STANDARD, -8, intro=(10, 6)),
    Deal("Fallowfield Chartered Accountants", COMPLETE, -5),
    Deal("Weaver Street Bakery", ESSENTIAL, -3, commitment="month_to_month"),
    Deal("Nimbus Heating & Cooling", STANDARD, -4, day=15),
    Deal("Cresswell Animal Rescue", ESSENTIAL, -2, intro=(100, 1)),
    Deal("Bramble Court Lettings", COMPLETE, 0),
    Deal("Pellier Wine Importers", STANDARD, 1, commitment="fixed_term", term=36),
)


class Step(NamedTuple):
    """Terms from a day on: quantity, unit price a billing period, discount in per cent."""

    month: int
    day: int
    quantity: int
    unit_price: str
    discount: int = 0


class Special(NamedTuple):
    """A line that no package explains. Without an `agreement` it joins the client's package.

    A step of quantity 0 is a gap; `ends`, a month and day, is the last day of service.
    """

    client: str
    agreement: str
    line: str
    service: str
    billing: int
    steps: tuple[Step, ...]
    ends: tuple[int, int] | None = None


SPECIALS = (
    # Three years of a firewall, paid in advance.
    Special(
        "Hartwell Precision Tools",
        "Firewall, 36 months prepaid",
        "Firewall as a service",
        "firewall",
        36,
        (Step(-21, 1, 1, "5580.00"),),
    ),
    # Licences by the year on a contract of their own, seats bought in the middle of it.
    Special(
        "Marchbank Wealth Planning",
        "Microsoft 365 licences, yearly",
        "Microsoft 365 licences",
        "licences",
        12,
        (Step(-33, 1, 18, "222.00"), Step(-21, 1, 20, "233.40"), Step(-9, 10, 23, "247.20")),
    ),
    # A credit: the price of a promise made when the old supplier's contract overlapped.
    Special(
        "Ashcombe Dental Group",
        "",
        "Loyalty credit",
        "credit",
        1,
        (Step(-17, 1, 1, "-150.00"), Step(-5, 1, 1, "-90.00")),
    ),
    # Tills are looked after in the season only.
    Special(
        "Fernhill Garden Centre",
        "",
        "Till support, season",
        "point of sale",
        1,
        (
            Step(-32, 1, 6, "32.00"),
            Step(-25, 1, 0, "32.00"),
            Step(-20, 1, 7, "33.50"),
            Step(-13, 1, 0, "33.50"),
            Step(-8, 1, 8, "35.00"),
            Step(-1, 1, 0, "35.00"),
            Step(4, 1, 8, "36.50"),
        ),
    ),
    # Signed and called off within two weeks: between two month-ends, so in no movement.
    Special(
        "Amberley Funeral Directors",
        "Essential care",
        "Monitoring & patching",
        "monitoring",
        1,
        (Step(-4, 5, 9, "18.50"),),
        ends=(-4, 18),
    ),
    # Several changes within one month.
    Special(
        "Bellweather Estates",
        "",
        "Virtual desktops",
        "virtual desktop",
        1,
        (
            Step(-12, 1, 4, "41.00"),
            Step(-6, 4, 7, "41.00"),
            Step(-6, 19, 6, "41.00"),
            Step(-6, 23, 6, "39.50"),
        ),
    ),
    # A bad year: ten per cent off for half of it, then the old price again.
    Special(
        "Copperlane Brewery",
        "",
        "Brewhouse network care",
        "server",
        1,
        (Step(-40, 1, 3, "88.00"), Step(-15, 1, 3, "88.00", 25), Step(-9, 1, 3, "88.00")),
    ),
    # Reviews billed by the quarter on an agreement that is billed by the month.
    Special(
        "Hollowell & Pryce Solicitors",
        "",
        "Quarterly technology review",
        "review",
        3,
        (Step(-29, 1, 1, "1350.00"), Step(-11, 1, 1, "1440.00")),
    ),
    Special(
        "Larkfield Academy Trust",
        "",
        "Classroom devices",
        "monitoring",
        1,
        (Step(-34, 1, 40, "12.00"), Step(-19, 1, 75, "12.00"), Step(-7, 1, 90, "12.50")),
    ),
    # Two schools joined the trust, one after the other.
    Special(
        "Larkfield Academy Trust",
        "",
        "Help desk, joined schools",
        "help desk",
        1,
        (Step(-23, 1, 22, "46.00"), Step(-11, 1, 22, "47.50"), Step(-10, 1, 50, "47.50")),
    ),
    Special(
        "Kestrel Ridge Engineering",
        "",
        "Quarterly technology review",
        "review",
        3,
        (Step(-10, 1, 1, "1500.00"),),
    ),
    # Signed for the new branch that opens the month after next.
    Special(
        "Applegarth Primary Care",
        "",
        "Firewall, new branch",
        "firewall",
        1,
        (Step(2, 1, 1, "145.00"),),
    ),
    # A hosted phone system that a carrier took over.
    Special(
        "Sable & Finch Recruitment",
        "",
        "VoIP telephony",
        "voip",
        1,
        (Step(-35, 1, 24, "16.50"), Step(-27, 1, 27, "16.50")),
        ends=(-12, 0),
    ),
)
