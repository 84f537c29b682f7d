"""What a person decides of two firms that look alike, and what follows of several decisions."""

from collections.abc import Mapping
from enum import StrEnum


class FirmVerdict(StrEnum):
    """歸戶判定."""

    SAME = "併為同一企業"
    DIFFERENT = "不同企業"


def final(firm: int, merged_into: Mapping[int, int]) -> int:
    """The firm under which one is shown in the end, when merges follow on merges.

    :param merged_into: by firm, the one into which it was merged; no firm comes back to itself.
    """
    while firm in merged_into:
        firm = merged_into[firm]
    return firm
