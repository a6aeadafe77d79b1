"""Which statements are the same speaker's, as far as the source words alone say so.

For colours and counts only. Two sources are one speaker where they share their last capitalised name
("Ines Korda", "Mayor Korda") or all their words ("the council"). A pronoun is nobody: who it refers to
is not guessed.
"""

import re
from typing import TYPE_CHECKING

from onrecord.export.writer import joined

if TYPE_CHECKING:
    from onrecord.reading import Reading

_WORD = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*", re.UNICODE)
# A name set off by a comma: "Ines Korda, the mayor of Veld" is Korda, not Veld.
_NAME_FIRST = re.compile(r"\s*((?:[^\W\d_][\w.'’-]*\s+)*[^\W\d_][\w.'’-]*)\s*[,(–—]")
_PREPOSITIONS = {"of", "for", "from", "in", "at", "on", "to", "with", "by"}
_ARTICLES = {"the", "a", "an"}
_PRONOUNS = set(
    "i me my he him his she her hers it its we us our they them their you your who whom whose which that "
    "this these those one himself herself itself themselves".split()
)


class Speakers:
    """The speakers of one reading, numbered from 0 in the order in which they first speak."""

    def __init__(self, reading: "Reading") -> None:
        keys = {s.id: _key(joined(s.source)) for s in reading.statements}
        numbers: dict[str, int] = {}
        for key in keys.values():
            if key is not None:
                numbers.setdefault(key, len(numbers))
        self._of = {sid: None if key is None else numbers[key] for sid, key in keys.items()}
        sources: list[list[str]] = [[] for _ in numbers]
        for statement in reading.statements:
            number = self._of[statement.id]
            if number is not None:
                sources[number].append(joined(statement.source))
        self.statements = [len(s) for s in sources]
        #: What to call each: the shortest of its source words that has two words, or the shortest.
        self.names = [min(s, key=lambda words: (" " not in words, len(words))) for s in sources]

    def __len__(self) -> int:
        return len(self.names)

    def of(self, statement_id: str) -> int | None:
        """The number of a statement's speaker; ``None`` for a pronoun or where no source is named."""
        return self._of[statement_id]


def _key(source: str) -> str | None:
    """What tells a speaker from others: its last name, or else all its words."""
    words = [m for m in _WORD.finditer(source)]
    folded = [m[0].casefold() for m in words]
    if not words or (len(words) == 1 and folded[0] in _PRONOUNS):
        return None
    first = _NAME_FIRST.match(source)
    if first and all(w[0].isupper() or w.endswith(".") for w in first[1].split()):
        return _last_name(first[1].split()[-1])
    last = max((i for i, m in enumerate(words) if m[0][0].isupper()), default=None)
    if last is not None and not _modifies(source, words, last):
        return _last_name(words[last][0])
    return " ".join(folded[1:] if folded[0] in _ARTICLES and len(folded) > 1 else folded)


def _last_name(word: str) -> str:
    return re.sub(r"['’]s$", "", word).casefold()


def _modifies(source: str, words: list[re.Match[str]], i: int) -> bool:
    """Whether a capitalised word describes another: "Veldish officials", "residents of Veld"."""
    follows = words[i + 1] if i + 1 < len(words) else None
    if follows and source[words[i].end() : follows.start()].isspace() and follows[0] not in _PREPOSITIONS:
        return True
    before = [m[0] for m in words[max(0, i - 2) : i]]
    if before and before[-1] in _ARTICLES:
        before.pop()
    return bool(before) and before[-1] in _PREPOSITIONS
