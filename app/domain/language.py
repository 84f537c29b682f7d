"""The languages in which the system's own words can be read; figures, names and reports stay as they were written."""

from enum import StrEnum


class Language(StrEnum):
    """A language of the interface, named as browsers and catalogues name it."""

    CHINESE = "zh_Hant_TW"  # the language of record: what the pages are written in
    ENGLISH = "en"

    @property
    def tag(self) -> str:
        """As ``lang`` of a page wants it (BCP 47)."""
        return self.value.replace("_", "-")

    @property
    def own_name(self) -> str:
        """What its readers call it."""
        return {Language.CHINESE: "中文", Language.ENGLISH: "English"}[self]
