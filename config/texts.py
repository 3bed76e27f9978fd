"""Texts that people and files write: names that look alike become alike."""

import re
import unicodedata

# Blanks and line breaks, and what joins the letters of some scripts and the parts of an emoji.
_HARMLESS = frozenset("\t\n\v\f\r\u200c\u200d")
# Letters by their category, yet nobody sees them.
_FILLER = re.compile("[\u115f\u1160\u3164\uffa0]")
# Controls and characters that only format. Unassigned ones pass: next year's emoji is one.
_UNSEEN = frozenset(("Cc", "Cf"))


def tidy(text: str) -> str:
    """Without blanks around it or doubled in it; letters with accents have one form."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def invisible(text: str) -> str | None:
    """The first character that nobody sees: with it, two names would look alike."""
    # Nearly every text is done with here.
    if text.isprintable() and (text.isascii() or not _FILLER.search(text)):
        return None
    return next(filter(_is_invisible, text), None)


def _is_invisible(char: str) -> bool:
    if char in _HARMLESS:
        return False
    return bool(_FILLER.match(char)) or unicodedata.category(char) in _UNSEEN
