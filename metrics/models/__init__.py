from metrics.models.forecasts import Forecast
from metrics.models.ledger import (
    AgreementMrr,
    CategoryMovement,
    Kind,
    LineChange,
    MonthTotal,
    Movement,
    MrrMovement,
)
from metrics.models.scenarios import RATIO_BOUNDS, TARGET_BOUNDS, Scenario

__all__ = [
    "RATIO_BOUNDS",
    "TARGET_BOUNDS",
    "AgreementMrr",
    "CategoryMovement",
    "Forecast",
    "Kind",
    "LineChange",
    "MonthTotal",
    "Movement",
    "MrrMovement",
    "Scenario",
]
