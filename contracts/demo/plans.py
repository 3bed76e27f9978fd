"""What the account managers of the demo company have in mind, and what they wrote down."""

from typing import NamedTuple


class Plan(NamedTuple):
    """The next step with a client, so many days from today."""

    client: str
    step: str
    days: int


class Note(NamedTuple):
    client: str
    author: str
    text: str


PLANS = (
    Plan("Ashcombe Dental Group", "Agree on the renewal before notice runs out", 3),
    Plan("Dovecote Tea Rooms", "Offer the starter package after the third call-out", -2),
    Plan("Stonegate Mortgage Advisers", "Ask why the licences went, show what is included", 0),
    Plan("Hazelmere Care Homes", "Walk through endpoint security for the new wing", 9),
    Plan("Bramble Court Lettings", "First month of managed service: how was it?", 14),
    Plan("Tern & Anchor Hotels", "Quote firewall as a service for the second house", 5),
    Plan("Saltmarsh Housing Association", "Prepare the yearly review", 20),
)
NOTES = (
    Note(
        "Applegarth Primary Care", "manager",
        "Practice manager wants one invoice for both sites from January.",
    ),
    Note(
        "Ashcombe Dental Group", "manager",
        "Opens a fifth surgery in spring: four chairs, six users.\nAsked for a price for cameras.",
    ),
    Note("Dovecote Tea Rooms", "manager", "Till failed again. They pay by the hour and hate it."),
    Note("Tern & Anchor Hotels", "ines", "New owner of the second house; decides in December."),
)  # fmt: skip
