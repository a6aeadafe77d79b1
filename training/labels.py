"""What the label files share."""

Spans = list[tuple[int, int]]

#: "Learn nothing here".
IGNORE = -100
