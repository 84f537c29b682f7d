"""The radio buttons that settle conflicts, on whatever page they stand (templates: ``_macros/conflicts.html``)."""

from collections.abc import Mapping

from app.domain.merge import Side
from app.services.stale_forms import Choices

SETTLE = "settle-"  # the name of a conflict's buttons, before its id
SEEN = "seen"  # the revision on which they were shown


def chosen_sides(sent: Mapping[str, str]) -> dict[str, Side]:
    """Which side was chosen for which conflict, by its id; what is no choice is left out."""
    return {
        name.removeprefix(SETTLE): Side(value)
        for name, value in sent.items()
        if name.startswith(SETTLE) and value in set(Side)
    }


def choices_of(sent: Mapping[str, str]) -> Choices:
    """What was chosen in the merge view of a form, and on which revision of the plan."""
    seen = sent.get(SEEN, "")
    return Choices(int(seen) if seen.isdecimal() else None, chosen_sides(sent))
