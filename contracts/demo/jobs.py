"""One-off work of the demo company: what is done, and what it costs. Prices in whole money."""

from typing import NamedTuple


class Job(NamedTuple):
    """A kind of work, billed between `low` and `high`; in steps when it is a project."""

    description: str
    low: int
    high: int


BREAK_FIX = (
    Job("Replace failed RAID controller", 420, 1450),
    Job("Emergency call-out: server does not boot", 380, 1650),
    Job("Remove malware from workstation", 190, 760),
    Job("Restore files from backup", 140, 540),
    Job("Internet outage: diagnose and fail over", 210, 890),
    Job("Mail flow stopped: repair connector", 230, 820),
    Job("Printer fleet offline after update", 120, 410),
    Job("Replace power supply in rack server", 310, 980),
    Job("Recover locked accounts after phishing", 460, 2100),
    Job("Line-of-business database: repair and reindex", 520, 2300),
    Job("Switch failure, ground floor", 340, 1250),
    Job("Support hours as per time sheet", 260, 1900),
    Job("Weekend call-out: cooling alarm in server room", 450, 1350),
    Job("Slow terminal server: find and fix cause", 330, 1150),
    Job("Replace laptop screen and keyboard", 150, 380),
    Job("VPN access broken after router change", 160, 620),
    Job("Certificate expired: renew and redeploy", 130, 340),
    Job("Phone system without dial tone", 180, 720),
)

HARDWARE = (
    Job("Laptops, business series", 1150, 7800),
    Job("Workstation with two monitors", 1320, 3900),
    Job("Access points, ceiling mount", 480, 3200),
    Job("Managed switch, 48 ports", 890, 2600),
    Job("Backup appliance", 1900, 5200),
    Job("Uninterruptible power supply", 460, 1700),
    Job("Rack server with extended warranty", 4800, 9800),
    Job("Multifunction printer", 720, 2400),
    Job("Docking stations and headsets", 260, 1600),
    Job("Replacement drives", 240, 980),
    Job("Tablet computers with cases", 640, 3100),
    Job("Conference room screen and camera", 1400, 4300),
)

PROFESSIONAL_SERVICES = (
    Job("Security policy workshop", 900, 2200),
    Job("Licence review", 480, 1400),
    Job("Audit support: evidence of access controls", 650, 2400),
    Job("Staff training, half a day", 520, 1100),
    Job("Consulting: line-of-business software selection", 780, 2900),
    Job("Data protection assessment", 950, 2700),
    Job("Disaster recovery test with report", 680, 1900),
    Job("IT budget planning", 440, 1200),
    Job("Report automation", 560, 2300),
)

PROJECTS = (
    Job("Office move: network cabling", 3800, 11500),
    Job("Server replacement", 5200, 14800),
    Job("Microsoft 365 migration", 3400, 12400),
    Job("Wi-Fi survey and rollout", 2200, 7600),
    Job("Network refresh", 4100, 13200),
    Job("File server to cloud storage", 2600, 9200),
    Job("New branch: IT set-up", 4400, 12800),
    Job("Workstation rollout", 2800, 9800),
    Job("Phone system replacement", 2400, 8200),
    Job("Backup redesign", 1900, 6400),
    Job("Firewall replacement", 1800, 5200),
    Job("Door access and camera system", 2600, 8800),
    Job("Virtual desktop pilot", 2100, 6800),
    Job("Accounting system upgrade", 2300, 7900),
)

# Work that brings a client to an agreement: done shortly before it was signed.
OPENERS = (
    Job("IT assessment and clean-up", 1600, 4800),
    Job("Microsoft 365 migration", 3400, 9400),
    Job("Network refresh", 3900, 8800),
    Job("Backup redesign", 1900, 5200),
)

# What the bookkeeping could not place: client, days ago, description, money.
UNPLACED = (
    ("Tern & Anchor Hotels", 2, "As discussed on the phone", 640),
    ("Halvorsen Joinery", 5, "Sundry items", 285),
    ("Ashcombe Dental Group", 11, "Sort out later, see e-mail", 1180),
    ("Pellier Wine Importers", 16, "Miscellaneous", 420),
    ("Saltmarsh Housing Association", 23, "Order 4471", 2260),
    ("Kingsmead Auto Repair", 33, "Travel and materials", 318),
    ("Grovewood Timber", 41, "Balance of last job", 890),
    ("Blackthorn Legal Chambers", 52, "Adjustment", 150),
)
