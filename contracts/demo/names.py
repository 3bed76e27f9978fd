"""Who is who in the demo company: its people and the clients it bills. All invented."""

from typing import NamedTuple


class Person(NamedTuple):
    """Somebody who signs in; `role` is a name among the roles."""

    login: str
    first_name: str
    last_name: str
    role: str

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def password(self) -> str:
        """Easy to type and easy to recognise as a demo's."""
        return f"{self.login}-demo"


PEOPLE = (
    Person("owner", "Ruth", "Calder", "owner"),
    Person("finance", "Daniel", "Osei", "finance"),
    Person("manager", "Priya", "Raman", "account manager"),
    Person("tom", "Tom", "Lindqvist", "account manager"),
    Person("ines", "Inês", "Moreira", "account manager"),
)


# The first segment one of whose words is in a company's name.
SEGMENTS = {
    "Health": (
        "Dent", "Hospice", "Veterinary", "Physio", "Optic", "Pharmacy", "Care", "Cardio",
    ),
    "Professional services": (
        "Solicitors", "Accountants", "Architects", "Brokers", "Wealth", "Recruitment",
        "Surveyors", "Legal", "Mortgage", "Notaries", "Lettings", "Estates", "Design",
    ),
    "Trades and industry": (
        "Builders", "Freight", "Printing", "Tools", "Roofing", "Seafoods", "Plant", "Engineering",
        "Furniture", "Textiles", "Timber", "Machinery", "Heating", "Auto", "Joinery",
    ),
    "Public and charity": (
        "Academy", "Housing", "Church", "Council", "Childcare", "School", "Food Bank", "Rescue",
    ),
}  # fmt: skip
OTHERS = "Retail and hospitality"


class Company(NamedTuple):
    """A client: its users, the first month of business (0 is the current month), its manager."""

    name: str
    users: int
    since: int
    manager: str

    @property
    def segment(self) -> str:
        for segment, words in SEGMENTS.items():
            if any(word in self.name for word in words):
                return segment
        return OTHERS


# In order of the first agreement; the last ones never signed any.
COMPANIES = (
    Company("Larkfield Academy Trust", 52, -74, "tom"),
    Company("Hollowell & Pryce Solicitors", 20, -71, "manager"),
    Company("Ashcombe Dental Group", 28, -70, "manager"),
    Company("Merrow Vale Accountants", 14, -69, "ines"),
    Company("Brackenridge Builders", 31, -75, "tom"),
    Company("Tidewater Freight & Storage", 33, -72, "ines"),
    Company("Copperlane Brewery", 9, -66, "manager"),
    Company("St. Odile Hospice", 23, -68, "tom"),
    Company("Quillmark Printing", 11, -63, "ines"),
    Company("Penhallow Veterinary Surgery", 9, -70, "manager"),
    Company("Ironbridge Lane Architects", 12, -61, "manager"),
    Company("Saltmarsh Housing Association", 27, -65, "tom"),
    Company("Dunmore & Falk Insurance Brokers", 16, -58, "ines"),
    Company("Westering Physiotherapy", 7, -60, "manager"),
    Company("Hartwell Precision Tools", 22, -64, "tom"),
    Company("Oakapple Nurseries", 6, -55, "ines"),
    Company("Bellweather Estates", 12, -57, "manager"),
    Company("Corrigan Roofing", 10, -54, "tom"),
    Company("Lumen Street Opticians", 8, -53, "ines"),
    Company("Fairhaven Community Church", 5, -52, "tom"),
    Company("Marchbank Wealth Planning", 15, -51, "manager"),
    Company("Fernhill Garden Centre", 17, -56, "ines"),
    Company("Thistledown Childcare", 9, -50, "tom"),
    Company("Norrbeck Seafoods", 19, -49, "ines"),
    Company("Pageturner Books", 5, -48, "manager"),
    Company("Gilded Fern Catering", 6, -47, "ines"),
    Company("Wrenfield Parish Council", 7, -58, "tom"),
    Company("Castellan Security Guards", 13, -45, "manager"),
    Company("Overbrook Family Dentistry", 10, -44, "manager"),
    Company("Sable & Finch Recruitment", 20, -50, "ines"),
    Company("Redmoor Plant Hire", 9, -46, "tom"),
    Company("Alderway Surveyors", 11, -60, "manager"),
    Company("Mooring Point Marina", 8, -48, "ines"),
    Company("Kestrel Ridge Engineering", 32, -66, "tom"),
    Company("Blackthorn Legal Chambers", 20, -23, "manager"),
    Company("Applegarth Primary Care", 27, -52, "manager"),
    Company("Vantry Furniture Makers", 14, -49, "tom"),
    Company("Harrow Lane Pharmacy", 11, -41, "ines"),
    Company("Summerisle Travel", 9, -17, "ines"),
    Company("Two Rivers Food Bank", 7, -37, "tom"),
    Company("Stonegate Mortgage Advisers", 16, -56, "manager"),
    Company("Ellery Textiles", 23, -70, "tom"),
    Company("Cobalt Quay Design Studio", 13, -10, "ines"),
    Company("Hazelmere Care Homes", 34, -62, "manager"),
    Company("Prior & Tan Notaries", 6, -40, "manager"),
    Company("Grovewood Timber", 19, -59, "tom"),
    Company("Meridian Lane Cardiology", 15, -7, "manager"),
    Company("Oldacre Farm Machinery", 14, -68, "tom"),
    Company("Luxmoor Event Hire", 9, -44, "ines"),
    Company("Birchcliff School of Music", 8, -33, "tom"),
    Company("Tern & Anchor Hotels", 24, -72, "ines"),
    Company("Fallowfield Chartered Accountants", 18, -36, "manager"),
    Company("Weaver Street Bakery", 7, -3, "ines"),
    Company("Nimbus Heating & Cooling", 17, -64, "tom"),
    Company("Cresswell Animal Rescue", 10, -47, "tom"),
    Company("Bramble Court Lettings", 12, -30, "manager"),
    Company("Pellier Wine Importers", 11, -70, "ines"),
    Company("Kingsmead Auto Repair", 9, -74, "tom"),
    Company("Rookery Hill Winery", 7, -60, "ines"),
    Company("Dovecote Tea Rooms", 4, -55, "manager"),
    Company("Halvorsen Joinery", 10, -72, "tom"),
    Company("Millrace Cycles", 5, -38, "ines"),
    Company("Amberley Funeral Directors", 8, -66, "manager"),
    Company("Seven Oaks Riding School", 6, -42, "tom"),
)
