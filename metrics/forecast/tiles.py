"""The tiles of the forecast page."""

from django.utils.html import format_html

from config import figure_keys, formats
from config.templatetags.figures import compact, compact_change, money, money_change
from metrics.forecast.outlook import Outlook
from metrics.forecasting import Grade
from metrics.scopes import Scope
from metrics.tiles import Text, Tile, unbroken


def outlook_tiles(found: Outlook, scope: Scope, grade: Grade | None) -> list[Tile]:
    """`grade` is that of all past forecasts; None where they are not shown."""
    tiles = [_expected_tile(found), _known_tile(found, scope), _terms_tile(found, scope)]
    return [*tiles, _grade_tile(grade, scope)] if grade else tiles


def _expected_tile(found: Outlook) -> Tile:
    label = f"Expected MRR, {_last(found)}"
    if not found.estimates:
        return Tile(label, formats.NOTHING, "Too little history for a range")
    last = found.estimates[-1]
    ends = money(last.low_cents), money(last.high_cents)
    note = format_html("<strong>{}</strong> to <strong>{}</strong>, four times in five", *ends)
    return Tile(label, compact(last.expected_cents), note)


def _known_tile(found: Outlook, scope: Scope) -> Tile:
    gained = money_change(sum(row.gained_cents for row in found.coming))
    lost = money_change(-sum(row.lost_cents for row in found.coming))
    months = {"since": found.coming[0].month, "month": found.coming[-1].month}
    return Tile(
        f"Known change to {_last(found)}",
        compact_change(found.known_change_cents),
        format_html("<strong>{}</strong> signed, <strong>{}</strong> ending", gained, lost),
        scope.link("movement_list", **months),
        figure_key=figure_keys.cents(found.known_change_cents),
    )


def _terms_tile(found: Outlook, scope: Scope) -> Tile:
    cents = found.at_risk_cents
    return Tile(
        f"Terms not renewed, to {_last(found)}",
        compact(cents),
        "MRR of fixed terms that nobody decided to renew" if cents else "No such term ends",
        scope.link("term_list", month=found.coming[-1].month) if cents else "",
        figure_key=figure_keys.cents(cents),
    )


def _grade_tile(grade: Grade, scope: Scope) -> Tile:
    label = "Past forecasts within their range"
    if not grade.count:
        return Tile(label, formats.NOTHING, "None is of a complete month yet")
    inside, count = formats.grouped(grade.inside_count), formats.grouped(grade.count)
    off: Text = ""
    if grade.mean_error is not None:
        off = format_html(", <strong>{}</strong> off on average", formats.share(grade.mean_error))
    return Tile(
        label,
        formats.share(grade.inside_share),
        format_html("{} of {}{}", inside, count, off),
        scope.link("forecast_list"),
        figure_key=figure_keys.ratio(grade.inside_count, grade.count),
    )


def _last(found: Outlook) -> str:
    return unbroken(formats.month(found.coming[-1].month))
