"""Valid workbooks with something wrong in them, by number: the same number always makes the same file."""

import random
import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from tests.fixtures.workbooks.build import FILES
from tests.fixtures.workbooks.packing import unzipped
from tests.fixtures.workbooks.seeds import ODS, XLSX

#: Small and valid, each written in a way of its own.
SEEDS = (
    *(XLSX, ODS, ODS),
    *(FILES / f"{name}.xlsx" for name in ("formulas-with-their-values", "written-with-inline-strings", "case-added")),
    *(FILES / f"{name}.xlsx" for name in ("written-with-a-prefix", "merged-text-downwards", "written-without-styles")),
    *(FILES / f"{name}.ods" for name in ("ods-rows-and-cells-written-once", "ods-merged-text-downwards")),
)

_TAG = re.compile(r"<[^<>]+>")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_XLSX_CELL = re.compile(r'<((?:x:)?)c r="([A-Z]+\d+)"([^>]*?)(?:/>|>.*?</(?:x:)?c>)', re.DOTALL)
_ODS_CELL = re.compile(r"<table:table-cell\b(?:[^>]*/>|[^>]*>.*?</table:table-cell>)", re.DOTALL)
_DEEP = re.compile(r"sheet\d\.xml|sharedStrings|content\.xml")  # where most of what people typed is

_NUMBERS = (
    *("0", "-1", "1", "2", "00", "65535", "1048576", "1048577", "2147483648", "4294967296", "99999999999999999999"),
    *("1e308", "-1e309", "1E-400", "NaN", "INF", "0x10", "1.5", ".5", "1,5", "１２", "", " ", "-0", "1e15", "0.1"),
)
_REFERENCES = ("A1", "XFD1", "A0", "ZZZ9", "a1", "1A", "A", "7", "B4:A1", "A1:XFD9", "$H$7", "Sheet1!A1", "H7")
_WORDS = (
    *("107/1/31", "107/13/1", "民國百零七年一月", "1/31", "13/13/13", "107/7/15前", "２０１８－０１－３１", "明年"),
    *(
        "5.01億元",
        "約 334",
        "3~7",
        "-5",
        "(1,000)",
        "△1",
        "1,23,4",
        "百分之五",
        "兩百案",
        "1/2",
        "½",
        "Ⅳ",
        "①",
        "一二三",
    ),
    *(
        "=1+1",
        "#REF!",
        "TRUE",
        "台中市",
        "結案",
        "107-0001",
        "A-1",
        "_key",
        "_total",
        "實際值",
        "期末",
        "億",
        "%",
        "元",
    ),
    *("\u200b", "\u202e反", "\ufeff", "é\u0301", "👨\u200d👩", "\U000e0001", "\ue000", "　", "\u2028", "ﷺ", "ı", "ß"),
    *("&amp;", "&lt;", "&#x9;", "_x0000_", "_xD800_"),
)
_NO_XML = ("&#0;", "&#x0;", "&#xD800;", "&#xFFFF;", "&nope;", "&", "<", "]]>", "\x00", "\x1f", '"')


def mutated(number: int) -> bytes:
    """The file of this number."""
    chance = random.Random(number)  # noqa: S311  not a secret
    data = chance.choice(SEEDS).read_bytes()
    kind = chance.choices((_bytes_of_package, _bytes_of_part, _xml, _cells), weights=(8, 12, 25, 55))[0]
    return kind(data, chance)


def _bytes_of_package(data: bytes, chance: random.Random) -> bytes:
    return _damaged(data, chance)


def _bytes_of_part(data: bytes, chance: random.Random) -> bytes:
    parts = dict(_parts(data))
    name = chance.choice(list(parts))
    return _packed(parts | {name: _damaged(parts[name], chance)})


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, doubled, taken away, or everything after a point."""
    held = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(held) or 1), chance.choice((1, 1, 2, 8, 64))
        match chance.randrange(6):
            case 0 | 1:
                held[at : at + length] = chance.randbytes(min(length, len(held) - at))
            case 2:
                held[at:at] = held[at : at + length]
            case 3:
                del held[at : at + length]
            case 4:
                held[at : at + 4] = chance.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b'<>&"'))
            case 5 if chance.random() < 0.3:
                del held[at:]
    return bytes(held)


def _xml(data: bytes, chance: random.Random) -> bytes:
    """Tags and attributes changed, doubled, moved or taken away."""
    parts = dict(_parts(data))
    name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    if chance.random() < 0.6:
        name = chance.choice([name for name in parts if _DEEP.search(name)])
    text = parts[name].decode()
    for _ in range(chance.randint(1, 4)):
        tags = list(_TAG.finditer(text))
        if not tags:
            break
        tag = chance.choice(tags)
        text = chance.choice(_XML_CHANGES)(text, tag, chance)
    return _packed(parts | {name: text.encode(errors="surrogatepass")})


def _attribute_changed(text: str, tag: re.Match[str], chance: random.Random) -> str:
    attributes = list(_ATTRIBUTE.finditer(tag[0]))
    if not attributes:
        return text
    found = chance.choice(attributes)
    value = chance.choice(
        (chance.choice(_NUMBERS), chance.choice(_REFERENCES), chance.choice(_WORDS), chance.choice(_NO_XML))
    )
    start = tag.start() + found.start(2)
    return text[:start] + value + text[tag.start() + found.end(2) :]


def _attribute_taken(text: str, tag: re.Match[str], chance: random.Random) -> str:
    attributes = list(_ATTRIBUTE.finditer(tag[0]))
    if not attributes:
        return text
    found = chance.choice(attributes)
    return text[: tag.start() + found.start()] + text[tag.start() + found.end() :]


def _tag_taken(text: str, tag: re.Match[str], chance: random.Random) -> str:
    return text[: tag.start()] + text[tag.end() :]


def _span_doubled(text: str, tag: re.Match[str], chance: random.Random) -> str:
    end = text.find(">", tag.end() + chance.randrange(2000)) + 1 or tag.end()
    return text[:end] + text[tag.start() : end] * chance.choice((1, 1, 3, 50)) + text[end:]


def _span_taken(text: str, tag: re.Match[str], chance: random.Random) -> str:
    end = text.find(">", tag.end() + chance.randrange(500)) + 1 or tag.end()
    return text[: tag.start()] + text[end:]


def _text_changed(text: str, tag: re.Match[str], chance: random.Random) -> str:
    end = text.find("<", tag.end())
    words = chance.choice(
        (chance.choice(_WORDS + _NO_XML), chance.choice(_NUMBERS), "字" * chance.choice((1, 300, 40_000)))
    )
    return text if end < 0 else text[: tag.end()] + words + text[end:]


def _element_added(text: str, tag: re.Match[str], chance: random.Random) -> str:
    number, reference = chance.choice(_NUMBERS), chance.choice(_REFERENCES)
    added = chance.choice(
        (
            f'<c r="{reference}" t="s"><v>{number}</v></c>',
            f'<c r="{reference}" t="{chance.choice(("e", "b", "d", "str", "n", "x", ""))}"><v>{number}</v></c>',
            f'<row r="{number}"><c r="{reference}"><v>1</v></c></row>',
            f'<mergeCell ref="{reference}:{chance.choice(_REFERENCES)}"/>',
            f'<c r="{reference}"><f t="shared" si="{number}"/></c>',
            f'<table:table-cell table:number-columns-repeated="{number}" office:value-type="float" office:value="1"/>',
            f'<table:table-row table:number-rows-repeated="{number}"><table:table-cell/></table:table-row>',
            f'<table:covered-table-cell table:number-columns-repeated="{number}"/>',
            "<!-- -->",
            "<![CDATA[x]]>",
            "<?x?>",
        )
    )
    return text[: tag.end()] + added + text[tag.end() :]


_XML_CHANGES: tuple[Callable[[str, re.Match[str], random.Random], str], ...] = (
    *(_attribute_changed, _attribute_changed, _attribute_changed, _attribute_taken, _tag_taken),
    *(_span_doubled, _span_taken, _text_changed, _text_changed, _element_added, _element_added),
)


def _cells(data: bytes, chance: random.Random) -> bytes:
    """Anything at all typed into some cells, headers and hidden ones included."""
    parts = dict(_parts(data))
    for _ in range(chance.randint(1, 5)):
        name = chance.choice([name for name in parts if re.search(r"sheets/sheet[2-8]|content\.xml", name)])
        parts[name] = _retyped(parts[name].decode(), name == "content.xml", chance).encode(errors="surrogatepass")
    return _packed(parts)


def _retyped(text: str, is_ods: bool, chance: random.Random) -> str:
    cells = list((_ODS_CELL if is_ods else _XLSX_CELL).finditer(text))
    if not cells:
        return text
    cell = chance.choice(cells)
    xml = _ods_cell(chance) if is_ods else _xlsx_cell(cell[1], cell[2], cell[3], chance)
    return text[: cell.start()] + xml + text[cell.end() :]


def _xlsx_cell(prefix: str, name: str, attributes: str, chance: random.Random) -> str:
    style = "".join(re.findall(r' s="\d+"', attributes))
    c, v, f, i, t = (f"{prefix}{tag}" for tag in ("c", "v", "f", "is", "t"))
    match chance.randrange(6):
        case 0:
            return f'<{c} r="{name}"{style}><{v}>{chance.choice(_NUMBERS)}</{v}></{c}>'
        case 1:
            return f'<{c} r="{name}"{style}><{v}>{chance.uniform(-1, 1) * 10 ** chance.randint(-5, 18)!r}</{v}></{c}>'
        case 2:
            return f'<{c} r="{name}"{style}><{f}>A1+1</{f}></{c}>'
        case 3:
            return f'<{c} r="{name}" t="{chance.choice("bed")}"{style}><{v}>{chance.choice(_WORDS)}</{v}></{c}>'
        case _:
            return f'<{c} r="{name}" t="inlineStr"{style}><{i}><{t}>{_junk(chance)}</{t}></{i}></{c}>'


def _ods_cell(chance: random.Random) -> str:
    kind = chance.choice(("string", "float", "date", "time", "boolean", "percentage", "currency", "error", ""))
    value = chance.choice((*_NUMBERS, "2018-01-31", "2018-13-31", "0107-01-31", "PT1H", "true"))
    attribute = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
    told = f' office:{attribute}="{value}"' if chance.random() < 0.8 else ""
    return f'<table:table-cell office:value-type="{kind}"{told}><text:p>{_junk(chance)}</text:p></table:table-cell>'


def _junk(chance: random.Random) -> str:
    """Words of the field put together at random, with characters of every kind in between."""
    pieces = [
        chance.choice((chance.choice(_WORDS), chance.choice(_NUMBERS), _any_characters(chance)))
        for _ in range(chance.choice((1, 1, 2, 3, 8)))
    ]
    return chance.choice(("", " ", "/", "年")).join(pieces)


def _any_characters(chance: random.Random) -> str:
    ranges = ((0x20, 0x7E), (0xA0, 0x24F), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xFF00, 0xFFEF), (0x1F300, 0x1FAFF))
    low, high = chance.choice(ranges)
    text = "".join(chr(chance.randint(low, high)) for _ in range(chance.choice((1, 3, 12))))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "")


@cache
def _parts(data: bytes) -> dict[str, bytes]:
    return unzipped(data)


def _packed(parts: dict[str, bytes]) -> bytes:
    """Stored, not packed: that would be most of the work."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()
