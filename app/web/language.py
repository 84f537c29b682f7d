"""語言: the pages in Chinese, the language of record, or in English (decision 0034)."""

from functools import cached_property
from typing import Any

from flask import Blueprint, Flask, abort, g, redirect, request
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from jinja2 import Template

from app import extensions
from app.domain.language import Language
from app.services import languages
from app.translations import english_pages
from app.web import access, formatters

bp = Blueprint("language", __name__)
COOKIE = "language"  # holds where nobody has signed in, and until somebody who never chose does
A_YEAR = 365 * 24 * 60 * 60  # seconds

babel = Babel(configure_jinja=False)  # pages are put into English when they are compiled, and need none of it


class PagesInTwoLanguages(Environment):
    """Hands out a page in the language of the person who asks for it."""

    is_english = False

    @cached_property
    def english(self) -> "PagesInTwoLanguages":
        """The same pages in English."""
        made = english_pages.english(self, formatters.IN_ENGLISH)
        assert isinstance(made, PagesInTwoLanguages)
        made.is_english = True
        return made

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        """A page in Chinese, as it is written, or in English."""
        if not self.is_english and current() is Language.ENGLISH:
            return self.english.get_template(name, parent, globals)
        return super().get_template(name, parent, globals)


def init_app(app: Flask) -> None:
    """Choose the language of every page; before anything asks the application for its pages."""
    app.jinja_environment = PagesInTwoLanguages
    app.config["WTF_I18N_ENABLED"] = False  # our forms say all they have to say themselves
    babel.init_app(app, default_locale=Language.CHINESE.value, locale_selector=lambda: _chosen().value)
    app.context_processor(_words)


def current() -> Language:
    """The language of the page that is asked for."""
    return Language(str(get_locale() or Language.CHINESE))


def in_words(text: str) -> str:
    """A text of ours that no page writes, in the language of the person who asks for it."""
    return text if current() is Language.CHINESE else str(english_pages.said_plainly(text))


@bp.post("/language")
def choose() -> ResponseReturnValue:
    """Read on in another language: kept on the account, and in the browser for where nobody is signed in."""
    wanted = request.form.get("language", "")
    if wanted not in list(Language):
        abort(400)
    if visit := access.visit_if_any():
        languages.choose(extensions.session(), Language(wanted), by=visit.user)
    answer = redirect(access.local_target(request.form.get("next")))
    answer.set_cookie(
        COOKIE,
        wanted,
        max_age=A_YEAR,
        secure=extensions.settings().production,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _chosen() -> Language:
    """What the person chose, or else this browser; never what the browser prefers.

    Browsers of offices are often installed in English, and their people read Chinese.
    """
    visit = g.get("visit")
    if visit and (chosen := languages.chosen_by(visit.user)):
        return chosen
    kept = request.cookies.get(COOKIE) if request else None
    return Language(kept) if kept in list(Language) else Language.CHINESE


def _words() -> dict[str, Any]:
    return {"page_language": current().tag, "other_language": _other()}


def _other() -> Language:
    return Language.CHINESE if current() is Language.ENGLISH else Language.ENGLISH
