"""A report as one HTML file on A4 paper, for looking at and for printing. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from app.reports.official.document import Heading, Paragraph, Report, outline, tables
from app.reports.official.table import Cell, Line, Role, Table

_STYLE = Markup(
    """
@page { size: A4; margin: 20mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); } }
body { max-width: 174mm; margin: 0 auto; font: 12pt/1.6 "Noto Serif CJK TC", "PMingLiU", serif; }
h1 { font-size: 18pt; text-align: center; }
h2 { font-size: 15pt; break-before: page; } h3, h4, h5, h6 { font-size: 12.5pt; }
h2, h3, h4, h5, h6 { break-after: avoid; }
table { width: 100%; border-collapse: collapse; margin: 2mm 0 5mm; font-size: 9.5pt; line-height: 1.35; }
caption { font-size: 11pt; text-align: center; break-after: avoid; }
thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { border: 0.5pt solid #000; padding: 1mm 1.2mm; vertical-align: middle; white-space: pre-line; }
th { background: #eee; font-weight: 600; } .label { text-align: center; } .figure { text-align: right; }
.total { font-weight: 600; } .wide { font-size: 7.5pt; } .wide th, .wide td { padding: 0.8mm 0.5mm; }
.draft::after { content: "（草稿）"; color: #a00; } .unit, .note { font-size: 9.5pt; } .unit { text-align: right; }
"""
)
_WIDE = 10  # columns from which the letters of a table are smaller, for it to stay on an upright page


def html_of(report: Report) -> str:
    """The whole report with its contents and its list of tables."""
    parts = Markup("\n").join(_parts(report))
    return Markup(
        '<!doctype html>\n<html lang="zh-Hant-TW"><head><meta charset="utf-8"><title>{}</title>'
        "<style>{}</style></head><body>\n{}\n</body></html>\n"
    ).format(report.title, _STYLE, parts)


def _parts(report: Report) -> Iterator[Markup]:
    yield Markup('<p class="note">{}</p><h1>{}</h1>').format(report.page_head, report.title)
    headings = list(outline(report))
    yield _list("目錄", [heading.text for heading in headings if heading.depth <= 2])
    yield _list("表目錄", [table.caption for table in tables(report) if table.number is not None])
    for heading in headings:
        yield from _section(heading)


def _list(title: str, lines: list[str]) -> Markup:
    items = Markup("").join(Markup("<br>{}").format(line) for line in lines)
    return Markup("<p><strong>{}</strong>{}</p>").format(title, items)


def _section(heading: Heading) -> Iterator[Markup]:
    level = min(heading.depth + 1, 6)
    yield Markup("<h{0}>{1}</h{0}>").format(level, heading.text)
    for part in heading.section.content:
        if isinstance(part, Paragraph):
            yield Markup("<p{}>{}</p>").format(_class("draft" if part.is_draft else ""), part.text)
        else:
            yield _table(part)


def _table(table: Table) -> Markup:
    caption = Markup("<caption>{}</caption>").format(table.caption) if table.caption else ""
    unit = Markup('<div class="unit">單位：{}</div>').format(table.unit) if table.unit else ""
    notes = Markup("").join(Markup('<div class="note">{}</div>').format(note) for note in table.notes)
    wide = _class("wide" if len(table.grid[0]) >= _WIDE else "")
    head = Markup("<thead>{}</thead>").format(_lines(table.head)) if table.head else ""
    return Markup("{}<table{}>{}{}<tbody>{}</tbody></table>{}").format(
        unit, wide, caption, head, _lines(table.body), notes
    )


def _lines(lines: tuple[Line, ...]) -> Markup:
    return Markup("\n").join(Markup("<tr>{}</tr>").format(Markup("").join(map(_cell, line))) for line in lines)


def _cell(cell: Cell) -> Markup:
    tag = "th" if cell.role is Role.HEAD else "td"
    names = (cell.role.value, "total" if cell.is_total else "", "draft" if cell.is_draft else "")
    spans = Markup("").join(
        Markup(' {}="{}"').format(name, size)
        for name, size in (("rowspan", cell.rows), ("colspan", cell.cols))
        if size > 1
    )
    return Markup("<{0}{1}{2}>{3}</{0}>").format(tag, _class(*names), spans, escape(cell.text))


def _class(*names: str) -> Markup:
    told = " ".join(name for name in names if name)
    return Markup(' class="{}"').format(told) if told else Markup("")
