"""What a name in a file probably stands for. Only ever suggested: people decide."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from rapidfuzz import fuzz, process

from clients.models import Client

LEAST_SCORE = 85
AT_MOST = 3

# What companies are called by law, and words that say nothing of which company it is.
LEGAL_FORMS = frozenset(
    "ab ag as asa bv bvba co company corp corporation cv dba eurl gbr gmbh inc incorporated kg llc "
    "llp lp ltd limited mbh ltda nv ohg oy plc pllc pte pty sa sarl sas se sl spa spol srl sro the "
    "and und et y".split()
)
_WORDS = re.compile(r"[^\W_]+")
# S.A., G.m.b.H.
_APART = re.compile(r"\b\w+(?:\.\w+)+\b")

# The first kind of which an item has a word wins. Licences are sold month by month.
WORDS = tuple(
    (kind, re.compile(rf"\b(?:{words})\b"))
    for kind, words in (
        ("break_fix", r"break.?fix|emergency|repairs?|ad.?hoc|time and materials?"),
        ("project", r"projects?|migration|installation|onboarding|set.?up|implementation|rollout"),
        ("managed", r"managed|msp|monitoring|recurring|retainer|help.?desk|backup|hosting"),
        ("managed", r"licen[cs](?:es?|ing)|subscriptions?|saas|office 365|m365|o365|software"),
        ("hardware", r"hardware|laptops?|servers?|firewalls?|switch(?:es)?|printers?|monitors?"),
        ("hardware", r"equipment|desktops?|routers?|cables?|workstations?|notebooks?|parts"),
        ("professional_services", r"labou?r|consult(?:ing|ancy|ation|ant)|professional services?"),
        ("professional_services", r"hours?|hourly|engineer(?:ing)?|training|technician"),
    )
)


def suggestions(names: Collection[str]) -> dict[str, list[tuple[int, str, int]]]:
    """For names that no client has, the clients that are called much alike.

    (key, name, score) of three at most, the best first; 100 when only the legal form, accents or
    punctuation differ.
    """
    clients = Client.objects.order_by("pk").filter(merged_into=None).values_list("pk", "name")
    return alike(names, dict(clients))


def alike(
    names: Collection[str], clients: Mapping[int, str]
) -> dict[str, list[tuple[int, str, int]]]:
    keys, cores = list(clients), [core(name) for name in clients.values()]
    found = {}
    for name in names:
        best = process.extract(
            core(name), cores, scorer=fuzz.ratio, score_cutoff=LEAST_SCORE, limit=AT_MOST
        )
        if best:
            found[name] = [(keys[at], clients[keys[at]], int(score)) for _, score, at in best]
    return found


def core(name: str) -> str:
    """What tells one company from another: its words in order, without accents and legal form."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = _APART.sub(lambda found: found[0].replace(".", ""), plain)
    plain = plain.replace("'", "").replace("\u2019", "")
    words = _WORDS.findall(plain)
    return " ".join(sorted(word for word in words if word not in LEGAL_FORMS) or words)


def kind_suggestion(item: str) -> str | None:
    """The kind of invoice line that an item's words speak of."""
    words = " ".join(_WORDS.findall(item.casefold()))
    return next((kind for kind, pattern in WORDS if pattern.search(words)), None)
