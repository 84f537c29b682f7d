"""A page's source is cut into messages and the rest, and put together again."""

import pytest

from app.translations import walk
from app.translations.page_literals import literals
from app.translations.page_source import Message, Token, tokens
from config import ROOT

TEMPLATES = sorted((ROOT / "app" / "templates").rglob("*.html"))


def messages_of(source: str) -> list[str]:
    found: list[str] = []

    def note(message: Message, _is_plain: bool) -> str:
        found.append(message.text)
        return ""

    def as_it_is(token: Token, _is_plain: bool) -> str:
        return token.text

    walk.rewritten(source, walk.Words(note, str, as_it_is))
    return found


def test_the_pieces_of_every_page_together_are_the_page() -> None:
    assert TEMPLATES
    for path in TEMPLATES:
        source = path.read_text()
        assert "".join(token.text for token in tokens(source)) == source, path


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("<p>\n  沒有資料。\n</p>", ["沒有資料。"], id="blanks-at-the-ends-belong-to-no-message"),
        pytest.param("<p>共 {{ rows|length }} 列</p>", ["共 {rows} 列"], id="an-expression-has-a-name"),
        pytest.param("{{ a.n }} 至 {{ b.n }}", ["{n} 至 {n2}"], id="two-of-one-name-are-told-apart"),
        pytest.param('請見<a href="{{ url }}">說明</a>。', ["請見<a>說明</a>。"], id="an-element-inside-is-part-of-it"),
        pytest.param("<b>甲項</b> <b>乙項</b>", ["甲項", "乙項"], id="elements-side-by-side-are-messages-each"),
        pytest.param("甲項{% if x %}乙項{% endif %}", ["甲項", "乙項"], id="a-condition-parts-messages"),
        pytest.param('{{ icon("x") }}刪除', ["刪除"], id="an-icon-is-beside-the-message"),
        pytest.param('<i title="關閉 {{ name }}"></i>', ["關閉 {name}"], id="attributes-that-are-read-aloud"),
        pytest.param('{{ f({"a": {"b": "}}"}}) }}<p>甲項</p>', ["甲項"], id="braces-within-an-expression"),
        pytest.param('<input value="核定">', [], id="what-a-form-sends-is-no-message"),
        pytest.param("<textarea>草稿內容</textarea>", [], id="nor-what-comes-back-with-it"),
        pytest.param("{# 註解 #}<!-- 註解 -->", [], id="nor-a-comment"),
        pytest.param('<a title="{{ f("a>b") }}">前往</a>', ["前往"], id="a-sign-within-an-expression-ends-no-tag"),
    ],
)
def test_what_is_said_on_a_page(source: str, expected: list[str]) -> None:
    assert messages_of(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param('{{ field(f, help="請填寫理由") }}', ["請填寫理由"], id="given-to-a-macro"),
        pytest.param('{{ "至少 " ~ limits.least ~ " 個字元" }}', ["至少 {least} 個字元"], id="put-together"),
        pytest.param('{% if state == "落後" %}{% endif %}', [], id="compared-with"),
    ],
)
def test_what_the_code_of_a_page_says(source: str, expected: list[str]) -> None:
    assert list(literals(source)) == expected
