"""Pages as they are put into English when they are compiled."""

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader
from markupsafe import Markup

from app.translations import english_pages, walk
from app.translations.english_pages import EnglishPages, said, said_plainly
from app.translations.page_source import CHINESE_OR_MARKS, Message, Token
from config import ROOT

TEMPLATES = ROOT / "app" / "templates"
NAMES = sorted(
    str(path.relative_to(TEMPLATES)) for ending in ("html", "txt") for path in TEMPLATES.rglob(f"*.{ending}")
)


def in_english(source: str, **values: object) -> str:
    pages = Environment(loader=DictLoader({"page.html": source}), autoescape=True)
    return english_pages.english(pages, {}).get_template("page.html").render(values)


def spoken_chinese(source: str) -> list[str]:
    """What is still said in Chinese by a source, outside its code."""
    left: list[str] = []

    def note_message(message: Message, _is_plain: bool) -> str:
        left.append(message.text)
        return ""

    def note_text(text: str) -> str:
        left.extend([text] if CHINESE_OR_MARKS.search(text) else [])
        return text

    def as_it_is(token: Token, _is_plain: bool) -> str:
        return token.text

    walk.rewritten(source, walk.Words(note_message, note_text, as_it_is))
    return left


@pytest.mark.parametrize("name", NAMES)
def test_no_page_says_anything_in_chinese_but_what_is_to_be_typed(name: str) -> None:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    source = EnglishPages(environment).preprocess((TEMPLATES / name).read_text(), name)

    environment.parse(source)
    left = [text for text in spoken_chinese(source) if not any(example in text for example in EXAMPLES)]
    assert left == []


#: What English pages show in Chinese, because it must be written like that.
EXAMPLES = (
    *("億元", "「無」", "工知字第", "台 and 臺", "「狀態=結案", "「、」"),
    *(
        "財團法人示範發展中心",
        "經濟部中小企業處",
        "創新輔導",
        "A-4 完成",
        "A-5 召開",
        "完成個案輔導數",
    ),  # names and quotations
)


def test_the_page_is_said_in_english_and_what_people_wrote_says_that_it_is_chinese() -> None:
    page = in_english("<h1>計畫清單</h1><p>{{ state }}</p><p>{{ name }}</p>", state="落後", name="中小企業計畫")

    assert page == '<h1>Plans</h1><p>Behind</p><p><span lang="zh-Hant-TW">中小企業計畫</span></p>'


def test_what_people_wrote_is_escaped_and_markup_of_macros_is_not_touched() -> None:
    page = in_english("<p>{{ name }}{{ mark }}</p>", name="<b>惡</b>", mark=Markup("<i>計畫</i>"))

    assert page == '<p><span lang="zh-Hant-TW">&lt;b&gt;惡&lt;/b&gt;</span><i>計畫</i></p>'


def test_no_element_is_put_where_only_text_may_stand() -> None:
    page = in_english('<p title="{{ a }}"></p><option value="{{ a }}">{{ a }}</option>', a="某計畫")

    assert page == '<p title="某計畫"></p><option value="某計畫">某計畫</option>'


def test_a_value_that_a_form_sends_stays_what_it_is() -> None:
    page = in_english(
        '<input name="state" value="{{ state }}"><a href="?state={{ state }}">{{ state }}</a>', state="落後"
    )

    assert page == '<input name="state" value="落後"><a href="?state=落後">Behind</a>'


@pytest.mark.parametrize(("count", "expected"), [(0, "0 items"), (1, "1 item"), (2, "2 items")])
def test_one_thing_is_not_several(count: int, expected: str) -> None:
    assert in_english("<span>{{ lines }} 項</span>", lines=count) == f"<span>{expected}</span>"


def test_a_button_tells_to_do_what_a_state_says_was_done() -> None:
    page = in_english("<button>核定</button><span>{{ state }}</span>", state="核定")

    assert page == "<button>Approve</button><span>Approved</span>"


def test_the_words_of_choices_are_said_and_their_values_kept() -> None:
    drawn = Markup('<select name="s"><option value="落後">落後</option><option value="x">某計畫</option></select>')

    assert (
        said(drawn) == '<select name="s"><option value="落後">Behind</option><option value="x">某計畫</option></select>'
    )


@pytest.mark.parametrize("value", [None, 5, "abc", Markup("<b>計畫</b>")])
def test_what_is_no_chinese_text_passes(value: object) -> None:
    assert said(value) == said_plainly(value) == value
