"""What sayings are looked up by.

Keys are of three sorts. *Prints* are winnowed shingles (Schleimer, Wilkerson and Aiken, Winnowing, SIGMOD 2003) with
the speaker's name: a cut of eight words has one in common with its whole. *Sketches* are the least of all longer
shingles (Broder, On the resemblance and containment of documents, 1997), without a name, for words that one article
gives to nobody. *Topics* are content words with the name and the days around, for a quotation and its report. So a
slogan's keys lead to what its own speaker said, not to everybody's.

All are numbers of 64 bits, the same on every machine: they are stored. The last bit tells topics from the rest, and
topics begin with their days, so that those of one week's news stand together on disk.
"""

import hashlib
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from onrecord.ledger.repeats.plain import read, within
from onrecord.ledger.repeats.saying import NAME, Saying, handle, name

#: Within how many days what is not verbatim is taken for one utterance.
DAYS = 2
#: The words of a print, and of a sketch's shingle.
PRINT, SKETCH = 4, 8
#: Of so many prints in a row one is a key, so every PRINT + WINDOW - 1 words have one.
WINDOW = 5
#: How many keys of each sort there are at most.
PRINTS, SKETCHES, TOPICS = 16, 6, 9

# So many days are one period: the days around one are in two of them at most.
_PERIOD = 2 * DAYS + 1
_BITS = 64
_MASK = (1 << _BITS) - 1
#: The bits of a topic that tell its words and its speaker; those before tell the period.
_TOPIC = 43
# Any odd number whose digits look random.
_FACTOR = 0x9E3779B97F4A7C15


def keys(saying: Saying) -> frozenset[int]:
    """What a saying is known by: at most 31 signed numbers, the same on every machine.

    Of two sayings of one utterance, the one has with high probability some that the other is looked up by
    (:func:`sought`). So may others: :func:`same` tells.
    """
    return frozenset(_made(saying, 0))


def sought(saying: Saying) -> frozenset[int]:
    """What a saying is looked up by among the :func:`keys` of others: at most 40 of them."""
    return frozenset(_made(saying, -DAYS, DAYS))


def promising(shared: Collection[int], of: Collection[int]) -> bool:
    """Whether two are worth a comparison, one of which is sought by ``of``, and the other has ``shared`` of it.

    One print or sketch is enough, or two topics; one where there are no more.
    """
    return len(shared) > 1 or any(key & 1 for key in shared) or sum(not key & 1 for key in of) <= 2


def _made(saying: Saying, *days: int) -> list[int]:
    """The keys of a saying, its topics so many days later."""
    called = name(saying.speaker[:NAME], saying.kind)
    words, topics = _kept(within(saying.words), handle(called) if called else "")
    out = list(words)
    if saying.date and topics:
        today = saying.date.toordinal()
        for period in {(today + later) // _PERIOD for later in days}:
            out += [period << _TOPIC | topic for topic in topics]
    return out


@lru_cache(maxsize=300)
def _kept(words: str, handle: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The prints and sketches of words, and their topics without days."""
    tokens = [token for token in read(words) if not token.inserted]
    numbers = [_number(token.form) for token in tokens]
    says = [token.weight > 0 for token in tokens]
    found = set(sorted(h for h in _shingles(numbers, says, SKETCH) if h is not None)[:SKETCHES])
    if not (handle and tokens):
        return tuple(_signed(key | 1) for key in found), ()
    who = _number(handle)
    found |= _winnowed(list(_shingles(numbers, says, min(PRINT, len(numbers)), who)))
    forms = sorted({t.form for t in tokens if t.weight == 1}, key=lambda form: (-len(form), form))[:TOPICS]
    forms = forms or [" ".join(t.form for t in tokens)]  # "I will not let you down"
    topics = [((_number(form) ^ who) * _FACTOR & _MASK) >> (_BITS - _TOPIC) & ~1 for form in forms]
    return tuple(_signed(key | 1) for key in found), tuple(topics)


def hashed(data: str) -> int:
    """A signed number of 64 bits for ``data``, the same on every machine."""
    digest = hashlib.blake2b(data.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@lru_cache(maxsize=20_000)
def _number(form: str) -> int:
    return hashed(form) & _MASK


def _signed(key: int) -> int:
    return key - (1 << _BITS) if key >> (_BITS - 1) else key


def _shingles(numbers: Sequence[int], says: Sequence[bool], size: int, who: int = 0) -> Iterator[int | None]:
    """A number for each ``size`` words in a row; ``None`` for those that say nothing."""
    said = [0, *accumulate(says)]
    for i in range(len(numbers) - size + 1 if size else 0):
        if said[i] < said[i + size]:
            value = who
            for number in numbers[i : i + size]:
                value = (value ^ number) * _FACTOR & _MASK
            yield value ^ value >> 32
        else:
            yield None


def _winnowed(prints: list[int | None]) -> set[int]:
    """The least of each window of prints.

    The window is wider for a long saying, so that there are not too many; what is chosen in a wide window is in
    a narrow one, too, so a cut as long as the wide one still has a print in common with its whole.
    """
    window = 1 if len(prints) < WINDOW else max(WINDOW, -(-2 * len(prints) // PRINTS))
    out = set()
    least: deque[tuple[int, int]] = deque()  # positions and prints, rising
    for i, value in enumerate(prints):
        if value is not None:
            while least and least[-1][1] >= value:
                least.pop()
            least.append((i, value))
        while least and least[0][0] <= i - window:
            least.popleft()
        if least and i >= window - 1:
            out.add(least[0][1])
    return set(sorted(out)[:PRINTS])
