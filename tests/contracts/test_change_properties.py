"""Random changes of random lines: day by day, only what was to change is another."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts.histories import LineHistory
from contracts.models import AgreementLine, LineRevision

FIRST = date(2024, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(40)]
days = st.integers(0, 30)
quantities = st.sampled_from([Decimal(0), Decimal(1), Decimal(2)])
prices = st.sampled_from([Decimal(10), Decimal(20)])
discounts = st.sampled_from([Decimal(0), Decimal("0.1"), Decimal("0.2")])
revisions = st.lists(
    st.tuples(days, quantities, prices, discounts, st.booleans()),
    min_size=1, max_size=6, unique_by=lambda revision: revision[0],
)  # fmt: skip
values = st.fixed_dictionaries(
    {}, optional={"quantity": quantities, "unit_price": prices, "discount": discounts}
)


def history_of(revisions):
    line = AgreementLine(name="Help desk")
    return LineHistory(line, [revision_of(line, *revision) for revision in sorted(revisions)])


def revision_of(line, day, quantity, price, discount, is_gap):
    return LineRevision(
        pk=day + 1,
        line=line,
        effective_on=DAYS[day],
        quantity=quantity,
        unit_price=price,
        discount=discount,
        unit_cost=Decimal(0),
        billing_months=1,
        is_gap=is_gap and not quantity,
    )


def walk(history):
    """The terms of each day, None before the first ones."""
    names = ("quantity", "unit_price", "discount", "is_gap")
    standing = [history.on(day) for day in DAYS]
    return [on and {name: getattr(on, name) for name in names} for on in standing]


def due(before, start, values, until):
    """Each new value holds until the old one would have ended, a gap aside; a discount `until`."""
    after = [terms and {**terms} for terms in before]
    for name, new in values.items():
        old = before[start][name]
        for number in range(start, len(DAYS)):
            if name == "discount" and until is not None and number > until:
                break
            in_gap = before[number]["is_gap"] and not before[start]["is_gap"]
            if name == "quantity" and in_gap:
                continue
            if before[number][name] != old:
                break
            after[number][name] = new
    return after


@given(revisions, days, values, st.one_of(st.none(), days))
@settings(max_examples=300, deadline=None)
def test_only_what_was_to_change_is_another(revisions, start, values, until):
    history = history_of(revisions)
    before = walk(history)
    assume(before[start] is not None and (until is None or until >= start))
    stored = {revision.pk for revision in history.revisions}
    last = DAYS[until] if until is not None else None
    history.change(DAYS[start], values, discount_ends_on=last)
    after = walk(history)
    for terms in (*after, *(expected := due(before, start, values, until))):
        if terms:
            terms.pop("is_gap")
    assert after == expected
    dates = [revision.effective_on for revision in history.revisions]
    assert dates == sorted(set(dates))
    assert stored <= {revision.pk for revision in history.revisions}
    assert all(revision in history.revisions for revision in history.changed)
