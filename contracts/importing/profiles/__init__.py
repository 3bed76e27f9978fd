"""The exports that are recognised, by name."""

from contracts.importing.profiles import accounting, own, psa, quickbooks, spreadsheets
from contracts.importing.profiles.profile import (
    AGREEMENTS,
    CLIENTS,
    INVOICES,
    Layout,
    Profile,
    fold,
)

RECOGNISED: tuple[Profile, ...] = (
    *own.TEMPLATES.values(),
    *quickbooks.PROFILES,
    *accounting.PROFILES,
    *psa.PROFILES,
)
PROFILES = {profile.name: profile for profile in (*RECOGNISED, *spreadsheets.SHEETS.values())}

__all__ = [
    "AGREEMENTS",
    "CLIENTS",
    "INVOICES",
    "PROFILES",
    "RECOGNISED",
    "Layout",
    "Profile",
    "fold",
]
