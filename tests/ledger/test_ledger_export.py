"""The ledger goes out in the forms of other tools, whole or in part, and every form holds the words it points at."""

import csv
import gc
import io
import json
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from articles import dam, numbered
from clusters import Cluster
from facts import in_any_order
from hypothesis import given, settings
from lives import NELL, OLD, ids, lived

from onrecord.export.ledgers import LedgerFormat, ledger_writer, steps
from onrecord.export.web_annotations import annotations
from onrecord.ledger import Correction, Ledger, LedgerError, Search
from onrecord.reading import Reading
from tests.export.any_reading import readings as any_readings

IRI = re.compile(r"(https?://[^\s\"<>\\^`{|}]+|urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})")
MOTIVATIONS = {
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying",
    "linking", "moderating", "questioning", "replying", "tagging",
}  # fmt: skip
ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


def written(ledger: Ledger, format: str, search: Search | None = None) -> str:
    stream = io.StringIO(newline="")
    out = ledger_writer(LedgerFormat(format), stream)
    for step in steps(ledger, LedgerFormat(format), search):
        out.add(step.item)
    out.close()
    return stream.getvalue()


def objects(ledger: Ledger, format: str, search: Search | None = None) -> list[dict[str, Any]]:
    text = written(ledger, format, search)
    text.encode()  # UTF-8 can carry it
    return [json.loads(line) for line in text.splitlines()]


def check_annotation(annotation: dict[str, Any], texts: dict[str, str]) -> None:
    """What https://www.w3.org/TR/annotation-model/ asks of an annotation, and of these selectors."""
    assert annotation["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert annotation["type"] == "Annotation"
    assert IRI.fullmatch(annotation["id"])
    assert annotation["motivation"] in MOTIVATIONS
    assert ISO.fullmatch(annotation["created"])
    for body in annotation["body"]:
        assert body["type"] == "TextualBody"
        assert isinstance(body["value"], str)
        assert body["purpose"] in MOTIVATIONS
    targets = annotation["target"] if isinstance(annotation["target"], list) else [annotation["target"]]
    assert targets
    for target in targets:
        assert IRI.fullmatch(target["source"])
        quote, place = target["selector"]
        assert (quote["type"], place["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        assert target["state"]["type"] == "TimeState"
        assert ISO.fullmatch(target["state"]["sourceDate"])
        text, start, end = texts[annotation["id"]], place["start"], place["end"]
        assert quote["exact"] == text[start:end]
        assert (text[:start] + quote["exact"]).endswith(quote["prefix"] + quote["exact"])
        assert (quote["exact"] + text[end:]).startswith(quote["exact"] + quote["suffix"])


def check_review(review: dict[str, Any]) -> None:
    """What https://schema.org/ClaimReview, and who reads it, ask of a review."""
    assert (review["@context"], review["@type"]) == ("https://schema.org", "ClaimReview")
    assert review["claimReviewed"]
    assert ISO.fullmatch(review["datePublished"])
    assert review["author"]["@type"] in {"Person", "Organization"}
    assert review["author"]["name"]
    rating, claim = review["reviewRating"], review["itemReviewed"]
    assert rating["@type"] == "Rating"
    assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
    assert rating["alternateName"]
    assert claim["@type"] == "Claim"
    if "url" in review:
        assert urlsplit(review["url"]).scheme in {"http", "https"}
    for work in claim.get("appearance", ()):
        assert work["@type"] == "CreativeWork"
        assert work["headline"]


def texts(ledger: Ledger) -> dict[str, str]:
    """The text that each annotation is of."""
    return {a["id"]: held.document.text for held in ledger.held() for a in annotations(held)}


def test_without_a_search_everything_goes_out_also_what_has_no_statement(ledger: Ledger) -> None:
    lived(ledger)
    ledger.add(replace(numbered(7), statements=(), claims=()), OLD)
    lines = list(ledger.export())
    assert {line["format"] for line in lines} == {"onrecord-ledger/1"}
    assert [line["document"]["key"] for line in lines if "document" in line][-1] == "n7"
    assert len([line for line in lines if "merge" in line]) == 4
    assert {hit.id for hit in ledger.find(Search(), 100).hits} <= {
        passage["id"] for line in lines for passage in line.get("passages", ())
    }


def test_a_search_gives_the_documents_that_have_such_a_statement_whole(ledger: Ledger) -> None:
    lived(ledger)
    for search, keys in (
        (Search("cellar"), ["n9", "https://x.example/dam"]),
        (Search(speaker="korda1"), ["n0", "n1"]),
        (Search(statuses=["partly"]), ["n9"]),
        (Search(outlet="packet", kinds=["commitment"]), ["n9"]),
        (Search("…"), []),
        (Search("nowhere"), []),
    ):
        found = [line["document"]["key"] for line in ledger.export(search) if "document" in line]
        assert found == keys
    found = ledger.export(Search(outlet="packet", kinds=["commitment"]))
    (line,) = (line for line in found if "document" in line)
    assert in_any_order(line) in [in_any_order(other) for other in ledger.export() if "document" in other]
    assert len(line["versions"]) == 2


def test_tables_annotations_and_reviews_have_what_find_finds_in_all_its_appearances(ledger: Ledger) -> None:
    lived(ledger)
    for search in (Search(), Search("dam"), Search(kinds=["commitment"]), Search(statuses=["settled"])):
        hits = ledger.find(search, 100).hits
        held = {held.hit.id for held in ledger.held(search)}
        assert {hit.id for hit in hits} <= held <= {id for hit in hits for id in (hit.id, *hit.repeats)}
        rows = list(csv.DictReader(io.StringIO(written(ledger, "csv", search), newline="")))
        assert {row["statement"] for row in rows} == held


def test_a_row_says_who_what_how_likely_by_when_and_how_it_turned_out(ledger: Ledger) -> None:
    lived(ledger)
    rows = {row["words"]: row for row in csv.DictReader(io.StringIO(written(ledger, "csv"), newline=""))}
    row = rows["Prices will fall"]
    assert row["speaker"] == "Osk Institute"
    assert (row["kind"], row["likelihood"], row["probability"]) == ("forecast", "likely", "0.7")
    assert (row["due_on"], row["outcome"], row["degree"], row["settled_by"]) == (
        "2031-06-30",
        "yes",
        "1.0",
        "Nell Varga",
    )
    assert row["evidence"] == "https://example.org/minutes; the council's clerk"
    held = rows["The dam at Orne will hold until March 31, 2032"]
    assert (held["low"], held["high"], held["checkable"]) == ("0.7", "0.98", "true")
    assert held["claim"].startswith("c")


def test_no_cell_is_a_formula(ledger: Ledger) -> None:
    from onrecord.ledger import forecast

    ledger.import_forecast(forecast("=1+1", "@SUM(A1) will rise"), NELL)
    (row,) = csv.DictReader(io.StringIO(written(ledger, "csv"), newline=""))
    assert (row["speaker"], row["words"]) == ("'=1+1", "'@SUM(A1) will rise")


def test_parquet_has_the_same_rows_with_types(ledger: Ledger, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    lived(ledger)
    path = tmp_path / "ledger.parquet"
    with path.open("w", encoding="utf-8") as stream:
        out = ledger_writer(LedgerFormat.PARQUET, stream)
        for step in steps(ledger, LedgerFormat.PARQUET):
            out.add(step.item)
        out.close()
    table = parquet.read_table(path)
    found = csv.DictReader(io.StringIO(written(ledger, "csv"), newline=""))
    assert table.column_names == found.fieldnames
    for ours, theirs in zip(table.to_pylist(), found, strict=True):
        assert (ours["statement"], ours["claim"] or "") == (theirs["statement"], theirs["claim"])
        assert str(ours["due_on"] or "") == theirs["due_on"]
    assert str(table.schema.field("due_on").type) == "date32[day]"
    assert str(table.schema.field("settled_at").type) == "timestamp[us, tz=UTC]"
    assert str(table.schema.field("evidence").type).startswith("list<")


def test_annotations_are_such_and_point_at_their_words(ledger: Ledger) -> None:
    lived(ledger)
    found = objects(ledger, "webanno")
    for annotation in found:
        check_annotation(annotation, texts(ledger))
    assert len({annotation["id"] for annotation in found}) == len(found)
    (settled,) = (a for a in found if a["dc:identifier"] == ids(ledger)["Prices will fall"])
    assert [(b["purpose"], b["value"]) for b in settled["body"]] == [
        ("identifying", "Osk Institute"), ("classifying", "forecast"), ("classifying", "likely"), ("assessing", "yes"),
    ]  # fmt: skip
    assert any(a["target"]["source"] == "https://x.example/dam" for a in found)


@settings(max_examples=40)
@given(one=any_readings())
def test_annotations_of_any_text_count_its_code_points(
    tmp_path_factory: pytest.TempPathFactory, server: Cluster, one: Reading
) -> None:
    with Ledger.open(tmp_path_factory.mktemp("any") / "ledger.db") as ledger:
        ledger.add(one, OLD)
        for annotation in objects(ledger, "webanno"):
            check_annotation(annotation, texts(ledger))
        for review in objects(ledger, "claimreview"):
            check_review(review)
        written(ledger, "csv")


def test_broken_words_are_as_many_targets(ledger: Ledger) -> None:
    one = dam(id="n1")
    first, *others = one.statements
    pieces = tuple(s.content[0] for s in (first, others[0]))
    ledger.add(replace(one, statements=(replace(first, content=pieces), *others), claims=()), OLD)
    broken = next(a for a in objects(ledger, "webanno") if isinstance(a["target"], list))
    check_annotation(broken, texts(ledger))
    assert [t["selector"][0]["exact"] for t in broken["target"]] == [piece.text for piece in pieces]


def test_corrected_words_are_pointed_at(ledger: Ledger) -> None:
    ledger.add(dam(id="n1"), OLD)
    known = ids(ledger)
    ledger.correct(known["that the wall could give way"], Correction(words="the wall could give"), NELL)
    quotes = [a["target"]["selector"][0]["exact"] for a in objects(ledger, "webanno")]
    assert "the wall could give" in quotes
    for annotation in objects(ledger, "webanno"):
        check_annotation(annotation, texts(ledger))


def test_an_address_that_is_none_is_no_source(ledger: Ledger) -> None:
    ledger.add(dam(url='https://x.example/a b"><script>'), OLD)
    for annotation in objects(ledger, "webanno"):
        check_annotation(annotation, texts(ledger))


def test_reviews_are_of_what_is_settled_each_utterance_once(ledger: Ledger) -> None:
    ledger.add(dam(id="n1", outlet="The Packet", published="2031-05-04"), OLD)
    ledger.add(dam("A correction.\n" + dam().document.text, id="n1"), OLD)
    known = ids(ledger)
    assert objects(ledger, "claimreview") == []
    wall, promise = known["that the wall could give way"], known["We will pay for every flooded cellar"]
    ledger.resolve(wall, "partly", NELL, degree=0.4)
    ledger.resolve(promise, "no", NELL)
    ledger.resolve(known["The dam at Orne will hold until March 31, 2032"], "void", NELL)
    reviews = {review["claimReviewed"]: review for review in objects(ledger, "claimreview")}
    assert len(reviews) == len(objects(ledger, "claimreview")) == 2
    for review in reviews.values():
        check_review(review)
    wall_review, promised = (
        reviews["that the wall could give way"],
        reviews["We will pay for every flooded cellar"],
    )
    assert (wall_review["reviewRating"]["ratingValue"], wall_review["reviewRating"]["alternateName"]) == (
        0.4,
        "Partly true",
    )
    assert (promised["reviewRating"]["ratingValue"], promised["reviewRating"]["alternateName"]) == (
        0.0,
        "Broken",
    )
    assert (promised["url"], promised["citation"]) == ("https://example.org/minutes", ["the council's clerk"])
    assert promised["itemReviewed"]["author"] == {"@type": "Person", "name": "Tom Reil"}
    assert promised["author"]["name"] == "Nell Varga"
    assert wall_review["itemReviewed"]["firstAppearance"]["headline"]


def test_an_export_sees_the_ledger_as_it_was_when_it_began(ledger: Ledger, where: str) -> None:
    for i in range(3):
        ledger.add(numbered(i), OLD)
    lines = ledger.export()
    first = next(lines)
    with Ledger.open(where) as other:
        other.add(numbered(4), OLD)
        other.resolve(ids(other)["The bridge at Tarn2 will open"], "yes", NELL)
    rest = list(lines)
    assert [line["document"]["key"] for line in (first, *rest)] == ["n0", "n1", "n2"]
    assert not any("resolutions" in line for line in rest)


@pytest.mark.parametrize("format", [LedgerFormat.JSONL, LedgerFormat.WEBANNO])
def test_memory_does_not_grow_with_the_ledger(ledger: Ledger, format: LedgerFormat) -> None:
    def held(steps: Iterator[object], number: int) -> int:
        for _ in islice(steps, number):
            pass
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    for i in range(300):
        ledger.add(numbered(i), OLD)
    for _ in steps(ledger, format):
        pass  # what is loaded once
    tracemalloc.start()
    going = steps(ledger, format)
    few = held(going, 20)
    assert held(going, 250) < few + 100_000  # a document of these takes 5,000
    tracemalloc.stop()


def test_without_its_package_parquet_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(LedgerError, match=r"onrecord\[parquet\]"):
        ledger_writer(LedgerFormat.PARQUET, io.StringIO())
