"""The tiles of the forecast page."""

from typing import Any

from django.utils.html import format_html

from config import figure_keys, formats
from config.templatetags.figures import compact, compact_change, money, money_change
from metrics.cards import Card, card
from metrics.forecast.outlook import Outlook
from metrics.forecasting import Grade, UsualMonth
from metrics.scopes import Scope
from metrics.tiles import Text, Tile, unbroken


def outlook_tiles(found: Outlook, scope: Scope, grade: Grade | None) -> list[Tile]:
    """`grade` is that of all past forecasts; None where they are not shown."""
    last = _grade_tile(grade, scope) if grade else _usual_tile(found)
    return [_expected_tile(found), _known_tile(found, scope), _terms_tile(found, scope), last]


def _expected_tile(found: Outlook) -> Tile:
    label, about = f"Expected MRR, {_last(found)}", range_card(found)
    if not found.estimates:
        return Tile(label, formats.NOTHING, "Too little history for a range", card=about)
    last = found.estimates[-1]
    ends = money(last.low_cents), money(last.high_cents)
    note = format_html("<strong>{}</strong> to <strong>{}</strong>, four times in five", *ends)
    return Tile(label, compact(last.expected_cents), note, card=about)


def range_card(found: Outlook) -> Card:
    """Of the last month; of fewer months than a range takes only what it would be."""
    if found.usual is None:
        return card("forecast_range")
    last = found.estimates[-1]
    return card("forecast_range", last, ahead=len(found.estimates), **_of(found.usual))


def usual_card(found: Outlook) -> Card:
    """Of a month that opens with the MRR of the last complete one."""
    if found.usual is None:
        return card("usual_month")
    return card(
        "usual_month",
        None,
        last_cents=found.last.closing_cents,
        usual_cents=found.usual_cents,
        **_of(found.usual),
    )


def _of(usual: UsualMonth) -> dict[str, Any]:
    return {
        "month_count": usual.month_count,
        "stray_cents": usual.stray_cents,
        "usual_opening_cents": usual.opening_cents,
        "usual_new_cents": usual.new_cents,
        "usual_expansion_cents": usual.expansion_cents,
        "usual_lost_cents": usual.lost_cents,
    }


def _known_tile(found: Outlook, scope: Scope) -> Tile:
    coming = sum(row.gained_cents for row in found.coming)
    ending = sum(row.lost_cents for row in found.coming)
    months = {"since": found.coming[0].month, "month": found.end}
    return Tile(
        f"Known change to {_last(found)}",
        compact_change(found.known_change_cents),
        format_html(
            "<strong>{}</strong> signed, <strong>{}</strong> ending",
            money_change(coming),
            money_change(-ending),
        ),
        scope.link("movement_list", **months),
        card=card(
            "known_future",
            None,
            of=formats.month(found.end),
            last_cents=found.last.closing_cents,
            coming_cents=coming,
            ending_cents=ending,
            known_cents=found.coming[-1].closing_cents,
        ),
        figure_key=figure_keys.cents(found.known_change_cents),
    )


def _terms_tile(found: Outlook, scope: Scope) -> Tile:
    cents = found.at_risk_cents
    return Tile(
        f"Terms not renewed, to {_last(found)}",
        compact(cents),
        "MRR of fixed terms that nobody decided to renew" if cents else "No such term ends",
        scope.link("term_list", month=found.end) if cents else "",
        card=card("not_renewed", None, of=formats.month(found.end), at_risk_cents=cents),
        figure_key=figure_keys.cents(cents),
    )


def _grade_tile(grade: Grade, scope: Scope) -> Tile:
    label, about = "Past forecasts within their range", _grade_card(grade)
    if not grade.count:
        return Tile(label, formats.NOTHING, "None is of a complete month yet", card=about)
    inside, count = formats.grouped(grade.inside_count), formats.grouped(grade.count)
    off: Text = ""
    if grade.mean_error is not None:
        off = format_html(", <strong>{}</strong> off on average", formats.share(grade.mean_error))
    return Tile(
        label,
        formats.share(grade.inside_share),
        format_html("{} of {}{}", inside, count, off),
        scope.link("forecast_list"),
        card=about,
        figure_key=figure_keys.ratio(grade.inside_count, grade.count),
    )


def _grade_card(grade: Grade) -> Card:
    return card("forecast_grade", grade, graded_count=grade.count)


def _usual_tile(found: Outlook) -> Tile:
    label, about, usual = "A usual month", usual_card(found), found.usual
    if usual is None:
        return Tile(label, formats.NOTHING, "Too little history", card=about)
    note = format_html(
        "<strong>{}</strong> new, <strong>{}</strong> expansion, <strong>{}</strong> losses",
        money_change(usual.new_a_month_cents),
        formats.share(usual.expansion_rate, signed=True),
        formats.share(-usual.loss_rate),
    )
    return Tile(label, compact_change(found.usual_cents), note, card=about)


def _last(found: Outlook) -> str:
    return unbroken(formats.month(found.end))
