"""Why agreements of the demo company were cancelled: by client, a reason and what was noted."""

GOODBYES = {
    "Quillmark Printing": ("closed", "The owner retired; nobody took the shop over."),
    "Dunmore & Falk Insurance Brokers": (
        "acquired",
        "Bought by a national broker with an IT department of its own.",
    ),
    "Corrigan Roofing": ("price", "Wants to pay by the hour again."),
    "Norrbeck Seafoods": (
        "service",
        "Two outages in the packing season, and a week until we found the cause.",
    ),
    "Pageturner Books": ("closed", ""),
    "Gilded Fern Catering": ("competitor", "A neighbour's son offered half. We keep in touch."),
    "Alderway Surveyors": (
        "in_house",
        "Hired an administrator. He leaves in spring; call before that.",
    ),
    "Mooring Point Marina": ("price", "Was already down to the office computers."),
    "Summerisle Travel": ("competitor", "Their booking system now comes with support."),
    "Luxmoor Event Hire": ("by_us", "Pays late and shouts at the help desk."),
    "Amberley Funeral Directors": ("other", "Signed twice by mistake."),
}
