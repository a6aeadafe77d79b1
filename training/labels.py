"""What the label files share."""

from dataclasses import dataclass

Spans = list[tuple[int, int]]

#: "Learn nothing here".
IGNORE = -100


@dataclass
class Relation:
    """A cause, its effect, and the words that say so, in characters."""

    cause: tuple[int, int]
    effect: tuple[int, int]
    signals: Spans
