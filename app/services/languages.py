"""In which language a person reads the pages."""

from sqlalchemy.orm import Session

from app.domain.language import Language
from app.models import LanguageChoice, User
from app.services.transaction import transaction


def choose(session: Session, language: Language, *, by: User) -> None:
    """Read the pages in this language from now on, wherever one signs in."""
    with transaction(session):
        by.language_choice = by.language_choice or LanguageChoice(user_id=by.id)
        by.language_choice.language = language


def chosen_by(user: User) -> Language | None:
    """What the person chose; ``None`` if nothing was."""
    return user.language_choice.language if user.language_choice else None
