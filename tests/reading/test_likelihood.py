"""What a forecast's words say of its probability: a table of them, any text at all, and tables of one's own."""

import csv
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import TableError
from onrecord.reading import likelihood as module
from onrecord.reading.likelihood import Table, explicit, probability
from onrecord.reading.record import Likelihood

OWN = Path(module.__file__).with_name("likelihood.toml")
TABLE = Table.load(OWN)
CLASSES = get_args(Likelihood)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
VOCABULARY = """
a 1 2 0 50 100 1000000 99.5 1,000 percent % per cent in out of times odds chance chances probability likelihood is
are at one ten twenty-one hundred million to - / : against on sure certain likely not never probably may doubt
50-50 60-40 3-to-1 between and risk that shot the more n't can't don't
"""
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), max_size=16).map(" ".join)


def rows() -> list[list[str]]:
    with (Path(__file__).parent / "likelihood.tsv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(reader)
        return list(reader)


@pytest.mark.parametrize(("name", "words", "expected", "low", "high", "said"), rows())
def test_words_mean_the_probability_of_the_table(
    name: Likelihood, words: str, expected: str, low: str, high: str, said: str
) -> None:
    own = TABLE.classes[name]
    figures = (float(expected), float(low), float(high)) if expected else (own.probability, own.low, own.high)
    value, interval, source = probability(name, words)
    assert (value, *interval) == pytest.approx(figures, abs=1e-6)
    assert source == (said or None)


def test_the_table_of_examples_is_large_and_holds_nothing_twice() -> None:
    keys = [tuple(row[:2]) for row in rows()]
    assert len(keys) == len(set(keys)) >= 100


@given(TEXT | WORDS, st.sampled_from(CLASSES))
def test_any_words_have_a_probability_within_its_interval(words: str, name: Likelihood) -> None:
    value, (low, high), source = probability(name, words)
    assert 0 <= low <= value <= high <= 1
    assert source is None or source in words
    assert (value, (low, high), source) == probability(name, words)
    stated = explicit(words)
    assert stated is None or stated == (value, (low, high))


@pytest.mark.parametrize("words", ["chance of ", "1 ", "50-", "one hundred ", "odds are ", "not ", "a"])
def test_long_words_are_cut_short(words: str) -> None:
    value, (low, high), _ = probability("likely", words * 100_000)
    assert low <= value <= high


def test_every_phrase_meets_the_band_of_its_classes_or_says_why_not() -> None:
    for phrase in TABLE.phrases:
        for name in phrase.classes:
            low, high = TABLE.bands.get(name, (0.0, 1.0))
            meets = phrase.low <= high and low <= phrase.high
            assert meets or phrase.outside, (phrase.words[0], name)


def test_every_phrase_is_found_by_its_own_words() -> None:
    for phrase in TABLE.phrases:
        for words in phrase.words:
            assert TABLE.find(phrase.classes[0], words) == (phrase, words)


def test_the_classes_are_in_order_of_likelihood_and_lie_in_their_bands() -> None:
    scale = [TABLE.classes[name].probability for name in TABLE.bands]
    assert scale == sorted(scale)
    assert all(low <= TABLE.classes[name].probability <= high for name, (low, high) in TABLE.bands.items())


def test_what_nobody_measured_is_marked_and_wide() -> None:
    entries = [*TABLE.classes.values(), *TABLE.phrases]
    assert all(e.assumption == (e.source == "guess") for e in entries)
    assert all(e.high - e.low >= 0.095 for e in entries if e.assumption)


def own_table(tmp_path: Path, change: tuple[str, str]) -> Path:
    text = OWN.read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    return path


def test_a_table_of_ones_own_is_used_in_place(tmp_path: Path) -> None:
    table = Table.load(
        own_table(
            tmp_path, ("[classes]\nflat = { probability = 0.9,", "[classes]\nflat = { probability = 0.8,")
        )
    )
    assert probability("flat", "It will rain", table) == (0.8, (0.6, 0.99), None)
    assert probability("flat", "It will rain")[0] == 0.9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("probability = 0.95\n", "probability = 'high'\n"), "$.phrases[0].probability"),
        (("probability = 0.95\n", "probability = 0.2\n"), "in phrases[0], low, probability and high"),
        (("low = 0.85\n", ""), "low"),
        (('source = "perceptions"\n', 'source = "hearsay"\n'), "source 'hearsay'"),
        (('classes = ["likely"]', 'classes = ["rather"]'), "rather"),
        (('words = ["probable"]', 'words = ["likely"]'), "'likely', and so has"),
        (('words = ["probable"]', 'words = ["?"]'), "without a word"),
        (("even = { probability", "evenly = { probability"), "evenly"),
        (("[bands]", "[bands"), "no table of probability words"),
        (("almost_no_chance = [0.01, 0.05]", "almost_no_chance = [5, 1]"), "bands.almost_no_chance"),
        (('even = { probability = 0.5, low = 0.45, high = 0.55, source = "icd203" }\n', ""), "lacks even"),
    ],
)
def test_a_faulty_table_is_told_with_its_place(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    path = own_table(tmp_path, change)
    with pytest.raises(TableError) as error:
        Table.load(path)
    assert str(path) in str(error.value)
    assert message in str(error.value)


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="No such file"):
        Table.load(tmp_path / "none.toml")
