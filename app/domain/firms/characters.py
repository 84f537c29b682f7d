"""Characters that are written one way or the other in the names and addresses of firms."""

import unicodedata
from typing import Final

#: The first of each group stands for the others. Unicode's own compatibility forms are folded besides.
_GROUPS: Final = (
    *("台臺", "峰峯", "群羣", "裡裏", "啟啓", "村邨", "線綫", "恆恒", "敘敍", "勳勛", "溫温", "值値", "真眞", "產産"),
    *("內内", "戶户", "說説", "青靑", "黃黄", "高髙", "德徳", "為爲", "衛衞", "祕秘", "鏽銹", "床牀", "略畧", "鄰隣"),
    *("舖鋪", "煙烟", "豔艷", "瓷甆", "罐鑵", "針鍼", "凳櫈", "鉤鈎", "麵麪", "鹽塩", "豐豊", "寶寳", "傑杰", "晉晋"),
    *("鐵鉄", "灣湾", "國国", "會会", "學学", "號号", "總総", "廣広", "億亿", "濟済", "齊斉", "實実", "體体"),
)
VARIANTS: Final = {variant: group[0] for group in _GROUPS for variant in group[1:]}
_TRANSLATED = str.maketrans(VARIANTS)


def half_width(text: str) -> str:
    """Full-width letters, digits and brackets as everybody else writes them."""
    return unicodedata.normalize("NFKC", text)


def without_blanks(text: str) -> str:
    """Without blanks of any width, and without what cannot be seen."""
    if text.isprintable() and " " not in text:  # most names; of all blanks only this one counts as printable
        return text
    return "".join(char for char in text if char.isprintable() and char != " ")


def one_variant(text: str) -> str:
    """台 for 臺, 峰 for 峯: each character in the one form that stands for its variants."""
    return text.translate(_TRANSLATED)
