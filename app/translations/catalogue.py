"""What the catalogue of a language says for a text: for one that stands in it, and for one that was composed."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po

from app.domain.language import Language
from app.translations.page_source import CHINESE, CHINESE_OR_MARKS, Message
from app.translations.plain_words import figure_words

FOLDER = Path(__file__).parent
PLACE = re.compile(r"\{(\w+)\}")
#: What stands between texts that are put behind one another, and in English.
_BETWEEN = {"。": " ", "；": "; ", "　": " ", "・": " · ", "，": ", ", "、": ", ", " ": " "}
MOST_PIECES = 9  # texts with more are people's
_QUANTITY = re.compile(r"([-+]?\d[\d,.]*) ?(\D+)")
_CLAUSES = re.compile("[，。；・]")
_SENTENCE = re.compile("[，。；：！？]")
FEW_WORDS = 3  # characters
KEPT_TEXTS = 8192  # composed texts that are remembered: a page of 300 rows has some hundred different ones


@dataclass(frozen=True, slots=True)
class Saying:
    """A message in other words; ``other`` for any number but one, of ``counted``."""

    one: str
    other: str
    counted: str | None = None  # the place whose figure decides

    def of(self, figure: str | None) -> str:
        """The words that go with a figure."""
        return self.one if figure == "1" else self.other

    def filled(self, parts: Mapping[str, str]) -> str:
        """The words with something in each place."""
        words = self.of(parts.get(self.counted or ""))
        return PLACE.sub(lambda place: parts.get(place[1], place[0]), words)


@dataclass(frozen=True, slots=True)
class Form:
    """How a composed sentence is written: 「落後 {days} 天」."""

    is_slight: bool  # has few Chinese words of its own
    holds_clauses: bool  # sets clauses beside its own; one that is a clause by itself cannot hold others
    anchor: str  # its longest words, which are looked for first: a page holds many texts that are no sentence of ours
    pattern: re.Pattern[str]
    saying: Saying


class Catalogue:
    """The sayings of a language."""

    def __init__(
        self, sayings: Mapping[str, Saying], *, on_buttons: Mapping[str, Saying], composed: Collection[str]
    ) -> None:
        self._sayings = sayings
        self._on_buttons = on_buttons
        forms = [text for text in composed if PLACE.search(text) and CHINESE.search(text)]
        # The longest form first: 「{name} 已於 {date} 核定」 must not be taken for 「{name} 核定」.
        forms.sort(key=lambda text: len(PLACE.sub("", text)), reverse=True)
        self._forms = [_form(text, sayings[text]) for text in forms if text in sayings]
        self.say = lru_cache(KEPT_TEXTS)(self._say)

    def of_message(self, message: Message) -> Saying | None:
        """The saying of a message of the pages."""
        return (self._on_buttons.get(message.text) if message.on_button else None) or self._sayings.get(message.text)

    def _say(self, text: str) -> str | None:
        """A text in other words, or ``None`` where it is nothing that the system says of itself."""
        bare = text.strip()
        if found := self._sayings.get(bare) or self._on_buttons.get(bare):
            return found.other
        return figure_words(bare) or self._composed(bare) or self._listed(bare) or self._quantity(bare)

    def _quantity(self, text: str) -> str | None:
        """A figure with its unit: 「214 案」."""
        found = _QUANTITY.fullmatch(text)
        unit = self._sayings.get(found[2]) if found else None
        return f"{found[1]} {unit.of(found[1])}" if found and unit else None

    def _composed(self, text: str) -> str | None:
        for form in self._forms:
            if form.anchor in text and (match := form.pattern.fullmatch(text)):
                parts = {name: self._part(part, form) for name, part in match.groupdict().items()}
                if None not in parts.values():
                    return form.saying.filled({name: str(part) for name, part in parts.items()})
        return None

    def _part(self, part: str, form: Form) -> str | None:
        """What stands in a place; ``None`` if the text was no such sentence after all.

        A name may stand there, in Chinese. What holds a sentence itself must be known, and where the form has few
        words of its own everything must: 「{name}的{column}」 would fit half of all Chinese.
        """
        if not CHINESE_OR_MARKS.search(part):
            return figure_words(part) or part
        if _CLAUSES.search(part) and not form.holds_clauses:
            return None
        said = self.say(part)
        return said if said is not None or form.is_slight or _SENTENCE.search(part) else part

    def _listed(self, text: str) -> str | None:
        """Several texts behind one another, all of which are known; parted where they part most."""
        for mark, ours in _BETWEEN.items():
            places = [at for at, character in enumerate(text[:-1]) if character == mark]
            for at in reversed(places) if len(places) < MOST_PIECES else ():
                before = self._piece(text[: at + (mark == "。")])  # a full stop belongs to its sentence
                after = self._piece(text[at + 1 :]) if before else None
                if before and after:
                    return before + ours + after
        return None

    def _piece(self, text: str) -> str | None:
        return self.say(text) if CHINESE_OR_MARKS.search(text) else figure_words(text) or text.strip()


@cache
def catalogue_of(language: Language) -> Catalogue:
    """The catalogue of a language, read once a process."""
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    sayings = [(message.context, _text(message), _saying(message)) for message in messages]
    return Catalogue(
        # What is said in its own words stays in Chinese: quotations, and the sentences of official reports.
        {text: saying for context, text, saying in sayings if not context and saying.other != text},
        on_buttons={text: saying for context, text, saying in sayings if context},
        composed=[_text(message) for message in messages if _is_composed(message)],
    )


def _is_composed(entry: Entry) -> bool:
    """Whether code puts the text together, so that it arrives as one; on a page its places are filled there."""
    return bool(entry.auto_comments) or any(place.endswith(".py") for place, _ in entry.locations)


def _text(message: Entry) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def _saying(entry: Entry) -> Saying:
    one, other = (entry.string, entry.string) if isinstance(entry.string, str) else entry.string or ("", "")
    return Saying(str(one), str(other), counted_in(_text(entry)))


#: What counts things: 「共 {total} 項」 is one item or several.
_COUNTER = re.compile(r"\{(\w+)\} ?(?=[案家人天日件項列處筆個份則頁次條張期年月位組格欄輪種分秒時場批點顆行句封版本])")


def counted_in(text: str) -> str | None:
    """The place of a message whose figure asks for singular or plural; ``None`` if it counts nothing."""
    found = _COUNTER.search(text)
    return found[1] if found else None


def _form(text: str, saying: Saying) -> Form:
    pieces, named = PLACE.split(text), set[str]()
    pattern = re.escape(pieces[0])
    for name, word in zip(pieces[1::2], pieces[2::2], strict=True):
        pattern += (f"(?P={name})" if name in named else f"(?P<{name}>.+?)") + re.escape(word)
        named.add(name)
    words = "".join(pieces[::2])
    return Form(
        is_slight=len(CHINESE.findall(words)) < FEW_WORDS,
        holds_clauses=bool(_SENTENCE.search(words) or "（" in words),
        anchor=max(pieces[::2], key=len),
        pattern=re.compile(pattern, re.DOTALL),
        saying=saying,
    )
