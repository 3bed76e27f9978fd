"""What metrics mean: the registry, its page, and that docs/definitions.md says the same."""

import re
from pathlib import Path

import pytest

from metrics.definitions import DEFINITIONS, GROUPS
from metrics.definitions.points import POINTS
from metrics.definitions.terms import TERMS
from tests.pages import AUDITOR, browse, person, words

DOC = Path("docs/definitions.md").read_text()


def test_no_key_is_used_twice():
    assert len(DEFINITIONS) == sum(map(len, GROUPS.values()))


def test_every_figure_of_a_formula_has_words():
    used = {name for definition in DEFINITIONS.values() for name in definition.terms}
    assert used <= TERMS.keys()
    ends = {name for item in DEFINITIONS.values() for name in item.result.split(" to ")}
    assert TERMS.keys() - ends <= used


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=lambda definition: definition.key)
def test_definitions_speak_our_words(definition):
    said = f"{definition.name} {definition.rule} {definition.formula}".lower()
    assert not re.search(r"customer|account|subscription|contract value|!", said)
    assert definition.rule.endswith(".")


@pytest.mark.parametrize(
    ("key", "mention"),
    [("nrr", "NRR, month"), ("churn", "churn"), ("share_12m", "recurring share, 12 months")],
)
def test_names_within_a_sentence(key, mention):
    assert DEFINITIONS[key].mention == mention


def test_the_document_names_every_metric():
    named = set(re.findall(r"\*\*([^*]+)\*\*", " ".join(DOC.split())))
    assert {definition.name for definition in DEFINITIONS.values()} - named == set()


def test_the_document_says_the_same_of_other_tools():
    table = DOC.split("| point | Baseload | others |\n|---|---|---|\n")[1].strip()
    assert table.splitlines() == [row(point) for point in POINTS]


def row(point):
    first, *more = [f"{other.says}: {other.tools}" for other in point.others]
    others = ". ".join([first, *(sentence[0].upper() + sentence[1:] for sentence in more)])
    return f"| {point.name[0].lower()}{point.name[1:]} | {point.ours} | {others} |"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [AUDITOR, None])
def test_everybody_reads_the_definitions(role):
    said = words(browse(person(role)).get("/definitions/"))
    for definition in DEFINITIONS.values():
        assert f"{definition.name} {definition.rule}" in said
    assert (
        "Quick ratio How many times the MRR gained covers the MRR lost. Below 1 MRR shrinks. "
        "= (new + reactivation + expansion) ÷ (contraction + churn) Else it reads “no losses”. "
        "Quick ratio Baseload: with reactivation Baremetrics, GrowPanel: without" in said
    )


@pytest.mark.django_db
def test_the_page_of_definitions_asks_little_of_the_database(finance, django_assert_num_queries):
    with django_assert_num_queries(3):
        finance.get("/definitions/")
