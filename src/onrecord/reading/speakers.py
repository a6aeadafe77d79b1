"""Source mentions → speakers: whom each statement goes back to.

Names are brought together by rule (:mod:`onrecord.reading.names`). What is no name, a pronoun or a
description, goes back to whom the network's antecedent scores, summed over a somebody's mentions, give
most among those that agree with it in kind and gender (after the mention-ranking models of Denis &
Baldridge, 2008, and Lee et al., 2017), or is somebody new.
"""

import math
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from onrecord.reading.attribution import OUTER, Found
from onrecord.reading.mentions import NAME_KINDS, Mentions, before_name
from onrecord.reading.names import TITLES, Entity, cluster
from onrecord.reading.phrases import (
    AFTER_HEAD,
    ANIMATE,
    APOSTROPHES,
    ENGLISH,
    NOUN_GENDER,
    NOUNS,
    PRONOUNS,
    RELATIVES,
    Gender,
    Phrase,
    before_relative,
    chunk,
    phrase,
    short,
    singular,
    without_determiner,
)  # fmt: skip
from onrecord.reading.record import SpeakerKind
from onrecord.reading.tokens import Tokens
from onrecord.reading.words import ANTECEDENT, Words, WordScores

#: Pronouns that are followed through the text even where they are nobody's source.
_FOLLOWED = ("he", "she", "they")
#: How many mentions back an antecedent is looked for.
REACH = 80
#: Added to the score of who spoke last, of one whose role or description had the same noun, of one who
#: was of the same gender so far, and of one who was of the other.
SPOKE_LAST, SAME_NOUN, SAME_GENDER, OTHER_GENDER = 3.0, 4.0, 1.0, -4.0
#: Added to the score of the one that a sentence is about, for "he", "she" and "it".
SUBJECT = 2.0
#: Added to the score of whoever a description that points back may mean ("the candidate").
POINTING = 1.0
#: How many paragraphs a headline and lead are, and how many words at most.
LEAD, LEAD_WORDS = 3, 200
#: Added to the score of a single person for "they".
ONE_FOR_THEY = -2.0
#: What a title counts, in pronouns, for somebody's gender; a first name counts one less.
SURE_GENDER = 3

_LONG: dict[str, str] = ENGLISH["titles"]["long"]


@dataclass(slots=True, eq=False)
class Somebody:
    """One speaker, or one who may yet be.

    ``mentions``: words with their head's; ``forms``: the aliases in order; ``nouns``: heads of roles and
    descriptions; ``genders``: how much speaks for either; ``named``: by a name, not a description.
    """

    kind: SpeakerKind
    name: str
    named: bool = False
    plural: bool = False
    mentions: dict[Words, int] = field(default_factory=dict)
    forms: dict[str, None] = field(default_factory=dict)
    nouns: set[str] = field(default_factory=set)
    genders: dict[Gender, int] = field(default_factory=dict)


class Cast:
    """Everybody in one text: its names from the start, whom its statements go back to by and by.

    ``people``: everybody, in the order in which they were met; ``names``: all mentions by name, in text
    order; ``descriptions``: the sources that describe somebody who has a name.
    """

    def __init__(self, tokens: Tokens, words: WordScores, author: str | None = None) -> None:
        self.tokens, self.words = tokens, words
        self.author = Somebody("author", author or "the author")
        self.people: list[Somebody] = []
        self.names: list[tuple[Words, Somebody]] = []
        self.descriptions: list[tuple[Words, Somebody]] = []
        #: Mentions that something later may go back to: head word and whose, in text order.
        self._seen: list[tuple[int, Somebody]] = []
        #: Where people are first named.
        self._introduced: dict[Somebody, int] = {}
        #: Who is known by a surname, by a description, or as several.
        self._by_surname: dict[str, Somebody] = {}
        self._described: dict[str, Somebody] = {}
        self._together: dict[str, Somebody] = {}
        self._last: Somebody | None = None
        for entity in cluster(list(Mentions(tokens, words).find())):
            self._introduce(entity)
        self._seen.sort(key=lambda x: x[0])
        self.names.sort(key=lambda x: x[0])

    def statements(self, found: Sequence[Found]) -> list[Somebody | None]:
        """Whom each statement goes back to, ``None`` where it has no source.

        The article's own are worked out first, in reading order and with the pronouns between them, then
        those within them: "I" there is who is quoted, and "he" somebody else.
        """
        out: list[Somebody | None] = [None] * len(found)
        quoted = {}
        for n, f in enumerate(found):
            if f.level == OUTER:
                quoted.update({i: n for a, b in f.content for i in range(a, b) if self.tokens.quoted[i]})
        sources: dict[Words, list[int]] = {}
        for n, f in enumerate(found):
            if f.source:
                sources.setdefault(f.source, []).append(n)
        followed = [i for i, word in enumerate(self.tokens.lower) if PRONOUNS.get(word) in _FOLLOWED]
        todo = sorted(sources.keys() | {(i, i + 1) for i in followed})
        for inside in (False, True):
            self._last = None
            for words in todo:
                stated = sources.get(words, [])
                outer = found[stated[0]].outer if stated else quoted.get(words[0])
                if (outer is not None) is not inside:
                    continue
                p, quoting = phrase(self.tokens, words), None if outer is None else out[outer]
                if stated:
                    self._last = self._whose(p, found[stated[0]], quoting)
                    for n in stated:
                        out[n] = self._last
                elif who := self._goes_back(p, quoting):
                    self._mention(p, who)
        return out

    # Names.

    def _introduce(self, entity: Entity) -> None:
        longest = max(entity.names, key=lambda n: (len(n.key) + bool(n.suffix), -n.words[0]))
        who = Somebody(entity.kind, longest.text, named=True, plural=entity.kind == "group")
        if entity.gender:
            who.genders[entity.gender] = SURE_GENDER
        elif entity.first_name:
            who.genders[entity.first_name] = SURE_GENDER - 1
        for name in entity.names:
            who.nouns.update(noun for title in name.titles for noun in (title, _LONG.get(title, title)))
            head = chunk(self.tokens, *name.words)
            who.mentions[name.words] = head
            who.forms[name.text] = None
            self._seen.append((head, who))
            self.names.append((name.words, who))
        self.people.append(who)
        if entity.kind == "person":
            self._introduced[who] = entity.first
            self._by_surname.setdefault(entity.key[-1], who)

    def _names_in(self, p: Phrase) -> list[Somebody]:
        """Whom a phrase names, if its head is a name; several where names are joined."""
        first, last = p.words
        lower = self.tokens.lower
        inside: list[tuple[Words, Somebody]] = []
        at = max(0, bisect_left(self.names, first, key=lambda x: x[0][0]) - 1)
        while at < len(self.names) and self.names[at][0][0] < last:
            if self.names[at][0][1] > first:
                inside.append(self.names[at])
            at += 1
        main = next((i for i, ((a, b), _) in enumerate(inside) if a <= p.head < b), None)
        if main is None:
            # "the senator from Orne, Ada Brill", "head of the harbour board Ada Brill": the name may come last.
            if inside and inside[-1][1].kind == "person" and inside[-1][0][1] >= last - 1:
                lead = lower[p.head + 1 : before_name(self.tokens, inside[-1][0][0])]
                if lead and lead[-1] not in AFTER_HEAD and RELATIVES.isdisjoint(lead):
                    return [inside[-1][1]]
            return self._missed(first, last) or self._missed(p.head, p.head + 1)
        if inside[main][1].kind == "group" and inside[main][0][0] > first:
            return []  # "many Democrats", "House Democrats" are not simply "Democrats"
        out = [inside[main][1]]
        end = inside[main][0][1]
        if "and" not in lower[first:last] and "&" not in lower[first:last]:
            return out
        for (a, b), who in inside[main + 1 :]:
            between = [w for w in lower[end:a] if w not in ("’", "'", "s")]
            joined = between[:1] in ([","], ["and"], ["&"]) and (
                between[-1] in (",", "&") or "and" in between
            )
            if who.kind == "person" and joined and len(between) <= 5 and who not in out:
                out.append(who)
                end = b
        return out

    def _missed(self, first: int, last: int) -> list[Somebody]:
        """Whom a lone capitalised word names that was not seen to be a name ("TRUMP" in a headline)."""
        lower = self.tokens.lower
        while first < last and (lower[first] in TITLES or lower[first] == "."):
            first += 1
        if last - first != 1 or not self.tokens.text[self.tokens.start[first]].isupper():
            return []
        who = self._by_surname.get(lower[first])
        return [who] if who else []

    # Sources.

    def _whose(self, p: Phrase, f: Found, quoting: Somebody | None) -> Somebody:
        """Whom a source means; it becomes one of their mentions. ``quoting``: in whose words it stands."""
        if names := self._names_in(p):
            who = names[0] if len(names) == 1 else self._several(names)
        elif p.pronoun == "first":
            in_quotation = self._last if self.tokens.quoted[f.cue[0]] else None
            who = quoting or in_quotation or self.author
        elif p.pronoun == "relative" and (before := self._antecedent(p)):
            who = self._whose(before, f, quoting)
        elif p.pronoun:
            who = self._goes_back(p, quoting if self.tokens.quoted[p.head] else None) or self._new(p)
        else:
            name = without_determiner(p.text)
            known = self._goes_back(p) if p.pointing or p.bare else None
            same = None if p.anew else self._described.get(name.casefold())
            who = known or same or self._ahead(p) or self._new(p)
            who.nouns.add(p.noun)
            who.forms[short(name)] = None
            if who.named:
                self.descriptions.append((p.words, who))
        self._mention(p, who)
        return who

    def _mention(self, p: Phrase, who: Somebody) -> None:
        """Note a mention, unless one in it was noted before, a name; its head is one that others go back to."""
        if p.pronoun in ("he", "she"):
            who.genders[p.pronoun] = who.genders.get(p.pronoun, 0) + 1
        at = bisect_left(self._seen, p.words[0], key=lambda x: x[0])
        noted = set()
        while at < len(self._seen) and self._seen[at][0] < p.words[1]:
            if self._seen[at][1] is who:
                noted.add(self._seen[at][0])
            at += 1
        if not noted:
            who.mentions[p.words] = p.head
        if p.head not in noted:
            insort(self._seen, (p.head, who), key=lambda x: x[0])

    def _antecedent(self, p: Phrase) -> Phrase | None:
        """The phrase right before a relative pronoun, unless it names a body and the pronoun means a person
        ("an aide at the State Department who said")."""
        if not (words := before_relative(self.tokens, p.words[0])):
            return None
        before = phrase(self.tokens, words)
        body = any(who.kind == "organisation" for who in self._names_in(before))
        if body and p.noun in ANIMATE:
            at = words[0] - 1
            if (
                at < 0
                or self.tokens.lower[at] not in AFTER_HEAD
                or not (words := before_relative(self.tokens, at))
            ):
                return None
            before = phrase(self.tokens, words)
        # "Ada Brill, a lawyer who": whom the description is set beside.
        first = before.words[0]
        at = bisect_left(self.names, first, key=lambda x: x[0][0]) - 1
        beside = (
            at >= 0
            and before.anew
            and self.tokens.lower[first - 1] == ","
            and self.names[at][0][1] == first - 1
        )
        return phrase(self.tokens, self.names[at][0]) if beside else before

    def _several(self, names: list[Somebody]) -> Somebody:
        """Several who make one statement."""
        name = " & ".join(who.name for who in names)
        if name not in self._together:
            self._together[name] = Somebody("group", name, named=True, plural=True)
            self.people.append(self._together[name])
        return self._together[name]

    def _new(self, p: Phrase) -> Somebody:
        """Somebody whom the text has not spoken of before, or not by name."""
        entities = self.words.settings.entities
        kinds = [entities[self.words.entity[i]] for i in range(*p.words)]
        own = any(kind in NAME_KINDS for kind in kinds[: p.head + 1 - p.words[0]])
        kind = _kind(p, own or "ORGANIZATION" in kinds or "PERSON" in kinds, own)
        name = without_determiner(p.text)
        who = Somebody(kind, name if kind == "person" else short(name), plural=p.plural)
        self.people.append(who)
        self._described.setdefault(name.casefold(), who)
        return who

    def _ahead(self, p: Phrase) -> Somebody | None:
        """Who a headline or lead means that says what somebody is ("Judge", "A harbour judge"), and whom the
        text then names: the only one who is that."""
        lead = p.head < LEAD_WORDS and self.tokens.paragraph[p.head] < LEAD
        if p.plural or NOUNS.get(p.noun) != "person" or not lead:
            return None
        may_be = [who for who in self._introduced if p.noun in who.nouns]
        return may_be[0] if len(may_be) == 1 and self._introduced[may_be[0]] > p.head else None

    # What goes back to somebody.

    def _goes_back(self, p: Phrase, quoting: Somebody | None = None) -> Somebody | None:
        """Whom a pronoun or description goes back to, by the network's scores; ``None``: nobody yet.

        ``quoting``: in whose quotation it stands, who is somebody else.
        """
        at = p.words[0] if p.pronoun else p.head
        stop = bisect_left(self._seen, at if p.pronoun else p.words[0], key=lambda x: x[0])
        seen = self._seen[max(0, stop - REACH) : stop]
        if p.pronoun == "relative":
            seen = [x for x in seen if self.tokens.sentence[x[0]] == self.tokens.sentence[at]]
        agreement = {who: self._agreement(p, who) for who in {who: None for _, who in seen}}
        if not p.pronoun and (
            same := {who for who in agreement if p.noun in who.nouns and agreement[who] is not None}
        ):
            agreement = {who: agreement[who] if who in same else None for who in agreement}
        seen = [x for x in seen if agreement[x[1]] is not None and x[1] is not quoting]
        if not seen:
            return None
        later = self.words.later[at].astype(np.float32)
        earlier = self.words.earlier[[head for head, _ in seen]].astype(np.float32)
        scores = earlier[:, :ANTECEDENT] @ later[:ANTECEDENT] + earlier[:, ANTECEDENT]
        total: dict[Somebody, float] = {}
        for score, (_, who) in zip(scores.tolist(), seen, strict=True):
            total[who] = float(np.logaddexp(total.get(who, -math.inf), score))
        for who in total:
            total[who] += agreement[who] or 0.0
        if p.pronoun in ("he", "she", "it"):
            may_be = [x for x in seen if (agreement[x[1]] or 0.0) >= 0]
            if subject := self._subject(at, may_be):
                total[subject] += SUBJECT
        best = max(total, key=total.__getitem__)
        # "The senator", "the company" have been spoken of, or they would be "a senator", "a company".
        told = (
            p.pointing
            and not (p.possessive or p.plural or p.proper)
            and NOUNS.get(p.noun) in ("person", "organisation")
            and (p.noun in best.nouns or not best.nouns)
        )
        if p.pronoun in ("he", "she", "they", "it") or told:
            return best
        return best if total[best] + POINTING * p.pointing > float(later[ANTECEDENT]) else None

    def _subject(self, at: int, seen: Sequence[tuple[int, Somebody]]) -> Somebody | None:
        """Who is spoken of first in the pronoun's own sentence, before it, or else in the one before; what is
        quoted aside, and what is only said to be somebody's ("Renn's colleague")."""
        sentence, quoted, lower = self.tokens.sentence, self.tokens.quoted, self.tokens.lower
        near = [
            (i, who)
            for i, who in seen
            if sentence[i] >= sentence[at] - 1 and quoted[i] <= quoted[at] and lower[i + 1] not in APOSTROPHES
        ]
        own = [x for x in near if sentence[x[0]] == sentence[at]]
        return next((who for _, who in own or near), None)

    def _agreement(self, p: Phrase, who: Somebody) -> float | None:
        """What speaks for an antecedent beside the network; ``None`` rules it out."""
        bonus = SPOKE_LAST if who is self._last else 0.0
        if p.pronoun in ("he", "she"):
            if who.kind not in ("person", "unnamed") or who.plural:
                return None
            he, she = who.genders.get("he", 0), who.genders.get("she", 0)
            against = she - he if p.pronoun == "he" else he - she
            if against >= SURE_GENDER:
                return None
            return bonus + (OTHER_GENDER if against > 0 else SAME_GENDER if against < 0 else 0.0)
        if p.pronoun == "it":
            return bonus if who.kind in ("organisation", "document", "unnamed") and not who.plural else None
        if p.pronoun in ("they", "some"):
            return bonus + (ONE_FOR_THEY if who.kind == "person" else 0.0)
        if p.pronoun:
            return bonus if p.noun not in ANIMATE or who.kind != "organisation" else None
        kind = NOUNS.get(singular(p.noun))
        if p.plural != who.plural and kind != "organisation":
            return None
        if kind and kind != who.kind and not (who.kind == "unnamed" and kind in ("person", "document")):
            return None
        gender = NOUN_GENDER.get(p.noun)
        if gender and max(who.genders, key=who.genders.__getitem__, default=gender) != gender:
            return None
        known = who.nouns.union(who.name.casefold().split())
        same = p.noun in known
        # "The Orne campaign" is no other campaign, "his lawyer" nobody but a lawyer.
        if (p.proper and who.kind != "person" and not p.proper <= known) or (p.possessive and not same):
            return None
        return bonus + (SAME_NOUN if same else 0.0)


def _kind(p: Phrase, named: bool, own: bool) -> SpeakerKind:
    """What kind of speaker a description makes; ``named``: it holds a name, and ``own``, before its head.

    A document or body without one is an unnamed one.
    """
    if p.pronoun:
        return "group" if p.pronoun in ("they", "some") else "unnamed"
    noun = NOUNS.get(p.noun) or NOUNS.get(singular(p.noun))
    if noun == "document":
        return "document" if named else "unnamed"
    if noun == "organisation" and not p.plural:
        return "organisation" if own else "unnamed"
    if p.plural or noun == "group":
        return "group"
    return "person" if noun is None and p.text.istitle() and " " in p.text else "unnamed"
