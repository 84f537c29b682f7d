"""Changing a few places of an XML part leaves every other byte as it was."""

import pytest

from app.workbooks.annotation.xml_part import XmlPart

XML = (
    b"""<?xml version='1.0'?><!-- <a> --><r xmlns:p="urn:p" p:x='">"'><a  n = "1"/>\r\n"""
    b"""<p:b n="&lt;2"><c>t&amp;u</c></p:b ></r>"""
)


def test_without_changes_the_bytes_are_the_same():
    assert XmlPart(XML).changed() == XML


def test_elements_are_found_where_they_stand():
    part = XmlPart(XML)
    first, second = part.root.children

    assert part.xml[first.start : first.end] == b'<a  n = "1"/>'
    assert part.xml[second.start : second.end] == b'<p:b n="&lt;2"><c>t&amp;u</c></p:b >'
    assert (second.name, second.prefix, second.get("n")) == ("b", "p:", "<2")
    assert part.text(second.children[0]) == "t&u"


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        pytest.param(lambda p, a, b: p.remove(a), b'<a  n = "1"/>', b"", id="remove"),
        pytest.param(lambda p, a, b: p.set(a, "n", "<"), b'<a  n = "1"/>', b'<a n="&lt;"/>', id="set"),
        pytest.param(lambda p, a, b: p.set(a, "n", None), b'<a  n = "1"/>', b"<a/>", id="unset"),
        pytest.param(lambda p, a, b: p.set(a, "m", "2"), b'<a  n = "1"/>', b'<a m="2"  n = "1"/>', id="set-another"),
        pytest.param(lambda p, a, b: p.append(a, "<d/>"), b'"1"/>', b'"1"><d/></a>', id="append-to-empty"),
        pytest.param(lambda p, a, b: p.append(b, "<d/>"), b"</c>", b"</c><d/>", id="append"),
        pytest.param(lambda p, a, b: p.insert_after(("a",), "<d/>"), b'"1"/>', b'"1"/><d/>', id="in-order"),
        pytest.param(lambda p, a, b: p.insert_after(("z",), "<d/>"), b"<a  n", b"<d/><a  n", id="first"),
    ],
)
def test_only_the_changed_place_differs(change, old, new):
    part = XmlPart(XML)

    change(part, *part.root.children)

    assert part.changed() == XML.replace(old, new, 1)


def test_an_opaque_element_is_passed_over_whole():
    xml = b"<r><t><x/><t><y/></t><t/></t><z/></r>"

    table, behind = XmlPart(xml, opaque="t").root.children

    assert (table.children, xml[table.start : table.end], behind.name) == ([], xml[3 : xml.index(b"<z")], "z")
