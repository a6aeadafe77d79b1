"""The gazetteer: place names → the places that bear them. ``README.md`` tells of the data.

Nothing is read before :func:`load`. The generated table stays one block of bytes, sorted by name and
searched by bisection, so that 150,000 names cost their bytes and no objects. Threads may share it.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple, cast

from onrecord.reading.record import PlaceKind

HERE = Path(__file__).parent
#: The generated table, and what a code's line begins with in it ("=UA", "=US.TX").
TABLE = "places.tsv.gz"
CODE = "="

#: Letters that do not come apart into a letter and an accent.
_LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ə": "a",
})  # fmt: skip
_NOTHING = re.compile("[\u0300-\u036f.,'’‘ʼʻ`´ʹ]")
_GAP = re.compile(r"[\s\-‐‑–—_/]+")


class Entry(NamedTuple):
    """A place. ``country`` is ISO 3166 alpha-2, ``region`` the first-order region's code ("US.TX") or empty.

    ``weight`` says how likely a name alone means this place: about the logarithm, base 10, of how many
    live there. ``near`` are the codes of a country's neighbours.
    """

    kind: PlaceKind
    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    weight: float
    near: tuple[str, ...] = ()


def fold(name: str) -> str:
    """A name as the table has it: lower case, without accents, apostrophes, stops; hyphens are spaces."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    return _GAP.sub(" ", _NOTHING.sub("", name.casefold())).strip()


class Gazetteer:
    """The places of the world by name, and the words that tell what a name means, from ``folder``."""

    def __init__(self, folder: Path = HERE) -> None:
        packed = (folder / TABLE).read_bytes()
        # gzip ends with the size unpacked: with just that room, unpacking needs no second copy.
        self._table = zlib.decompress(packed, wbits=31, bufsize=int.from_bytes(packed[-4:], "little"))
        #: The words of each class of ``words.tsv``.
        self.words: dict[str, frozenset[str]] = {}
        for word, *classes in rows(folder / "words.tsv"):
            for c in classes:
                self.words[c] = self.words.get(c, frozenset()) | {word}
        #: The codes of the country or region that the words of ``demonyms.tsv`` speak of ("Ukrainian").
        self.demonyms = {form: code for code, *forms in rows(folder / "demonyms.tsv") for form in forms}
        #: Forms that name a region only right after a city, without their stops ("Ala", "TX"), with its code.
        self.short: dict[str, str] = {}
        self._further: dict[str, list[str | Entry]] = {}
        for target, use, *forms in rows(folder / "names.tsv"):
            for form in forms:
                if use == "after":
                    self.short[form.replace(".", "")] = target
                else:
                    self._further.setdefault(fold(form), []).append(target)
        for names, country, latitude, longitude, weight in rows(folder / "areas.tsv"):
            name, *others = names.split("|")
            area = Entry("region", name, country, "", float(latitude), float(longitude), float(weight))
            for form in (name, *others):
                self._further.setdefault(fold(form), []).append(area)
        self.named = lru_cache(maxsize=20_000)(self._named)
        self.coded = lru_cache(maxsize=5_000)(self._coded)

    def _named(self, key: str) -> tuple[Entry, ...]:
        """The places that bear the name ``key``, folded."""
        found = dict.fromkeys(self._lines(key))
        for target in self._further.get(key, ()):
            entry = self._target(target) if isinstance(target, str) else target
            if entry:
                found[entry] = None
        return tuple(found)

    def _coded(self, code: str) -> Entry | None:
        """The country or first-order region of a code: "UA", "US.TX"."""
        return next(self._lines(CODE + code), None)

    def _target(self, target: str) -> Entry | None:
        """What a line of ``names.tsv`` means: a code, or a place's name and code as ``name@code``."""
        name, _, code = target.rpartition("@")
        if not name:
            return self._coded(code)
        there = (e for e in self._lines(name) if code in (e.region, e.country))
        return max(there, key=lambda e: e.weight, default=None)

    def _lines(self, key: str) -> Iterator[Entry]:
        table, wanted = self._table, key.encode() + b"\t"
        low, high = 0, len(table)
        while low < high:  # both at the beginning of a line
            begin = table.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = table.index(b"\n", begin) + 1
            if table[begin:end] < wanted:
                low = end
            else:
                high = begin
        while table.startswith(wanted, low):
            end = table.index(b"\n", low)
            _, kind, name, country, region, latitude, longitude, weight, near = (
                table[low:end].decode().split("\t")
            )
            yield Entry(
                cast(PlaceKind, kind),
                name,
                country,
                region,
                float(latitude),
                float(longitude),
                float(weight),
                tuple(near.split()),
            )
            low = end + 1


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of a file of tab-separated values, in cells; a line that begins with # is a remark."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def load() -> Gazetteer:
    """The gazetteer of the package, read at the first call."""
    return Gazetteer()
