"""The ids that people type: a letter for the kind of thing, then six characters and rarely more: ``s7kq2mf``.

They come from what the thing is, so a ledger that is made again from the same documents has the same; those that
begin with the same characters as an older one are longer. Capitals do not matter, nor an O for a 0, an I or L for a 1.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from typing import Final

#: The letters of what has an id.
DOCUMENT, STATEMENT, CLAIM, SPEAKER = "d", "s", "c", "p"
#: How many characters follow the letter, if nothing else has them.
LEAST: Final = 6

# Crockford's base 32: no two characters that look alike, and no u, which makes words.
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_ALIKE = str.maketrans("oil", "011")


def codes(
    letter: str, names: Sequence[str], taken: Callable[[Collection[str]], Collection[str]]
) -> list[str]:
    """An id for each of ``names``, which tell the things apart. ``taken`` says which of some ids exist."""
    digests = [letter + _digits(name) for name in names]
    out = [""] * len(names)
    length = 1 + LEAST
    left = list(range(len(names)))
    given: set[str] = set()
    while left:
        gone = {*taken([digests[i][:length] for i in left]), *given}
        again = []
        for i in left:
            code = digests[i][:length]
            if code in gone and length < len(digests[i]):
                again.append(i)
            else:
                out[i] = code
                gone.add(code)
                given.add(code)
        left, length = again, length + 1
    return out


def fits(code: str, letter: str, name: str) -> bool:
    """Whether an id is one that :func:`codes` may give to what has that name, in this ledger or in another."""
    return len(code) > LEAST and (letter + _digits(name)).startswith(code)


def typed(code: str) -> str:
    """An id as the ledger has it, from what somebody typed."""
    code = code.strip().lower()
    return code[:1] + code[1:].translate(_ALIKE)


def _digits(name: str) -> str:
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    number = int.from_bytes(digest)
    return "".join(_DIGITS[number >> shift & 31] for shift in range(75, -1, -5))
