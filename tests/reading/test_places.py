"""Which places a text means. The people are made up, the places are not."""

import math
import re
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.gazetteer import fold, load
from onrecord.reading.places import Mention, MentionKind, find
from onrecord.reading.record import Place

KINDS: dict[str, MentionKind] = {"L": "location", "P": "person", "O": "organisation", "X": "other"}


def marked(text: str) -> tuple[str, list[Mention]]:
    """A text with its names marked, "[L:Kyiv]", as the text and the mentions."""
    out, mentions, last = "", [], 0
    for m in re.finditer(r"\[([LPOX]):([^\]]+)\]", text):
        out += text[last : m.start()]
        mentions.append(Mention(len(out), len(out) + len(m[2]), KINDS[m[1]], 0.9))
        out, last = out + m[2], m.end()
    return out + text[last:], mentions


def read(text: str) -> list[tuple[str, str, str]]:
    return [(p.name, p.kind, p.country) for p in find(*marked(text))]


def kilometres(place: Place, latitude: float, longitude: float) -> float:
    a, b = math.radians(place.latitude), math.radians(latitude)
    x = math.radians(place.longitude - longitude)
    return 6371 * math.acos(min(1.0, math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(x)))


CASES = [
    # The company that a name keeps.
    ("Fighting goes on near [L:Kursk], [L:Kherson] and [L:Zaporizhzhia]; [L:Pokrovsk] holds, Vesna Okrut said.",
     ["Kursk city RU", "Kherson city UA", "Zaporizhzhia city UA", "Pokrovsk city UA"]),
    ("From [L:Yakutsk] the road goes to [L:Pokrovsk], a town in [L:Yakutia].",
     ["Yakutsk city RU", "Pokrovsk city RU", "Sakha region RU"]),
    ("Buses run from [L:Toronto] and [L:Windsor] to [L:London], the [L:Ontario] operator said.",
     ["Toronto city CA", "Windsor city CA", "London city CA", "Ontario region CA"]),
    ("Ida Moll flew from [L:London] to [L:Toronto].", ["London city GB", "Toronto city CA"]),
    ("[L:Georgia]'s parliament met in [L:Tbilisi].", ["Georgia country GE", "Tbilisi city GE"]),
    ("[L:Georgia] counts again in [L:Atlanta] and [L:Savannah].",
     ["Georgia region US", "Atlanta city US", "Savannah city US"]),
    ("They won [L:Florida], [L:Georgia] and [L:Ohio].", ["Florida region US", "Georgia region US", "Ohio region US"]),
    ("Envoys of [L:Ukraine], [L:Georgia] and [L:Moldova] met.",
     ["Ukraine country UA", "Georgia country GE", "Moldova country MD"]),
    ("Rain fell on [L:Cordoba], [L:Rosario] and [L:Mendoza].",
     ["Córdoba city AR", "Rosario city AR", "Mendoza city AR"]),
    ("Trains to [L:Cordoba] and [L:Seville] are late, [L:Spain] says.",
     ["Córdoba city ES", "Seville city ES", "Spain country ES"]),
    ("Oil towns such as [L:Odessa] and [L:Midland] are the heart of west [L:Texas].",
     ["Odessa city US", "Midland city US", "Texas region US"]),
    ("Drones hit [L:Odessa] and [L:Mykolaiv] overnight.", ["Odesa city UA", "Mykolaiv city UA"]),
    ("The ferry from [L:Vancouver] to [L:Victoria] serves [L:British Columbia].",
     ["Vancouver city CA", "Victoria city CA", "British Columbia region CA"]),
    ("[L:Birmingham], [L:Coventry] and [L:Wolverhampton] share a mayor.",
     ["Birmingham city GB", "Coventry city GB", "Wolverhampton city GB"]),
    ("From [L:Montgomery] the march went on to [L:Birmingham] and [L:Selma].",
     ["Montgomery city US", "Birmingham city US", "Selma city US"]),
    ("[L:Perth] and [L:Dundee] are in [L:Scotland].", ["Perth city GB", "Dundee city GB", "Scotland region GB"]),
    ("[L:Perth] and [L:Fremantle] swelter.", ["Perth city AU", "Fremantle city AU"]),
    ("Colombian police raided homes in [L:Cartagena].", ["Cartagena city CO"]),
    ("In [L:Murcia] the road to [L:Cartagena], [L:Spain], is shut.",
     ["Murcia city ES", "Cartagena city ES", "Spain country ES"]),
    ("[L:Tripoli] and [L:Sidon] lost power, said [L:Lebanon]'s [L:Beirut].",
     ["Tripoli city LB", "Sidon city LB", "Lebanon country LB", "Beirut city LB"]),
    ("[L:Tripoli] and [L:Misrata] are calm.", ["Tripoli city LY", "Misrata city LY"]),
    ("[L:Hyderabad] and [L:Karachi] are in [L:Sindh].",
     ["Hyderabad city PK", "Karachi city PK", "Sindh region PK"]),
    ("[L:Hyderabad] and [L:Bengaluru] compete.", ["Hyderabad city IN", "Bengaluru city IN"]),
    # What the text says outright.
    ("In [L:Paris], [L:Texas], Ola Brandt waits. [L:Paris] has one mill.", ["Paris city US", "Texas region US"]),
    ("Ola Brandt of [L:Paris, Texas] waits.", ["Paris city US", "Texas region US"]),
    ("Ola Brandt of [L:Paris], Texas, waits.", ["Paris city US", "Texas region US"]),
    ("[L:Dover, N.H.], is not [L:Dover], Del.",
     ["Dover city US", "New Hampshire region US", "Dover city US", "Delaware region US"]),
    ("[L:BIRMINGHAM], [L:Ala.] — It rained.", ["Birmingham city US", "Alabama region US"]),
    ("[O:Jackson], [L:Miss.], has no water.", ["Jackson city US", "Mississippi region US"]),
    ("He lives in [L:Buffalo], [L:New York], with dogs.", ["Buffalo city US", "New York region US"]),
    ("[L:Washington, D.C.], was empty; so was [L:Washington].", ["Washington city US"]),
    ("A mill in [L:Nowhereville], [L:Ohio], burnt.", ["Ohio region US"]),
    ("She read in [L:Cambridge] ([L:Massachusetts]).", ["Cambridge city US", "Massachusetts region US"]),
    # Regions.
    ("Shelling hit the [L:Donetsk], [L:Luhansk] and [L:Kharkiv] regions.",
     ["Donetsk Oblast region UA", "Luhansk Oblast region UA", "Kharkiv Oblast region UA"]),
    ("The [L:Kharkiv] region is cold, and so is [L:Kharkiv].", ["Kharkiv Oblast region UA", "Kharkiv city UA"]),
    ("A bridge in [L:Donetsk Oblast] and one in the [L:Kursk region] fell.",
     ["Donetsk Oblast region UA", "Kursk Oblast region RU"]),
    ("The [L:Bakhmut] region is mined.", ["Bakhmut region UA"]),
    ("[L:Donbas] and [L:Crimea] come first.", ["Donbas region UA", "Crimea region UA"]),
    ("[L:Washington] state closed its ports.", ["Washington region US"]),
    ("[L:Harris County] sued.", ["Harris County region US"]),
    ("[L:Catalonia], [L:Bavaria], [L:Flanders] and [L:Tigray] wrote a letter.",
     ["Catalonia region ES", "Bavaria region DE", "Flanders region BE", "Tigray region ET"]),
    ("Aid reached the [L:Gaza Strip] and the [L:West Bank].", ["Gaza Strip region PS", "West Bank region PS"]),
    # Forms of names.
    ("[L:Kiev], [L:Kharkov], [L:Zaporozhye].", ["Kyiv city UA", "Kharkiv city UA", "Zaporizhzhia city UA"]),
    ("[L:the United States], the [L:U.S.], the [L:US], [L:America]", ["United States country US"]),
    ("[L:Britain], the [L:UK] and [L:Great Britain]", ["United Kingdom country GB"]),
    ("[L:Saint Louis] is [L:St. Louis], the [L:Missouri] archive says.", ["St. Louis city US", "Missouri region US"]),
    ("In [L:eastern Ukraine] it snowed.", ["Ukraine country UA"]),
    ("[L:Ukraine's] harvest fell.", ["Ukraine country UA"]),
    ("[L:Washington] said no.", ["Washington city US"]),
    ("[L:New York] woke up.", ["New York City city US"]),
    ("[L:Mexico] and [L:Mexico City] agreed.", ["Mexico country MX", "Mexico City city MX"]),
    # No places, and places that are tagged as something else.
    ("[P:Paris Hollin] sang. [L:Paris] smiled.", []),
    ("Mr. [L:Paris] came to [L:Berlin].", ["Berlin city DE"]),
    ("[P:Paris] laughed.", []),
    ("[P:Otto Paris] left. [P:Paris], Texas' best baker, is tired.", ["Texas region US"]),
    ("Rep. [P:Lebanon], [L:Ohio] voters say, is tired.", ["Ohio region US"]),
    ("[P:Ida Chicago] sings. [L:Chicago] hums, [L:Chicago] glows, the [L:Chicago] night ends.", ["Chicago city US"]),
    ("[L:N.H.] votes after [L:Iowa].", ["New Hampshire region US", "Iowa region US"]),
    ("[L:Texas], [L:Oklahoma] and [L:Kansas] are dry.",
     ["Texas region US", "Oklahoma region US", "Kansas region US"]),
    ("[O:Kharkiv University] opened; so did the [L:Oslo] University.", []),
    ("At the University of [L:Oslo] Ada Brill taught.", []),
    ("The [L:White House] and [L:Europe] agree.", []),
    ("The [O:U.N.] met.", []),
    ("The [L:Buckeye] State votes.", []),
    ("[O:Ukraine] won, and in [P:Kherson] they sang.", ["Ukraine country UA", "Kherson city UA"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_name_means_the_place_that_a_reader_would_take_it_for(text: str, expected: list[str]) -> None:
    assert [" ".join(place) for place in read(text)] == expected


@pytest.mark.parametrize(
    ("name", "latitude", "longitude"),
    [
        ("Pokrovsk", 48.28, 37.18), ("Donetsk", 48.00, 37.80), ("Luhansk", 48.57, 39.31),
        ("Kharkiv", 49.99, 36.23), ("Zaporizhzhia", 47.84, 35.14), ("Kherson", 46.64, 32.62),
        ("Kursk", 51.73, 36.19), ("Sudzha", 51.19, 35.27), ("Kinshasa", -4.32, 15.31), ("Lima", -12.05, -77.04),
        ("Suva", -18.14, 178.44), ("Reykjavik", 64.15, -21.94), ("Ho Chi Minh City", 10.78, 106.70),
        ("Deir ez-Zor", 35.33, 40.14), ("Khan Younis", 31.35, 34.30), ("Łódź", 51.77, 19.46),
    ],
)  # fmt: skip
def test_a_city_is_where_it_is(name: str, latitude: float, longitude: float) -> None:
    (place,) = find(*marked(f"Rain fell on [L:{name}]."))
    assert place.kind == "city"
    assert kilometres(place, latitude, longitude) < 20


def test_a_place_stands_once_with_all_its_mentions() -> None:
    text, mentions = marked("[L:Kyiv] slept. In [L:Lviv] and in [L:Kiev] lights went out. [L:KYIV] woke.")
    kyiv, lviv = find(text, mentions)
    assert [s.text for s in kyiv.mentions] == ["Kyiv", "Kiev", "KYIV"]
    assert [s.text for s in lviv.mentions] == ["Lviv"]


def test_names_are_folded_alike_however_they_are_written() -> None:
    assert fold("Khar’kov") == fold("KHAR'KOV") == "kharkov"
    assert fold("Baden-Württemberg") == fold("Baden–Wurttemberg") == "baden wurttemberg"
    assert fold("St. John's") == "st johns"


def test_the_gazetteers_hand_written_names_all_mean_something() -> None:
    gazetteer = load()
    for path in ("names.tsv", "demonyms.tsv"):
        for code in {target for target, *_ in _rows(path)}:
            name, _, place = code.rpartition("@")
            assert gazetteer.named(name) if name else gazetteer.coded(place), code


def _rows(name: str) -> list[list[str]]:
    from onrecord.reading.gazetteer import HERE, rows

    return list(rows(HERE / name))


def test_nothing_is_read_before_the_first_use() -> None:
    script = "import onrecord.reading.places as p; from onrecord.reading.gazetteer import load; " \
             "assert load.cache_info().currsize == 0"  # fmt: skip
    subprocess.run([sys.executable, "-c", script], check=True)


NAMES = st.sampled_from([
    "Paris", "Texas", "Kyiv", "Washington", "D.C.", "New York", "N.Y.", "Georgia", "Ohio", "Harris County", "region",
    "regions", "state", "of", "the", "the U.S.", ", ", ", ", " and ", " (", ")", "Mr. ", "in ", "University", "\n",
    "İstanbul", "ß", "\u0300", "'s", "’", "US", "Paris, Texas", "northern", " ",
])  # fmt: skip
TEXTS = st.one_of(
    st.text(), st.lists(NAMES, max_size=25).map("".join), st.lists(NAMES, max_size=25).map(" ".join)
)
MENTIONS = st.lists(
    st.builds(
        Mention,
        start=st.integers(-3, 120),
        end=st.integers(-3, 140),
        kind=st.sampled_from(list(KINDS.values())),
        sure=st.floats(0, 1),
    ),
    max_size=12,
)


@given(TEXTS, MENTIONS)
def test_whatever_the_text_and_its_mentions_each_place_points_at_its_words(
    text: str, mentions: list[Mention]
) -> None:
    places = find(text, mentions)
    spans = [s for place in places for s in place.mentions]
    assert all(place.mentions for place in places)
    assert all(0 <= s.start < s.end and text[s.start : s.end] == s.text for s in spans)
    spans.sort(key=lambda s: s.start)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    starts = [place.mentions[0].start for place in places]
    assert starts == sorted(starts)


@given(st.lists(NAMES, max_size=25))
def test_names_side_by_side_never_fail(pieces: list[str]) -> None:
    text, mentions = "", []
    for piece in pieces:
        mentions.append(Mention(len(text), len(text) + len(piece), "location", 0.9))
        text += piece
    for place in find(text, mentions):
        assert all(text[s.start : s.end] == s.text for s in place.mentions)
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180
