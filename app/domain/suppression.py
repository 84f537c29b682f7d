"""What is too few persons to be told of, and what must be kept back besides so that nobody subtracts it."""

from collections.abc import Mapping

LEAST = 5  # persons, or answers, that a figure must stand on (issue 6, 8)


def is_told(size: int) -> bool:
    """Whether a figure that stands on so many persons may be shown."""
    return size >= LEAST


def hidden_groups(sizes: Mapping[str, int]) -> frozenset[str]:
    """The groups of a whole whose figures are kept back while the whole is shown.

    Every group that is too small is; and where all of these together are still too small, the whole minus what is
    shown would tell of them, so that the smallest of the others is kept back as well.

    :param sizes: persons by group; every person in one group, so that they add up to the whole.
    """
    hidden = {name for name, size in sizes.items() if not is_told(size)}
    left = sorted((name for name in sizes if name not in hidden), key=lambda name: (sizes[name], name))
    together = sum(sizes[name] for name in hidden)
    if 0 < together < LEAST and left:
        hidden.add(left[0])
    return frozenset(hidden)
