"""Words' types of name → the mentions of names in a text, whole and without their titles.

The network says of each word what type of name it is part of. It may cut a name short, split it or take
its title along; what a name is otherwise made of is told by rule.
"""

from collections import Counter
from collections.abc import Iterator

from onrecord.reading.names import TITLES, Name, NameKind, first_names, parse
from onrecord.reading.phrases import ENGLISH
from onrecord.reading.tokens import Tokens
from onrecord.reading.words import Words, WordScores

#: The types of name, as the network was taught them, and what kind of speaker each makes.
NAME_KINDS: dict[str, NameKind] = {
    "PERSON": "person",
    "ORGANIZATION": "organisation",
    "LOCATION": "organisation",
    "MISC": "group",
}

_WITHIN_NAME = frozenset(ENGLISH["phrases"]["within_name"])
_BODIES = frozenset(ENGLISH["nouns"]["organisation"])

Stretch = tuple[Words, NameKind]


def before_name(tokens: Tokens, first: int) -> int:
    """Where the titles right before a name begin: "Vice President", "Sen."."""
    lower = tokens.lower
    while first > 0:
        at = first - 1 - (lower[first - 1] == ".")
        if at < 0 or lower[at] not in TITLES or tokens.sentence[at] != tokens.sentence[first]:
            break
        first = at
    return first


class Mentions:
    """The mentions of names in one text."""

    def __init__(self, tokens: Tokens, words: WordScores) -> None:
        self.tokens, self.words = tokens, words
        texts = (tokens.text[a:b] for a, b in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True))
        self._in_lower_case = {text for text in texts if text.islower()}

    def find(self) -> Iterator[Name]:
        """The mentions, in order; none overlaps another."""
        tokens, lower = self.tokens, self.tokens.lower
        stretches = list(self._joined())
        persons: Counter[str] = Counter()
        for (_, last), kind in stretches:
            persons[lower[last - 1]] += 1 if kind == "person" else -1
        end = 0
        for stretch, kind in stretches:
            first, last = self._trim(*stretch)
            person = kind == "person"
            if last - first == 1 and kind == "organisation" and lower[first] not in _BODIES:
                # What is mostly a person's name in this text, or stands after a first name, is no body's.
                person = persons[lower[first]] > 0 or (first > end and self._given_name(first - 1))
            if person:
                while first > end and self._given_name(first - 1):
                    first -= 1
                first = self._past_titles(first, last)
            elif kind == "organisation":
                last = self._to_end(first, last)
            end = max(stretch[1], last)
            if first < last:
                begin = before_name(tokens, first) if person else first
                titles = [word for word in lower[begin:first] if word != "."]
                text = tokens.text[tokens.start[first] : tokens.end[last - 1]]
                if name := parse(text, (first, last), "person" if person else kind, titles):
                    yield name

    def _joined(self) -> Iterator[Stretch]:
        """The stretches of words of one type of name, with those of an organisation joined over "of"."""
        tokens, lower = self.tokens, self.tokens.lower
        before: Stretch | None = None
        for (a, b), kind in self._whole_bodies():
            if before:
                (first, last), held = before
                between = lower[last:a]
                if kind == "person" and last == a and last - first == 1 and self._given_name(first):
                    before = ((first, b), kind)
                    continue
                if (
                    {held, kind} <= {"organisation", "group"}
                    and tokens.sentence[first] == tokens.sentence[a]
                    and between
                    and between[0] in _WITHIN_NAME
                    and all(w in _WITHIN_NAME or self._capital(i) for i, w in enumerate(between, last))
                    and (between[0] != "and" or (lower[b - 1] in _BODIES and lower[last - 1] not in _BODIES))
                ):
                    before = ((first, b), "organisation")
                    continue
                yield before
            before = ((a, b), kind)
        if before:
            yield before

    def _whole_bodies(self) -> Iterator[Stretch]:
        """The stretches of words of one type of name, with those right before a body's made its ("East
        European", "Coalition")."""
        run: list[Stretch] = []
        for span, kind in self.words.names(NAME_KINDS):
            if run and (run[-1][0][1] != span[0] or "person" in (kind, run[-1][1])):
                yield from run
                run = []
            run.append((span, kind))
            if len(run) > 1 and self.tokens.lower[span[1] - 1] in _BODIES:
                run = [((run[0][0][0], span[1]), "organisation")]
        yield from run

    def _trim(self, first: int, last: int) -> Words:
        """Without marks, and without a possessive ending, at the ends."""
        lower = self.tokens.lower
        while first < last and not lower[first][0].isalnum():
            first += 1
        while first < last and (not lower[last - 1][-1].isalnum() or lower[last - 1] == "s"):
            if lower[last - 1] == "." and last - first > 1 and len(lower[last - 2]) <= 3:
                break
            last -= 1
        return first, last

    def _given_name(self, i: int) -> bool:
        """Whether a word can only be a first name, before a surname; "Will" is not, where "will" is used."""
        tokens = self.tokens
        word = tokens.text[tokens.start[i] : tokens.end[i]]
        beside = tokens.end[i] + 1 == tokens.start[i + 1] and tokens.sentence[i] == tokens.sentence[i + 1]
        if not beside or not word.istitle() or tokens.lower[i] not in first_names():
            return False
        return tokens.lower[i] not in self._in_lower_case

    def _past_titles(self, first: int, last: int) -> int:
        """Where a name begins that was taken to begin with its titles; its last word is never one."""
        lower = self.tokens.lower
        at = first
        while at < last and (lower[at] in TITLES or lower[at] == "."):
            at += 1
        return at if at < last else first

    def _to_end(self, first: int, last: int) -> int:
        """Where an organisation's name ends that may go on: over the ".com" of a site; and in a "Committee for
        a Better" over "Harbour"."""
        tokens, lower = self.tokens, self.tokens.lower
        while (
            last + 1 < len(tokens)
            and lower[last] == "."
            and tokens.start[last + 1] == tokens.end[last - 1] + 1
        ):
            last += 2
        if lower[first] in _BODIES and not _WITHIN_NAME.isdisjoint(lower[first:last]):
            while (
                last < len(tokens)
                and tokens.sentence[last] == tokens.sentence[first]
                and self._plain_capital(last)
            ):
                last += 1
        return last

    def _plain_capital(self, i: int) -> bool:
        """Whether a capitalised word is neither a title nor part of a name."""
        entity = self.words.settings.entities[self.words.entity[i]]
        return self._capital(i) and self.tokens.lower[i] not in TITLES and entity not in NAME_KINDS

    def _capital(self, i: int) -> bool:
        return self.tokens.text[self.tokens.start[i]].isupper()
