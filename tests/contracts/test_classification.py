"""Rules that classify invoice lines: what they do, and that it can be taken back."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import HistoryEntry
from contracts import operations
from contracts.models import ClassificationRule, InvoiceLine
from contracts.operations import Charge, Classified
from metrics import verification
from metrics.models import MonthTotal
from tests.builders import day, make_client
from tests.contracts.csv_files import import_invoices

pytestmark = pytest.mark.django_db


def loose(*texts, client=None, number="A-1"):
    """An invoice of unclassified lines of 10.00 each, one for each text."""
    return operations.record_invoice(
        client=client or make_client(),
        number=number,
        issued_on=day("2024-02-10"),
        charges=[Charge("unclassified", 1000, text) for text in texts],
    )


def kinds():
    rows = InvoiceLine.objects.order_by("number", "position")
    return list(rows.values_list("kind", flat=True))


def rule(contains, kind="hardware"):
    return operations.create_rule(contains=contains, kind=kind)[0]


def test_a_rule_classifies_what_came_without_a_kind():
    loose("Firewall FG-60", "Travel", "new FIREWALL")
    _, done = operations.create_rule(contains="firewall", kind="hardware")
    assert done == Classified(2, 2000)
    assert kinds() == ["hardware", "unclassified", "hardware"]
    assert verification.differences() == []


def test_each_change_says_why():
    loose("Firewall")
    rule("firewall")
    entry = HistoryEntry.objects.filter(action=1).get()
    assert entry.differences == [("Kind", "Unclassified", "Hardware")]
    assert entry.reason == "Rule: “firewall” is Hardware"


@pytest.mark.parametrize("text", ["ÄRGER", "ärger", "Straße Ärger"])
def test_capitals_beyond_ascii_are_alike(text):
    loose(text)
    rule("Ärger")
    assert kinds() == ["hardware"]


def test_a_rule_applies_to_what_comes_later():
    rule("firewall")
    loose("Firewall")
    import_invoices({"number": "B-1", "kind": "unclassified", "description": "A firewall"})
    assert kinds() == ["hardware", "hardware"]
    assert verification.differences() == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_longest_words_win(order):
    loose("Firewall review")
    rules = [("firewall", "hardware"), ("firewall review", "professional_services")]
    for at in order:
        rule(*rules[at])
    assert kinds() == ["professional_services"]


def test_the_older_of_two_as_long_wins():
    rule("alarm", "project")
    rule("light", "hardware")
    loose("light and alarm")
    assert kinds() == ["project"]


def test_a_rule_taken_back_undoes_what_it_did():
    loose("Firewall", "Firewall", "Switch")
    rule("switch", "project")
    firewall = rule("firewall")
    by_hand = InvoiceLine.objects.filter(position=1)
    operations.edit_invoice(
        line=by_hand.get(),
        number="A-1",
        issued_on=day("2024-02-10"),
        charges=[
            Charge("break_fix", 1000, "Firewall", line_id=by_hand.get().pk),
            *(
                Charge(line.kind, 1000, line.description, line_id=line.pk)
                for line in InvoiceLine.objects.filter(position__gt=1)
            ),
        ],
    )
    assert operations.remove_rule(rule=firewall) == Classified(1, 1000)
    assert kinds() == ["break_fix", "unclassified", "project"]
    assert verification.differences() == []


def test_a_shorter_rule_takes_over_again():
    loose("Firewall review")
    rule("firewall")
    operations.remove_rule(rule=rule("firewall review", "project"))
    assert kinds() == ["hardware"]


def test_a_rule_is_taken_back_once():
    gone = rule("firewall")
    operations.remove_rule(rule=gone)
    with pytest.raises(ValidationError, match="somebody else removed it"):
        operations.remove_rule(rule=gone)


@pytest.mark.parametrize(
    ("contains", "kind", "field"),
    [
        ("ÄRGER", "project", "contains"),
        ("new", "unclassified", "kind"),
        ("", "project", "contains"),
    ],
)
def test_rules_that_say_nothing_new_are_refused(contains, kind, field):
    rule("ärger")
    with pytest.raises(ValidationError) as refused:
        operations.create_rule(contains=contains, kind=kind)
    assert set(refused.value.error_dict) == {field}
    assert ClassificationRule.objects.count() == 1


def test_lines_are_classified_by_hand_once():
    loose("One", "Two")
    lines = InvoiceLine.objects.all()
    assert operations.classify_lines(lines=lines.filter(position=1), kind="project").line_count == 1
    assert operations.classify_lines(lines=lines, kind="hardware") == Classified(1, 1000)
    assert kinds() == ["project", "hardware"]
    assert verification.differences() == []


ROW = {"kind": "unclassified", "description": "Firewall"}


def test_the_same_file_changes_nothing_of_what_a_rule_or_person_did():
    import_invoices({**ROW, "line": "1"}, {**ROW, "line": "2", "description": "Travel"})
    rule("firewall")
    operations.classify_lines(lines=InvoiceLine.objects.filter(position=2), kind="project")
    said = import_invoices({**ROW, "line": "1"}, {**ROW, "line": "2", "description": "Travel"})
    assert said == "0 created, 0 changed, 2 unchanged"
    assert kinds() == ["hardware", "project"]


def test_a_file_that_says_a_kind_wins():
    import_invoices(ROW)
    gone = rule("firewall")
    assert import_invoices({**ROW, "kind": "hardware"}) == "0 created, 1 changed, 0 unchanged"
    operations.remove_rule(rule=gone)
    assert kinds() == ["hardware"]
    assert verification.differences() == []


def test_another_description_is_looked_at_anew():
    import_invoices(ROW)
    rule("firewall")
    import_invoices({**ROW, "description": "Travel"})
    assert kinds() == ["unclassified"]
    assert verification.differences() == []


TEXTS = ["firewall", "FIREWALL review", "switch", "travel", ""]
WORDS = ["fire", "firewall", "Review", "switch", "e"]
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("create"), st.sampled_from(WORDS), st.sampled_from(["project", "hardware"])
        ),
        st.tuples(st.just("remove"), st.sampled_from(WORDS), st.none()),
        st.tuples(st.just("import"), st.integers(0, 3), st.sampled_from(TEXTS)),
        st.tuples(st.just("enter"), st.integers(), st.sampled_from(TEXTS)),
        st.tuples(st.just("by hand"), st.integers(0, 3), st.none()),
    ),
    max_size=12,
)


class ClassificationProperties(TestCase):
    """Whatever the order of rules, imports and people: sums hold, and rules leave no trace."""

    def take(self, step, what, with_):
        if step == "create" and not ClassificationRule.objects.filter(contains=what).exists():
            rule(what, with_)
        if step == "remove":
            for found in ClassificationRule.objects.filter(contains=what):
                operations.remove_rule(rule=found)
        if step == "import":
            import_invoices({"number": f"I-{what}", "kind": "unclassified", "description": with_})
        if step == "enter":
            number = f"E-{InvoiceLine.objects.count()}"
            loose(with_, client=self.client_, number=number)
        if step == "by hand":
            lines = InvoiceLine.objects.filter(number=f"I-{what}", kind="unclassified")
            self.typed |= set(lines.values_list("pk", flat=True))
            operations.classify_lines(lines=lines, kind="break_fix")

    @given(steps)
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_rules_come_and_go(self, steps):
        self.client_, self.typed = make_client(), set()
        for step in steps:
            self.take(*step)
            self.assertEqual(verification.differences(), [])
        for found in ClassificationRule.objects.order_by("?"):
            operations.remove_rule(rule=found)
        for line in InvoiceLine.objects.all():
            self.assertEqual(line.kind, "break_fix" if line.pk in self.typed else "unclassified")
        kept = {(row.month, row.kind): row.amount_cents for row in MonthTotal.objects.all()}
        summed = Counter()
        for line in InvoiceLine.objects.all():
            summed[line.month, line.kind] += line.amount_cents
        self.assertEqual({key: cents for key, cents in kept.items() if cents}, dict(summed))
