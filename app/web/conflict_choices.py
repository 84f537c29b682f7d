"""The radio buttons that settle conflicts, on whatever page they stand (templates: ``_macros/conflicts.html``)."""

from collections.abc import Mapping

from app.domain.merge import Side

SETTLE = "settle-"  # the name of a conflict's buttons, before its id


def chosen_sides(sent: Mapping[str, str]) -> dict[str, Side]:
    """Which side was chosen for which conflict, by its id; what is no choice is left out."""
    return {
        name.removeprefix(SETTLE): Side(value)
        for name, value in sent.items()
        if name.startswith(SETTLE) and value in set(Side)
    }
