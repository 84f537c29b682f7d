"""Which cases are visited in their middle (期中查核抽樣, R19): a fixed draw, that anybody can repeat."""

import hashlib
from collections.abc import Iterable

SHARE_PCT = 5  # of the firms, by the office; another 5 % by the lead reviewers

#: 抽查原則 (a) to (f).
RISKS = ("執行異常", "需實地驗證", "過去執行不佳", "鮮少查訪或首次", "優良案例", "5+N 生技醫療")


def sample_size(cases: int) -> int:
    """How many the office draws: 5 %, rounded up; 11 of 215."""
    return -(-cases * SHARE_PCT // 100)


def drawn(keys: Iterable[str], seed: str, size: int) -> tuple[str, ...]:
    """``size`` of the cases. The same seed and cases always give the same, on every machine and for ever."""
    ranked = sorted(keys, key=lambda key: hashlib.sha256(f"{seed}/{key}".encode()).hexdigest())
    return tuple(sorted(ranked[:size]))
