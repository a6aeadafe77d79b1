"""What two sayings have in common, word by word, and where they differ."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from onrecord.ledger.repeats.clashes import Gap, another, another_person, another_thing, denied, roles_swapped
from onrecord.ledger.repeats.plain import FIGURE, ROUGH_WORDS, Token

#: What a word counts that both have, at other places.
MOVED = 0.8
#: What one leaves out in a row of so many words is left out on purpose, and may well hold a "not".
LEFT_OUT = 5
#: How far from what they have in common two sayings are looked at.
BESIDE = 6
#: By how much a figure may differ from itself rounded.
ROUGH = 0.05


class Common(NamedTuple):
    """What two sayings have in common.

    ``weight``: of the words that are in both; ``least``, ``most``: of all words of the one and of the other;
    ``words``: how many the shorter has; ``run``: the most in a row; ``clash``: what makes them two, however alike.
    """

    weight: float
    least: float
    most: float
    words: int
    run: int = 0
    clash: str = ""


def common(short: Sequence[Token], long: Sequence[Token], verbatim: bool) -> Common:
    """What two sayings have in common; ``verbatim``: both are quoted throughout."""
    least, most = sorted(sum(t.weight for t in tokens if not t.inserted) for tokens in (short, long))
    forms, other_forms = [t.form for t in short], [t.form for t in long]
    if not least:
        alike = forms == other_forms != []
        return Common(float(alike), float(alike), 1.0, len(forms))
    if short == long:
        return Common(least, least, most, len(forms), len(forms))
    weights = {t.form: t.weight for t in short}
    one, other = (Counter(t.form for t in ts if t.weight and not t.inserted) for ts in (short, long))
    moved = one & other
    nothing = Common(0.0, least, most, len(forms))
    if _weight(moved, weights) < least / 2:
        return nothing
    pairs = _core(short, _aligned(forms, other_forms))
    if not pairs:
        return nothing
    in_order = Counter(
        short[i].form for i, j in pairs if short[i].weight and not (short[i].inserted or long[j].inserted)
    )
    moved -= in_order
    all_gaps = list(_gaps(short, long, pairs))
    gaps = [Gap(*([t for t in side if t.form not in moved] for side in gap)) for gap in all_gaps]
    rough = not ROUGH_WORDS.isdisjoint(forms + other_forms)
    weight = _weight(in_order, weights) + MOVED * _weight(moved, weights)
    weight += sum(_take_twins(gap, rough) for gap in gaps)
    clash = (
        (another_person(short, long, pairs) if verbatim else "")
        or roles_swapped(all_gaps)
        or another(gaps)
        or denied(gaps, _before(short, pairs[0][0]), _before(long, pairs[0][1]))
        or another_thing(gaps, weight, len(pairs) / len(short))
    )
    run = max(len(block) for block in _blocks(pairs))
    return Common(weight, least, most, len(forms), run, clash)


def _weight(forms: Counter[str], weights: dict[str, float]) -> float:
    return sum(weights[form] * n for form, n in forms.items())


def _aligned(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence, as the places in ``a`` and in ``b``."""
    masks: dict[str, int] = defaultdict(int)
    for i, form in enumerate(a):
        masks[form] |= 1 << i
    row = full = (1 << len(a)) - 1
    rows = []
    out: list[tuple[int, int]] = []
    for form in b:
        here = row & masks.get(form, 0)
        row = ((row + here) | (row - here)) & full
        rows.append(row)
    i, j = len(a), len(b)
    while i and j:
        if rows[j - 1] >> (i - 1) & 1:
            i -= 1
            continue
        j -= 1
        if not j or rows[j - 1] >> (i - 1) & 1:
            i -= 1
            if out and out[-1][0] == i + 1 and b[out[-1][1] - 1] == a[i]:
                out.append((i, out[-1][1] - 1))  # beside the next one rather than somewhere before
            else:
                out.append((i, j))
    return out[::-1]


def _blocks(pairs: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The pairs that follow one another in both."""
    out = [[pairs[0]]]
    for before, pair in pairwise(pairs):
        if pair == (before[0] + 1, before[1] + 1):
            out[-1].append(pair)
        else:
            out.append([pair])
    return out


def _core(short: Sequence[Token], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs without the little words at the ends that stand alone: they are common to any two texts."""
    blocks = _blocks(pairs) if pairs else []
    says = [i for i, block in enumerate(blocks) if any(short[at].weight for at, _ in block)]
    return [pair for block in blocks[says[0] : says[-1] + 1] for pair in block] if says else []


def _gaps(short: Sequence[Token], long: Sequence[Token], pairs: Sequence[tuple[int, int]]) -> Iterator[Gap]:
    """Where the two differ between their common words, and in the same sentence beside these."""
    yield _edge(_before(short, pairs[0][0]), _before(long, pairs[0][1]))
    for (i, j), (next_i, next_j) in pairwise(pairs):
        one, other = short[i + 1 : next_i], long[j + 1 : next_j]
        cut = (not one and short[next_i].left_out) or (not other and long[next_j].left_out)
        if (one and other) or (0 < len(one) + len(other) < LEFT_OUT and not cut):
            yield _gap(one, other)
    one, other = _after(short, pairs[-1][0]), _after(long, pairs[-1][1])
    if one and other:
        yield _edge(one, other)


def _edge(short: list[Token], long: list[Token]) -> Gap:
    """The gap beside all common words. Where only one has more words, a "not" right there is all that matters."""
    if short and long:
        size = min(len(short), len(long)) + 2
        return _gap(short[:size], long[:size])
    return _gap(*([t for t in side[:2] if t.form == "not"] for side in (short, long)))


def _gap(short: Iterable[Token], long: Iterable[Token]) -> Gap:
    return Gap(*([t for t in side if not t.inserted] for side in (short, long)))


def _before(tokens: Sequence[Token], at: int) -> list[Token]:
    """The last words of the sentence before a place, the nearest first."""
    out: list[Token] = []
    while at and not tokens[at].opens and len(out) < BESIDE:
        at -= 1
        out.append(tokens[at])
    return out


def _after(tokens: Sequence[Token], at: int) -> list[Token]:
    """The next words of the sentence after a place."""
    following = tokens[at + 1 : at + 1 + BESIDE]
    return list(takewhile(lambda token: not token.opens, following))


def _take_twins(gap: Gap, rough: bool) -> float:
    """Take out of a gap what is one word misprinted or, among ``rough`` figures, one rounded; gives its weight."""
    taken = 0.0
    for token in [t for t in gap.short if t.weight]:
        for twin in gap.long:
            if _misprint(token.form, twin.form) or (rough and _rounded(token.form, twin.form)):
                gap.short.remove(token)
                gap.long.remove(twin)
                taken += token.weight
                break
    return taken


def _misprint(a: str, b: str) -> bool:
    """Whether a letter too many, too few or, in a long word, another makes one of the other."""
    if a[0] != b[0] or a[0].isdigit() or max(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 1:
        return False
    short, long = sorted((a, b), key=len)
    start = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    return len(long) > 6 and short[start + 1 :] == long[start + 1 :]


def _rounded(a: str, b: str) -> bool:
    """Whether one of two figures may be the other, rounded."""
    if not (FIGURE.fullmatch(a) and FIGURE.fullmatch(b)):
        return False
    return math.isclose(float(a), float(b), rel_tol=ROUGH)
