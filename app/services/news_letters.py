"""What a mail with news says: the same as text and as HTML, grouped by plan, with links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from app.clock import TAIPEI
from app.domain.language import Language
from app.domain.plain_text import wrapped
from app.domain.roc_calendar import format_roc
from app.models import Notice, User
from app.services import languages
from app.services.mail import Letter
from app.services.owed import Owed
from app.translations import english_pages

MOST = 60  # pieces of news that a mail spells out, the newest; how many more there are it says
SYSTEM = "【計畫績效管考系統】"


@dataclass(frozen=True, slots=True)
class Group:
    """News of one plan, in the order in which they happened; ``name`` is 其他 for those of none."""

    name: str
    notices: Sequence[Notice]


def compose(
    to: User, notices: Sequence[Notice], owed: Sequence[Owed], *, title: str, subject: str, public_url: str
) -> Letter:
    """A mail that tells a person these news, and what they still owe.

    :param notices: in the order in which they happened.
    :param title: what kind of mail it is: 「107/12/3 每日彙整」.
    :param public_url: what every link starts with.
    """
    words = {
        "name": to.name,
        "title": title,
        "groups": _by_plan(notices[-MOST:]),
        "more": max(0, len(notices) - MOST),
        "owed": owed,
        "url": public_url,
    }
    language = languages.chosen_by(to) or Language.CHINESE
    words["language"] = language.tag
    text = _TEMPLATES[language].get_template("news.txt").render(words)
    html = _TEMPLATES[language].get_template("news.html").render(words)
    return Letter(to.email, SYSTEM + subject, text, html)


def _by_plan(notices: Sequence[Notice]) -> list[Group]:
    """By plan code, what belongs to no plan last."""
    by_code = sorted(notices, key=lambda one: (one.plan is None, one.plan.code if one.plan else "", one.at, one.id))
    return [Group(name, list(group)) for name, group in groupby(by_code, _plan_name)]


def _plan_name(notice: Notice) -> str:
    plan = notice.plan
    if plan is None:
        return "其他"
    return f"{plan.full_name}（{plan.code}）" + ("【示範】" if plan.is_demo else "")


def _moment(at: datetime) -> str:
    local = at.astimezone(TAIPEI)
    return f"{format_roc(local.date())} {local:%H:%M}"


def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("app", "templates/mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(moment=_moment, wrapped=wrapped)
    return made


_CHINESE = _templates()
_TEMPLATES = {
    Language.CHINESE: _CHINESE,
    Language.ENGLISH: english_pages.english(_CHINESE, {"moment": lambda at: f"{at.astimezone(TAIPEI):%Y-%m-%d %H:%M}"}),
}
