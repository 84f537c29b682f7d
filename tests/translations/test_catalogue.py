"""The English catalogue: complete, and right about what it is asked."""

import io
import json
import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from app.domain.language import Language
from app.translations.catalogue import FOLDER, Catalogue, Saying, catalogue_of
from app.translations.page_source import CHINESE
from config import ROOT

PLACES = re.compile(r"\{\w+\}|</?[a-z]+\d*>")
BY_HAND = "run `make translations`, and write the English of what is new"


@pytest.fixture(scope="module")
def collected() -> set[tuple[str, str]]:
    """Context and text of everything that pages, scripts and code say today."""
    methods, options = parse_mapping_cfg(io.StringIO((ROOT / "babel.cfg").read_text()))
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        keywords=DEFAULT_KEYWORDS | {"translated": None},
        directory_filter=lambda path: not path.endswith(("node_modules", "tests", ".venv", "static", ".git")),
    )
    return {(context or "", first(text)) for _, _, text, _, context in found}


@pytest.fixture(scope="module")
def entries() -> list[Message]:
    """What stands in the catalogue."""
    with (FOLDER / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file)
    assert not catalogue.obsolete, BY_HAND
    return [message for message in catalogue if message.id]


@pytest.fixture(scope="module")
def english() -> Catalogue:
    return catalogue_of(Language.ENGLISH)


def first(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def words_of(entry: Message) -> Iterator[str]:
    yield from [entry.string] if isinstance(entry.string, str) else entry.string or [""]


def test_everything_that_is_said_has_its_english_and_nothing_else(
    collected: set[tuple[str, str]], entries: list[Message]
) -> None:
    known = {(entry.context or "", first(entry.id)) for entry in entries}

    assert (sorted(collected - known), sorted(known - collected)) == ([], []), BY_HAND
    assert [entry.id for entry in entries if entry.fuzzy or not all(words_of(entry))] == []


def test_each_says_it_with_the_same_figures_names_and_links(entries: list[Message]) -> None:
    others = [
        (first(entry.id), words)
        for entry in entries
        for words in words_of(entry)
        if set(PLACES.findall(words)) != set(PLACES.findall(first(entry.id)))
    ]

    assert others == []


def test_what_scripts_say_lies_where_they_look(entries: list[Message]) -> None:
    said = {
        first(entry.id): list(words_of(entry))[-1]
        for entry in entries
        if any(place.startswith("app/assets/js/") for place, _ in entry.locations)
    }

    assert said == json.loads((ROOT / "app" / "assets" / "js" / "english.json").read_text()), BY_HAND


def test_scripts_say_nothing_past_the_catalogue() -> None:
    for path in (ROOT / "app" / "assets" / "js").glob("*.js"):
        code = re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.MULTILINE)
        code = re.sub(r"\btranslated\(\s*\"[^\"]*\"", "", code)
        code = re.sub(r"endsWith\(\"前\"\)", "", code)  # what is looked for, not said
        assert CHINESE.findall(code) == [], path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受委託單位", "Contractor"),
        ("尚餘 1 天", "1 day left"),
        ("尚餘 12 天", "12 days left"),
        ("107/7/31", "2018-07-31"),
        ("5.01 億元", "NT$501,000,000"),
        ("-0.47 億元", "-NT$47,000,000"),
        ("214 案", "214 cases"),
        ("計畫辦公室、主管", "Program office, Manager"),
    ],
)
def test_a_text_of_the_system_is_said_in_english(english: Catalogue, text: str, expected: str) -> None:
    assert english.say(text) == expected


def test_a_sentence_may_hold_names_and_the_days_in_it_are_those_of_the_world(english: Catalogue) -> None:
    said = english.say("財團法人示範中心未於 107/7/31 前說明")

    assert said == "財團法人示範中心 did not explain by 2018-07-31"


@pytest.mark.parametrize(
    "text", ["中小企業即時技術輔導計畫", "完成個案輔導數比原預期規劃超出 47 案。", "甲、乙、丙", "第 3 廠房的改善"]
)
def test_what_people_or_reports_said_stays_as_it_is(english: Catalogue, text: str) -> None:
    assert english.say(text) is None


def test_a_form_with_few_words_of_its_own_takes_nothing_apart_that_it_does_not_know() -> None:
    form = Saying("{column} of {row}", "{column} of {row}")
    known = {"{row}的{column}": form, "查核點": Saying("Checkpoint", "Checkpoint"), "狀態": Saying("State", "State")}
    catalogue = Catalogue(known, on_buttons={}, composed=known)

    assert catalogue.say("查核點的狀態") == "State of Checkpoint"
    assert catalogue.say("沒有可計算的進度") is None
