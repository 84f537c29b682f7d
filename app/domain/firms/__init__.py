"""Firms (企業): how their names and addresses are written, which may be one, and help that overlaps. Pure."""

from app.domain.firms.address import office_key
from app.domain.firms.name import NameKey, name_key
from app.domain.firms.similarity import FirmFacts, Likeness, likeness

__all__ = ["FirmFacts", "Likeness", "NameKey", "likeness", "name_key", "office_key"]
