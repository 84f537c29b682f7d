"""Why an alert stands is kept as it was said."""

from datetime import date

from app.domain.signal_record import from_json, to_json
from app.domain.slippage import Level, Signal

LATE = Signal(
    "late", Level.BEHIND, "逾期 16 天未完成", (("預定完成日", "107/7/15"), ("天數", "16")), "30 天", date(2018, 7, 16)
)


def test_signals_come_back_as_they_were() -> None:
    assert from_json(to_json([LATE, LATE])) == (LATE, LATE)
    assert isinstance(from_json(to_json([LATE]))[0].level, Level)
    assert from_json(to_json(())) == ()
