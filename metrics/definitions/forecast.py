"""What will become of the MRR."""

from metrics.definitions import points
from metrics.definitions.base import Definition, Unit

NO_HISTORY = "fewer than 6 complete months opened with MRR"

FORECAST = (
    Definition(
        key="known_future",
        name="Known future MRR",
        rule="MRR of a later month by what is written today: what is signed, changed from a day "
        "on, cancelled with notice and discounted until a day. A term without a last day of "
        "service goes on.",
        formula="{last_cents} + {coming_cents} − {ending_cents}",
        result="known_cents",
        points=(points.BASIS, points.END, points.DISCOUNTS),
    ),
    Definition(
        key="not_renewed",
        name="Terms not renewed",
        rule="MRR that a later month has less if none of these terms is renewed: fixed terms that "
        "end by then without a decision, and any that are to end by decision. It is still in the "
        "known future.",
        formula="MRR of these terms in that month, added up",
        result="at_risk_cents",
    ),
    Definition(
        key="usual_month",
        name="Usual month",
        rule="What a month brings by the last 12 complete ones, of those that opened with MRR: new "
        "business and reactivation as an amount, expansion and losses as shares of the MRR that a "
        "month opens with.",
        formula="{usual_new_cents} ÷ {month_count} + ({usual_expansion_cents} − "
        "{usual_lost_cents}) ÷ {usual_opening_cents} × {last_cents}",
        result="usual_cents",
        undefined=NO_HISTORY,
    ),
    Definition(
        key="forecast_range",
        name="Forecast range",
        rule="MRR that is expected: usual months from the last complete one on, or what is known "
        "ahead where that is more. The range is meant to hold four times in five, and is as wide "
        "as the months behind it strayed from the usual.",
        formula="{expected_cents} ± 4/3 × {stray_cents} × √({ahead} + {ahead}² ÷ {month_count})",
        result="low_cents to high_cents",
        undefined=NO_HISTORY,
    ),
    Definition(
        key="forecast_grade",
        name="Grade of a forecast",
        rule="Of the forecasts that were kept 1, 3, 6 and 12 months ahead the share whose month, "
        "once it was complete, came within the range. Beside it how far they were off: the mean of "
        "the difference over what came.",
        formula="{inside_count} ÷ {graded_count}",
        result="inside_share",
        unit=Unit.SHARE,
        undefined="no forecast of a complete month yet",
    ),
)
