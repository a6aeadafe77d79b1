"""Where clauses, phrases, subjects and verb groups begin and end: a shallow grammar of English.

It goes by parts of speech, which the network tells on the same pass, and by the function words of ``links.toml``. It
looks no further than a stretch of words that one voice says, and at no more than some tens of them at a time: so the
cost is linear in the text. Stretches of words are ``first:last``; an empty one means that there is none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.reading.quotations import MARKS as QUOTATION_MARKS
from onrecord.reading.signals import ENGLISH
from onrecord.reading.tokens import Tokens
from onrecord.reading.words import Words

#: How many words a phrase may have, and an apposition between a subject and its verb.
LONGEST, ASIDE = 40, 10

_WORDS = ENGLISH["words"]
BE, AUXILIARIES, NEGATIONS = (frozenset(_WORDS[k]) for k in ("be", "auxiliaries", "negations"))
_SUBORDINATORS, ENDS_CLAUSE, _OPENERS = (
    frozenset(_WORDS[k]) for k in ("subordinators", "ends_clause", "openers")
)
_TOWARDS, _NO_PART, _FIRST, _EDGES = (frozenset(_WORDS[k]) for k in ("towards", "no_part", "first", "ends"))

_EMPTY = frozenset(_WORDS["empty"])
FINITE = frozenset(("MD", "VBZ", "VBP", "VBD"))
VERB = frozenset(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"))
_NOUN = frozenset(("NN", "NNS", "NNP", "NNPS", "CD"))
#: What a noun phrase is made of, beside prepositions and "and".
_PHRASE = _NOUN | {"DT", "PRP$", "JJ", "JJR", "JJS", "POS", "VBG", "VBN", "PDT", "$", "FW", "RBR", "RBS"}
#: What a phrase that names something begins with.
NAMING = _NOUN | {"DT", "PRP$", "JJ"}
_NAMES = _NOUN | VERB | {"PRP", "JJ", "JJR", "JJS", "FW", "EX"}
#: What begins a clause after a comma or an "and", and what a clause begins after.
_BEGINNING = FINITE | {"WDT", "WP", "WRB", "PRP", "EX", "CC"}
_BEFORE = frozenset(("that", "and", "but", "because", "so", ":", ";", "—", "--"))
STRONG = frozenset((";", ":", "—", "–", "--", "(", ")", "?", "!", "…"))
QUOTES = QUOTATION_MARKS - frozenset("'’‘")
_APOSTROPHES = frozenset("'’‘")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text's words in lower case, each with its part of speech."""

    tokens: Tokens
    pos: Sequence[str]

    @property
    def lower(self) -> list[str]:
        """The words in lower case."""
        return self.tokens.lower

    def names_nothing(self, words: Words) -> bool:
        """Whether words are none that something can be called by: no noun, verb or adjective, or a pronoun alone."""
        first, last = words
        if last - first == 1 and self.lower[first] in _EMPTY:
            return True
        return not any(self.pos[k] in _NAMES for k in range(first, last))


class Clauses:
    """The grammar of the words ``first:last`` of a text."""

    def __init__(self, text: Parsed, first: int, last: int) -> None:
        self.text, self.first, self.last = text, first, last
        self.lower, self.pos = text.lower, text.pos

    def opens(self, i: int) -> bool:
        """Whether nothing but openers stands before, in the stretch: "Therefore, if …"."""
        return i - self.first < ASIDE and all(
            self.lower[k] in _OPENERS or not self.lower[k][0].isalnum() for k in range(self.first, i)
        )

    def begins(self, i: int) -> bool:
        """Whether a clause begins there, not one that goes on with what stands before."""
        return self.opens(i) or self.lower[i - 1] in _BEFORE

    def goes_on(self, at: int) -> bool:
        """Whether a clause with a subject of its own begins there, and no "and" before it."""
        return at < self.last and self.pos[at] in ("PRP", "DT", "NNP", "NNS") and self._new_clause(at)

    def past_aside(self, at: int) -> int:
        """Where a clause goes on after an ", of course," that begins it."""
        if not self.comma(at):
            return at
        return next((k + 1 for k in range(at + 1, min(at + 6, self.last)) if self.comma(k)), at)

    def past_subordinate(self, at: int) -> int:
        """Where a clause says what it says, past an "if I do not," before it."""
        if self.lower[at : at + 1] and self.lower[at] in _FIRST:
            end = self.clause(at + 1)[1]
            return end + 1 if self.comma(end) else at
        return at

    def past_adverbs(self, at: int) -> tuple[bool, int]:
        """Where what is said goes on past adverbs, and whether one of these denies it."""
        negated = False
        while at < self.last and (self.pos[at] == "RB" or self.lower[at] in NEGATIONS):
            negated |= self.lower[at] in NEGATIONS
            at += 1
        return negated, at

    def past_adjunct(self, at: int) -> int:
        """Where a clause's subject begins, past a "during the talks," before it."""
        at += self.comma(at)
        if self.pos[at : at + 1] != ["IN"]:
            return at
        for k in range(at, min(at + ASIDE, self.last)):
            if self.pos[k] in FINITE:
                break
            if self.lower[k] == ",":
                return k + 1
        return at

    def with_antecedent(self, clause: Words) -> Words:
        """A clause with what its "which" or "who" goes back to."""
        if clause[0] < clause[1] and self.pos[clause[0]] in ("WDT", "WP"):
            return self.antecedent(clause[0])[0], clause[1]
        return clause

    def comma(self, i: int) -> bool:
        """Whether a comma stands there, and not one that parts thousands."""
        return self.first <= i < self.last and self.lower[i] == "," and not self._in_number(i)

    def _in_number(self, i: int) -> bool:
        """Whether a comma parts thousands."""
        return (
            0 < i < len(self.pos) - 1
            and self.pos[i - 1] == self.pos[i + 1] == "CD"
            and bool(self.text.tokens.end[i] == self.text.tokens.start[i + 1])
        )

    def _dash(self, i: int) -> bool:
        """Whether a hyphen stands apart, as a dash does."""
        start, end = self.text.tokens.start, self.text.tokens.end
        return bool(
            self.lower[i] == "-"
            and 0 < i < len(start) - 1
            and end[i - 1] < start[i]
            and end[i] < start[i + 1]
        )

    def then(self, i: int) -> bool:
        """Whether "then" stands there."""
        return i < self.last and self.lower[i] == "then"

    def has_verb(self, words: Words) -> bool:
        """Whether a verb is among the words, in whatever form."""
        return any(self.pos[k] in VERB or self.pos[k] == "MD" for k in range(*words))

    def is_said(self, words: Words) -> bool:
        """Whether a clause says something, and does not only name it."""
        return any(self.pos[k] in FINITE for k in range(*words))

    def group(self, i: int) -> tuple[int, bool]:
        """Where the verb group that ends in ``i`` begins, and whether it is denied."""
        start, negated = i, False
        k = i - 1
        while k >= max(self.first, i - ASIDE):
            word, part = self.lower[k], self.pos[k]
            helper = word in BE or word in AUXILIARIES or part == "MD"
            towards = part == "TO" and self.lower[k - 1] in _TOWARDS
            if word in NEGATIONS or (word == "t" and self.lower[k - 1] in _APOSTROPHES):
                negated, start = True, k
            elif helper or (word in _TOWARDS and self.pos[k + 1] == "TO"):
                start = k
            elif word in _APOSTROPHES and self.lower[k + 1] in BE | AUXILIARIES | {"t"}:
                # "won't", "we're": the word before the mark is a helper only before "t".
                start = k
                if self.lower[k + 1] == "t":
                    k -= 1
                    start = k
            elif part != "RB" and not towards:
                break
            k -= 1
        return start, negated

    def relative(self, start: int) -> bool:
        """Whether the subject of the verb group that begins there follows a relative pronoun ("which we")."""
        subject = self.subject(start)
        k = subject[0] - 1
        return k > self.first and self.pos[k] in ("WDT", "WP")

    def antecedent(self, relative: int) -> Words:
        """The noun phrase that a relative pronoun goes back to."""
        end = relative - 1 if self.comma(relative - 1) else relative
        a, b = self._phrase_before(end)
        return (a + 1, b) if self.pos[a : a + 2] == ["VBG", "DT"] else (a, b)

    def subject(self, start: int) -> Words:
        """The noun phrase that a verb group beginning at ``start`` is said of."""
        end = start
        while end > max(self.first, start - ASIDE) and self.pos[end - 1] == "RB":
            end -= 1
        if self.comma(end - 1):
            # "Darro, I repeat, only reacts": what stands between commas is passed over.
            least = max(self.first, end - 2 - ASIDE)
            left = next((k for k in range(end - 2, least - 1, -1) if self.lower[k] == ","), None)
            if left is None or (end - left > 6 and self.is_said((left, end))):
                return start, start
            end = left
        if end > self.first and self.pos[end - 1] in ("WDT", "WP"):
            return self.antecedent(end - 1)
        if (
            end > self.first
            and self.lower[end - 1] == "that"
            and end - 2 >= self.first
            and self.pos[end - 2] in _NOUN
        ):
            return self.antecedent(end - 1)
        if end > self.first and (self.pos[end - 1] == "PRP" or self.pos[end - 1] == "EX"):
            return end - 1, end
        if end > self.first and self.lower[end - 1] in ("this", "these", "those"):
            return end - 1, end
        return self._phrase_before(end)

    def _phrase_before(self, end: int) -> Words:
        """The noun phrase that ends before ``end``."""
        k, lower, pos, least = end, self.lower, self.pos, self.first
        while k > least and end - k < LONGEST:
            part, word = pos[k - 1], lower[k - 1]
            left = pos[k - 2] if k - 2 >= least else ""
            if part in _PHRASE or word in _APOSTROPHES or word == "-":
                if part in ("VBN", "VBG") and k == end:
                    break
                if k < end and pos[k] in ("DT", "PRP$") and part in _NOUN and part != "CD":
                    break
                if k < end and pos[k] == "NNP" and part in ("NN", "NNS"):
                    break
                k -= 1
            elif (
                (word == "," and left == "NNP" and pos[k] == "NNP" and "CC" in pos[k:end])
                or (part == "IN" and word not in _SUBORDINATORS | _NO_PART and left in _NOUN and k < end)
                or (part == "CC" and k < end and (left in _NOUN or left in ("JJ", "VBG")))
                or (part == "RB" and k < end and pos[k].startswith("JJ"))
                or (part == "TO" and k < end and left in _NOUN)
                or (part == "VB" and k < end and left == "TO")
            ):
                k -= 1
            else:
                break
        while k < end and (
            pos[k] in ("IN", "CC", "TO", "POS") or lower[k] in _APOSTROPHES or lower[k] == "-"
        ):
            k += 1
        # What a verb governs ("took the town and the army"): only what stands after "and" is the subject.
        if k > least and pos[k - 1] in VERB:
            at = next((j for j in range(end - 1, k, -1) if pos[j] == "CC"), None)
            k = k if at is None else at + 1
        if k > least and lower[k - 1] in ("how", "why"):
            return end, end
        return k, end

    def phrase(self, at: int) -> Words:
        """The phrase that begins there: to the next mark, verb or clause."""
        _, last = self.clause(at)
        for k in range(at + 1, last):
            if self.pos[k] in FINITE or self.pos[k] in ("WDT", "WP"):
                # "its donors, many of whom"
                comma = next((j for j in range(k - 1, max(at, k - 5), -1) if self.lower[j] == ","), k)
                return at, comma if self.lower[k - 1] == "of" else k
        return at, last

    def clause(self, at: int) -> Words:
        """From ``at`` to the end of its clause."""
        k, last = at, min(self.last, at + LONGEST)
        while k < last:
            word, part = self.lower[k], self.pos[k]
            if word in STRONG or word in QUOTES or (word == "." and k >= self.last - 2):
                break
            if self._dash(k):
                break
            if k > at and self.comma(k) and self._new_clause(k + 1):
                break
            if k > at and word in ("and", "but", "or", "so", "then"):
                # "hurts trade and leads to war": what follows is said of the same subject.
                same = self.pos[k + 1 : k + 2] == ["VB"] and "TO" not in self.pos[at:k]
                if same or self._new_clause(k + 1):
                    break
            if k > at and (part in {"IN", "WRB"}) and word in ENDS_CLAUSE:
                break
            k += 1
        while k > at and self.lower[k - 1] == ",":
            k -= 1
        return at, k

    def _new_clause(self, at: int) -> bool:
        """Whether what follows a comma or an "and" is another clause, not an item of a list."""
        if at >= self.last or self.lower[at] == "even":
            return True
        if self.lower[at] in ("and", "but", "or"):
            at += 1
        if at >= self.last or self.pos[at] in _BEGINNING:
            return True
        if self.lower[at] in _SUBORDINATORS or self.lower[at] in _OPENERS or self.pos[at] in ("VBG", "IN"):
            return True
        for k in range(at, min(at + 12, self.last)):
            if self.lower[k] in (",", "and", "or", ".", ";", ":"):
                return False
            if self.pos[k] in FINITE and self.pos[k - 1] not in ("WDT", "WP"):
                return True
            if self.pos[k] in ("WDT", "WP", "IN") and k > at + 1 and self.lower[k] in _SUBORDINATORS:
                return False
        return False

    def clause_before(self, end: int) -> Words:
        """The clause that ends before ``end``."""
        least = max(self.first, end - 2 * LONGEST)
        k = end
        while k > least:
            word = self.lower[k - 1]
            if word in STRONG or (word in QUOTES and k < end - 1) or self._dash(k - 1):
                break
            if word in ("that", "whether") and self.pos[k - 1] == "IN" and self.is_said((k, end)):
                break
            if (
                word in ("and", "but", "or", "so")
                and k < end
                and self._new_clause(k)
                and self.has_verb((k, end))
                and self.has_verb((least, k - 1))
            ):
                break
            k -= 1
        words = self.bare((k, end))
        if self.lower[words[0] : words[0] + 1] and self.lower[words[0]] in _SUBORDINATORS:
            # "Because the dam failed, the village was flooded": the clause is the one after.
            after = next((j + 1 for j in range(*words) if self.lower[j] == ","), words[0])
            words = self.bare((after, end))
        return words

    def bare(self, words: Words) -> Words:
        """A clause without what opens it, and without marks and "and" at its ends."""
        a, b = words
        while a < b and (not self.lower[a][0].isalnum() or (self.lower[a] in _OPENERS and b - a > 1)):
            if self.lower[a] == "that" and (self.pos[a] == "DT" or self.pos[a + 1] in FINITE):
                break
            a += 1
        while b > a:
            word = self.lower[b - 1]
            if b - a > 2 and self.lower[b - 1] == "part":
                b = next((k for k in range(b - 2, max(a, b - 5), -1) if self.lower[k] == "in"), b - 1)
            elif not word[0].isalnum() or word in ("and", "but", "or", "that") or word in _EDGES:
                b -= 1
            else:
                break
        return a, b

    def items(self, at: int) -> Iterator[Words]:
        """The items of a list: what follows a colon, where there is one, apart at commas and "and"."""
        end = at
        colon = None
        last = min(self.last, at + 2 * LONGEST)
        while end < last and (self.lower[end] not in STRONG or self.lower[end] == ":"):
            colon = end if self.lower[end] == ":" and colon is None else colon
            end += 1
        if colon is None:
            yield self.clause(at)
            return
        first = colon + 1
        for k in range(first, end + 1):
            if k == end or self.lower[k] in (",", "and"):
                item = self.bare((first, k))
                while item[0] < item[1] and self.lower[item[0]] in ("also", "in", "terms", "of"):
                    item = item[0] + 1, item[1]
                if item[0] < item[1] and self.lower[item[0]] not in _SUBORDINATORS:
                    yield item
                first = k + 1
