"""What will become of an open promise: a finish or a final value, with a range that earned its width (decision 0020).

A *base* says what would be if nothing went differently: the deadline, the own pace, the target. The *reference
class* says how far things like it, equally far from their end, came to lie from that base. Their order statistics
are the range. Pure: what counts as known on a day is cut to that day here, whatever is handed in.
"""

from app.domain.forecast.finish import finish_of
from app.domain.forecast.model import (
    Basis,
    FinishForecast,
    Indication,
    Method,
    Reading,
    TooLittle,
    ValueForecast,
    Work,
)
from app.domain.forecast.value import value_of

__all__ = [
    "Basis",
    "FinishForecast",
    "Indication",
    "Method",
    "Reading",
    "TooLittle",
    "ValueForecast",
    "Work",
    "finish_of",
    "value_of",
]
