"""What is said to bring about what, by rule: causes, purposes, conditions, preventions, and what does not matter.

A rule reads a signal ("so that", "prevents … from", "will not be critical in") with the clauses before and after it.
It looks no further than its own stretch, but for a "So that" that begins one, and for "it", which goes back to what
the clauses before are about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.reading.aims import Wish
from onrecord.reading.clauses import (
    AUXILIARIES,
    BE,
    ENDS_CLAUSE,
    FINITE,
    LONGEST,
    QUOTES,
    STRONG,
    VERB,
    Clauses,
)
from onrecord.reading.record import LinkKind, Sign
from onrecord.reading.signals import ENGLISH, can_begin, signals
from onrecord.reading.stretches import Stretches
from onrecord.reading.words import Words

#: How many sentences back "it" is looked for.
BACK = 2

_SURE: dict[str, float] = ENGLISH["confidence"]
_DENIAL = ENGLISH["denial"]
_ADJECTIVES, _IRRELEVANT, _DENIAL_TO = (frozenset(_DENIAL[k]) for k in ("adjectives", "irrelevant", "to"))
_NOTHING = [tuple(words.split()) for words in _DENIAL["nothing"]]
_NO_CONDITION = [tuple(words.split()) for words in ENGLISH["condition"]["no_condition"]]
_NOT_AFTER_IF = frozenset(ENGLISH["condition"]["not_after"])
_KNOWING = frozenset(ENGLISH["words"]["knowing"])
_NO_REACTION = frozenset(ENGLISH["verbs"]["react_not"])
#: What a participle after a comma may say of the clause before.
_AFTER = frozenset(("leave", "verb", "force", "allow"))


@dataclass(frozen=True, slots=True)
class Tie:
    """A link in words: of which statement (an index; ``None``: the article's own), with its sign and signal."""

    statement: int | None
    cause: Words
    effect: Words
    sign: Sign
    signal: Words | None
    kind: LinkKind
    confidence: float


def find(
    here: Clauses, before: Clauses | None, wishes: Sequence[Wish], stretches: Stretches
) -> Iterator[Tie]:
    """The links of one stretch, in the order of their signals.

    ``before``: the stretch before it; ``wishes``: the aims of both, since what somebody wants may be what is said to
    have an effect.
    """
    rules = _Rules(here, before, wishes, stretches)
    i = here.first
    while i < here.last:
        step = 1
        for end, signal in signals(here.lower, i, here.last, _Rules.NAMES):
            if ties := getattr(rules, signal.rule)(i, end, signal.sign):
                yield from ties
                step = end - i
                break
        i += step


class _Rules:
    """A method a rule: given where a signal stands, and its sign, the links that it makes; none where it makes none."""

    NAMES = frozenset(
        ("because", "purpose", "result", "condition", "keep", "verb", "allow", "force", "depend", "react", "leave",
         "deny", "nothing", "matter")
    )  # fmt: skip

    def __init__(
        self, here: Clauses, before: Clauses | None, wishes: Sequence[Wish], stretches: Stretches
    ) -> None:
        self.here, self.before, self.wishes, self.stretches = here, before, wishes, stretches
        self.lower, self.pos = here.lower, here.pos
        #: Words that another signal has made something of.
        self.read: set[int] = set()

    def because(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """EFFECT because CAUSE; because CAUSE, EFFECT."""
        s = self.here
        before = self.lower[i - 1] if i > s.first else ""
        if self.lower[end : end + 1] == ["of"] or before in ("not", "t", "a") or before in AUXILIARIES:
            return []
        at = s.past_aside(end)
        fact = self.lower[at : at + 3] == ["the", "fact", "that"]
        clause = fact or self.lower[end - 1] not in ("of", "to", "despite", "notwithstanding")
        cause = s.clause(s.past_subordinate(at + 3 * fact)) if clause else s.phrase(at)
        if s.comma(cause[1]) and (s.begins(i) or (s.comma(i - 1) and s.goes_on(cause[1] + 1))):
            effect = s.clause(cause[1] + 1)
        elif s.opens(i):
            return []
        else:
            effect = s.with_antecedent(s.clause_before(i))
        last = self.lower[effect[1] - 1] if effect[1] > effect[0] else ""
        if not s.is_said(effect) or last in BE or last in _KNOWING:
            return []
        if last == "s" and effect[1] - effect[0] < 4:
            return []  # "that's because"
        return self._tie(cause, effect, sign, (i, end), "cause", "because")

    def purpose(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """CAUSE so that EFFECT; what begins a sentence goes on with the one before."""
        s = self.here
        if self.pos[end : end + 1] in (["VBZ"], ["VBD"], ["VBP"]):
            return []  # "so that leaves": "that" is what leaves
        opens = s.opens(i)
        effect = s.clause(s.past_subordinate(s.past_adjunct(end)))
        if opens and self.before and self.stretches.one_voice(self.before.first, i):
            cause = self.before.clause_before(self.before.last)
        elif opens:
            cause = s.clause(effect[1] + 1)
        else:
            cause = s.clause_before(i)
        wanted = self._wanted(cause)
        ties = self._tie(wanted or cause, effect, sign, (i, end), "purpose", "purpose")
        if ties and (after := self._participle(effect[1])):
            self.read.add(after[0])
            ties += self._tie(wanted or cause, after, sign, (after[0], after[0] + 1), "cause", "result")
        return ties

    def result(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """CAUSE, and thus EFFECT."""
        s = self.here
        if s.opens(i) or self.lower[i - 1] not in ("and", ",", ";"):
            return []
        return self._tie(s.clause_before(i), s.clause(end), sign, (i, end), "cause", "result")

    def condition(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """If A, B; B if A."""
        s = self.here
        if not _NOT_AFTER_IF.isdisjoint(self.lower[max(s.first, i - 2) : i]):
            return []
        if self.lower[i] == "provided" and self.pos[i] in VERB and not s.comma(i - 1):
            return []
        condition = s.clause(end)
        if not s.is_said(condition) or any(
            tuple(self.lower[end : end + len(words)]) == words for words in _NO_CONDITION
        ):
            return []
        if s.comma(condition[1]) and self.lower[condition[1] + 1 : condition[1] + 2] == ["and"]:
            # "If A, and B, C"
            both = s.clause(condition[1] + 2)
            if s.comma(both[1]) and s.is_said(both):
                condition = condition[0], both[1]
        after = s.comma(condition[1]) or s.then(condition[1])
        if after and (s.begins(i) or (s.comma(i - 1) and s.goes_on(condition[1] + 1))):
            outcome = s.clause(condition[1] + 1)
            if self.pos[outcome[0] : outcome[0] + 1] == ["WRB"]:
                return []
        elif s.opens(i):
            return []
        else:
            outcome = s.with_antecedent(s.clause_before(i))
        if not s.is_said(outcome):
            return []
        return self._tie(condition, outcome, sign, (i, end), "condition", "condition")

    def keep(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """CAUSE keeps X from EFFECT; what is kept off is named with whom it is kept from."""
        s = self.here
        after = s.clause(end)
        at = next((k for k in range(end, after[1]) if self.lower[k] == "from"), None)
        if at is None or self.pos[at + 1 : at + 2] != ["VBG"]:
            return []
        return self._active(i, end, after, sign, "prevention", "prevention")

    def verb(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """CAUSE leads to EFFECT; EFFECT is caused by CAUSE."""
        s = self.here
        kind: LinkKind = "prevention" if self.lower[i].startswith("prevent") else "cause"
        if self.pos[end : end + 1] == ["CD"] or (
            self.lower[end : end + 1] == ["by"] and self.pos[end + 1 : end + 2] == ["CD"]
        ):
            return []  # "rose by two points"
        if self.pos[i] in ("VBN", "VBD") and self.lower[end : end + 1] == ["by"]:
            return self._passive(i, end, sign)
        return self._active(i, end, s.clause(end), sign, kind, "verb")

    def allow(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """CAUSE allows X to EFFECT; or does not."""
        s = self.here
        after = s.clause(end)
        if self.pos[i] not in VERB or self.pos[end : end + 1] in (["RP"], ["IN"]):
            return []  # "did not let up"
        _, negated = s.group(i)
        if negated:
            return self._active(i, end, after, "−", "prevention", "prevention", denied="−")
        if not any(self.pos[k] == "TO" for k in range(*after)):
            return []
        return self._active(i, end, after, sign, "cause", "verb")

    def force(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """CAUSE forces X to EFFECT."""
        s = self.here
        after = s.clause(end)
        if not any(self.pos[k] == "TO" or self.lower[k] == "into" for k in range(*after)):
            return []
        return self._active(i, end, after, sign, "cause", "verb")

    def depend(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """EFFECT depends on CAUSE."""
        s = self.here
        if self.pos[i] not in VERB:
            return []
        start, negated = s.group(i)
        return self._tie(s.clause(end), s.subject(start), "0" if negated else sign, (i, end), "cause", "verb")

    def react(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """EFFECT, that somebody reacts, to each CAUSE of a list."""
        s = self.here
        if self.pos[i] not in ("VBZ", "VBP", "VBD", "VB"):
            return []
        start, negated = s.group(i)
        who, to = s.subject(start), s.phrase(end)
        if negated or who[0] >= who[1] or not _NO_REACTION.isdisjoint(self.lower[to[0] : to[1]]):
            return []
        effect = who[0], i + 1
        ties = (self._tie(cause, effect, sign, (i, end), "cause", "reaction") for cause in s.items(end))
        return [tie for several in ties for tie in several]

    def leave(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """CAUSE, leaving X …: the clause before brings it about."""
        s = self.here
        if self.pos[i] != "VBG" or not s.comma(i - 1) or i in self.read:
            return []
        effect, cause = s.clause(i), s.clause_before(i - 1)
        if effect[1] - effect[0] < 3 or not s.is_said(cause):
            return []
        # "turning it down would be enough": a subject, not what follows.
        if any(self.pos[k] == "MD" for k in range(*effect)) or self.lower[cause[0]] in ENDS_CLAUSE:
            return []
        return self._tie(cause, effect, sign, (i, end), "cause", "result")

    def deny(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """CAUSE does not affect EFFECT."""
        s = self.here
        start, negated = s.group(i)
        if not negated or self.pos[i] not in VERB or self.pos[end : end + 1] == ["IN"]:
            return []
        return self._tie(s.subject(start), s.phrase(end), sign, (start, end), "denial", "denial")

    def nothing(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """CAUSE makes no difference to EFFECT."""
        s = self.here
        for words in _NOTHING:
            stop = end + len(words)
            if tuple(self.lower[end:stop]) == words and self.pos[i] in VERB:
                start, _ = s.group(i)
                return self._tie(s.subject(start), s.phrase(stop), sign, (i, stop), "denial", "denial")
        return []

    def matter(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """CAUSE will not be critical in EFFECT."""
        s = self.here
        start, negated = s.group(i)
        negated_after, at = s.past_adverbs(end)
        negated |= negated_after
        if at + 1 >= s.last or self.lower[at + 1] not in _DENIAL_TO:
            return []
        if self.lower[at] not in (_ADJECTIVES if negated else _IRRELEVANT):
            return []
        return self._tie(s.subject(start), s.phrase(at + 2), sign, (start, at + 1), "denial", "denial")

    def _active(
        self, i: int, end: int, after: Words, sign: Sign, kind: LinkKind, rule: str, denied: Sign = "0"
    ) -> list[Tie]:
        """CAUSE does EFFECT: by a verb that is finite, a participle, or an infinitive that says what is."""
        s = self.here
        part, left = self.pos[i], self.pos[i - 1] if i > s.first else ""
        if part not in VERB or self.pos[end : end + 1] in (["IN"], ["CC"]) or self.lower[i - 1] == "-":
            return []
        if part in ("VBG", "VBN") and left in ("DT", "PRP$", "POS", "JJ", "IN"):
            return []
        start, negated = s.group(i)
        if part in ("VBN", "VBD") and any(self.lower[k] in BE for k in range(start, i)):
            return []  # passive: who does it is not said
        effect = after
        if part == "VBG" and start == i and s.comma(i - 1):
            cause = s.clause_before(i - 1)
            if i in self.read or not s.is_said(cause):
                return []
        elif start == i and (part == "VB" or (part == "VBN" and end - i == 1)):
            return []  # but "led to" is done by what stands before, whatever part of speech it is taken for
        else:
            cause = s.subject(start)
            if s.relative(start) and effect[0] >= effect[1]:
                # "the goal, which we are preventing"
                effect = s.antecedent(cause[0] - 1)
            elif self.pos[start - 1 : start] in (["WDT"], ["WP"]):
                # "laws that allow women to vote should stay": what comes next is said of the laws.
                effect = effect[0], next((k for k in range(*effect) if self.pos[k] in FINITE), effect[1])
        return self._tie(cause, effect, denied if negated else sign, (i, end), kind, rule)

    def _passive(self, i: int, end: int, sign: Sign) -> list[Tie]:
        """EFFECT is caused by CAUSE, or EFFECT caused by CAUSE."""
        s = self.here
        start, negated = s.group(i)
        return self._tie(
            s.phrase(end + 1),
            s.subject(start),
            "0" if negated else sign,
            (i, end + 1),
            "cause",
            "verb",
        )

    def _tie(
        self, cause: Words, effect: Words, sign: Sign, signal: Words, kind: LinkKind, rule: str
    ) -> list[Tie]:
        """The link, if both its ends name something and do not overlap."""
        s = self.here
        cause, effect = s.bare(cause), s.bare(effect)
        cause = self._named(cause)
        if any(a >= b or b - a > LONGEST or s.text.names_nothing((a, b)) for a, b in (cause, effect)):
            return []
        if (cause[0] < effect[1] and effect[0] < cause[1]) or self.lower[effect[1] - 1] in BE:
            return []
        whose = self.stretches.whose(signal, effect)
        return [Tie(whose, cause, effect, sign, signal, kind, _SURE[rule])]

    def _named(self, words: Words) -> Words:
        """What "it" as a cause goes back to: what the last clauses before were about."""
        it = words[0]
        if words[1] - it != 1 or self.lower[it] != "it":
            return words
        sentence = self.here.text.tokens.sentence
        for k in range(it - 1, max(-1, it - LONGEST * BACK), -1):
            if sentence[k] < sentence[it] - BACK or not self.stretches.one_voice(k, it):
                break
            if self.pos[k] in FINITE and self.pos[k - 1] in ("NN", "NNP"):
                there = Clauses(self.here.text, max(0, k - LONGEST), k + 1)
                subject = there.bare(there.subject(k))
                if subject[0] < subject[1] and not self.here.text.names_nothing(subject):
                    return subject
        return words

    def _wanted(self, clause: Words) -> Words | None:
        """What is wanted, where a clause says only that somebody wants it: its purpose is what that is for."""
        inside = (w for w in reversed(self.wishes) if clause[0] <= w.actor[0] and w.state[1] <= clause[1])
        return next((w.state for w in inside), None)

    def _participle(self, at: int) -> Words | None:
        """What a sentence goes on to from ``at`` with a participle (", leaving X …"), if it does."""
        s = self.here
        for k in range(at, min(at + 2 * LONGEST, s.last) - 3):
            if self.lower[k] in STRONG or (self.lower[k] in QUOTES and k > at):
                break
            if self.lower[k] == "," and self.pos[k + 1] == "VBG" and can_begin(self.lower[k + 1], _AFTER):
                return s.clause(k + 1)
        return None
