"""Comments of an .xlsx sheet: ours beside, or behind, those of the file's authors."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from app.workbooks.annotation import vml
from app.workbooks.annotation.marks import AUTHOR, HEADING, Place, place_of, without_ours
from app.workbooks.annotation.xlsx_package import XlsxPackage
from app.workbooks.annotation.xlsx_sheet import add_comment_anchor
from app.workbooks.annotation.xlsx_text import excel_text
from app.workbooks.annotation.xml_part import Node, XmlPart
from app.workbooks.grid import cell_name

_PATH, _DRAWING_PATH = "xl/comments_check{}.xml", "xl/drawings/vmlDrawing_check{}.vml"
_THREAD = "tc="  # opens the author of a comment that stands in for a discussion of newer programs


def add_comments(book: XlsxPackage, path: str, sheet: XmlPart, comments: Mapping[Place, str]) -> None:
    """Comment the cells of a sheet. A cell with a discussion is left alone: a program would not show both.

    :param path: of the sheet's part.
    """
    name = book.related(path, "comments") or _add_part(book, path)
    part = XmlPart(book.package.read(name))
    authors, listed = part.root.first("authors"), part.root.first("commentList")
    if authors is None or listed is None:
        return
    theirs = {place_of(node.get("ref")): node for node in listed.children}
    threads = {
        str(number) for number, node in enumerate(authors.children) if part.inside(node).startswith(_THREAD.encode())
    }
    new: dict[Place, str] = {}
    for place, words in comments.items():
        if (node := theirs.get(place)) is None:
            new[place] = words
        elif node.get("authorId") not in threads:
            _extend(part, node, words)
    prefix = part.root.prefix
    if new:
        part.append(authors, f"<{prefix}author>{AUTHOR}</{prefix}author>")
        author = len(authors.children)
        part.append(listed, "".join(_comment(prefix, author, place, words) for place, words in new.items()))
        _draw(book, path, sheet, new)
    book.package.write(name, part.changed())


def has_comments(book: XlsxPackage, path: str) -> bool:
    """Whether there is any word of ours in the comments of a sheet."""
    name = book.related(path, "comments")
    return name is not None and HEADING.encode() in book.package.read(name)


def clear_comments(book: XlsxPackage, path: str, sheet: XmlPart) -> None:
    """Take our comments away, and what we added to those of others."""
    name = book.related(path, "comments")
    if name is None:
        return
    part = XmlPart(book.package.read(name))
    listed = part.root.first("commentList")
    comments = listed.children if listed else []
    emptied = [node for node in comments if _clear(part, node)]
    for node in emptied:
        part.remove(node)
    if emptied:
        _undraw(book, path, sheet, emptied)
    if emptied and len(emptied) == len(comments):
        book.remove(path, name)
        return
    _remove_author(part, [node for node in comments if node not in emptied])
    book.package.write(name, part.changed())


def _comment(prefix: str, author: int, place: Place, words: str) -> str:
    body = f'<{prefix}text><{prefix}t xml:space="preserve">{excel_text(words)}</{prefix}t></{prefix}text>'
    return f'<{prefix}comment ref="{cell_name(*place)}" authorId="{author}">{body}</{prefix}comment>'


def _extend(part: XmlPart, comment: Node, words: str) -> None:
    """Put our words at the end of somebody's comment: into its last run, or a program would drop one or the other."""
    texts = [node for node in comment.every("t") if not _is_phonetic(comment, node)]
    if texts:
        part.append(texts[-1], "\n" + excel_text(words))
        return
    prefix = part.root.prefix
    run = f'<{prefix}t xml:space="preserve">\n{excel_text(words)}</{prefix}t>'
    body = comment.first("text")
    part.append(body or comment, run if body else f"<{prefix}text>{run}</{prefix}text>")


def _is_phonetic(comment: Node, text: Node) -> bool:
    return any(text.start > node.start and text.end < node.end for node in comment.every("rPh"))


def _clear(part: XmlPart, comment: Node) -> bool:
    """Take our words out of a comment; whether nothing is left of it."""
    nodes = list(comment.every("t"))
    written = [part.inside(node).decode() for node in nodes]
    theirs = without_ours(written)
    for node, before, after in zip(nodes, written, theirs, strict=True):
        if after != before:
            part.replace(node.inside, node.inside_end, after)
    return theirs != written and not "".join(theirs).strip()


def _remove_author(part: XmlPart, comments: list[Node]) -> None:
    """Take our name off the list, if that changes the number of nobody."""
    authors = part.root.first("authors")
    if authors is None or not authors.children:
        return
    last, number = authors.children[-1], str(len(authors.children) - 1)
    if part.inside(last).decode() == AUTHOR and all(node.get("authorId") != number for node in comments):
        part.remove(last)


def _add_part(book: XlsxPackage, path: str) -> str:
    name = book.package.free_name(_PATH)
    empty = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{escape(book.dialect.main)}">'
        "<authors></authors><commentList></commentList></comments>"
    )
    book.add(path, "comments", name, empty.encode())
    return name


def _draw(book: XlsxPackage, path: str, sheet: XmlPart, comments: Mapping[Place, str]) -> None:
    """Every comment needs the drawing of its box."""
    first = vml.free_number(book.package.read(name) for name in book.package.names() if name.endswith(".vml"))
    shapes = vml.shapes(comments, first)
    anchor = sheet.root.first("legacyDrawing")
    name = book.related_by_id(path, anchor.get("id")) if anchor else None
    if name:
        book.package.write(name, vml.with_shapes(book.package.read(name), shapes))
        return
    name = book.package.free_name(_DRAWING_PATH)
    relation = book.add(path, "vmlDrawing", name, vml.drawing(shapes, first, len(comments)))
    add_comment_anchor(sheet, relation, book.dialect.relations)


def _undraw(book: XlsxPackage, path: str, sheet: XmlPart, comments: list[Node]) -> None:
    anchor = sheet.root.first("legacyDrawing")
    name = book.related_by_id(path, anchor.get("id")) if anchor else None
    if anchor is None or name is None:
        return
    places = {place for node in comments if (place := place_of(node.get("ref")))}
    drawing = vml.without_shapes(book.package.read(name), places)
    if vml.has_shapes(drawing):
        book.package.write(name, drawing)
    else:
        book.remove(path, name)
        sheet.remove(anchor)
