"""Maps for other programs and back: nothing lost, nothing taken for a formula, and told where it is no map."""

import csv
import io
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx
import pytest
from any_map import maps, texts
from hypothesis import given
from hypothesis import strategies as st
from river import river

from onrecord.errors import OnrecordError
from onrecord.mapping import (
    BadMap,
    Concept,
    DrawingError,
    Map,
    MissingParts,
    Setting,
    arrow,
    from_graphml,
    from_json,
    from_matrix,
    load,
    save,
    to_graphml,
    to_json,
    to_matrix,
)
from onrecord.mapping.labels import inert

# As Mental Modeler exports it: an empty corner, names in both directions, empty cells where nothing is.
MENTAL_MODELER = ",Rain,Mud,Delay\r\nRain,,0.75,\r\nMud,,,1\r\nDelay,,-0.5,\r\n"


@given(maps)
def test_json_and_graphml_give_back_the_whole_map(found: Map) -> None:
    assert from_json(to_json(found)) == found
    assert from_graphml(to_graphml(found)) == found
    to_json(found).encode()
    to_graphml(found).encode()


@given(maps)
def test_a_matrix_gives_back_labels_and_weights(found: Map) -> None:
    text = to_matrix(found)
    back = from_matrix(text)
    concepts = [c for c in found.concepts if c.kind == "concept"]
    assert len(back.concepts) == len(concepts)
    kept = sorted(
        a.weight for a in found.arrows if a.kind == "cause" and a.weight
        and {found.concept(a.cause).kind, found.concept(a.effect).kind} == {"concept"}
    )  # fmt: skip
    assert sorted(a.weight for a in back.arrows) == kept
    # Rows come in another order of ids, but say the same.
    assert (
        sorted(to_matrix(back).splitlines()[0].split(",")) == sorted(text.splitlines()[0].split(","))
        or '"' in text
    )
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not row[0].startswith(("=", "+", "-", "@", "\t"))


@given(texts)
def test_any_label_comes_back_from_a_matrix_as_it_is_shown(label: str) -> None:
    found = Map((Concept("n1", label), Concept("n2", label)))
    shown = " ".join(inert(label).split()) or "—"
    assert {c.label for c in from_matrix(to_matrix(found)).concepts} == {shown, f"{shown} (2)"}


@pytest.mark.parametrize(
    "label", ["=1+1", "+sum", "-x", "@here", "'=x", "''a", "'t Hof", "'", "a,b", 'a"b', "x\ny"]
)
def test_labels_that_look_like_formulas_are_guarded_and_come_back(label: str) -> None:
    found = Map((Concept("n1", label),))
    text = to_matrix(found)
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@"))
    assert from_matrix(text).concepts[0].label == " ".join(label.split())


def test_a_matrix_of_mental_modeler_is_read_and_written_alike() -> None:
    found = from_matrix(MENTAL_MODELER, "mud")
    weights = {(found.concept(a.cause).label, found.concept(a.effect).label): a.weight for a in found.arrows}
    assert weights == {("Rain", "Mud"): 0.75, ("Mud", "Delay"): 1.0, ("Delay", "Mud"): -0.5}
    assert found.title == "mud"
    again = from_matrix(to_matrix(found), "mud")
    assert again == found


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff;Rain;Mud\nRain;;0,75\nMud;;\n",
        "\tRain\tMud\nRain\t\t0.75\nMud\t\t\n",
        ",Rain,Mud,\nRain,,0.75,\nMud,0,,\n\n",
        "x,Rain,Mud\nRain,,0.75\nMud\n",
        ' ,"Rain","Mud"\nMud,,\nRain,−0.0,+0.75\n',
    ],
)
def test_matrices_of_spreadsheets_are_read(text: str) -> None:
    found = from_matrix(text)
    (only_one,) = found.arrows
    assert only_one.weight == 0.75
    assert found.concept(only_one.cause).label == "Rain"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (",Rain,Mud\nRain,,2\n", "row 2, column 'Mud'"),
        (",Rain,Mud\nRain,,much\n", "row 2, column 'Mud'"),
        (",Rain,Mud\nRain,,nan\n", "row 2, column 'Mud'"),
        (",Rain,Rain\n", "two columns"),
        (",Rain,,Mud\n", "has none"),
        (",Rain,Mud\nSnow,,1\n", "row 2 of the matrix is called 'Snow'"),
        (",Rain,Mud\nRain,,1\nRain,,1\n", "two rows"),
        ("," + ",".join(map(str, range(2001))), "too large"),
        (',"' + "x" * 200_000, "no CSV"),
    ],
)
def test_what_is_wrong_with_a_matrix_is_told(text: str, told: str) -> None:
    with pytest.raises(BadMap, match=told):
        from_matrix(text)


def test_an_empty_matrix_is_an_empty_map() -> None:
    assert from_matrix("") == from_matrix("\n\n") == Map()
    assert from_matrix(to_matrix(Map())) == Map()
    with pytest.raises(BadMap, match="too large"):
        to_matrix(Map(tuple(Concept(f"n{n}", "x") for n in range(2001))))


@given(
    st.text(max_size=60) | st.sampled_from(["{", "[]", '{"format": "onrecord-map/1"}', "<graphml/>", "null"])
)
def test_no_text_makes_reading_crash(text: str) -> None:
    for read in (from_json, from_graphml, from_matrix):
        try:
            read(text)
        except BadMap as error:
            assert ";" in str(error) or "correct it" in str(error)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda r: r.update(format="onrecord/1"), "no map in the onrecord-map/1 format"),
        (lambda r: r.pop("concepts"), "does not hold together"),
        (lambda r: r.update(title=3), "title is no text"),
        (lambda r: r["concepts"].pop(), "no concept of the map"),
        (lambda r: r["arrows"][0]["evidence"][0].update(sign="positive"), "does not hold together"),
        (lambda r: r["arrows"][0]["evidence"][0].update(confidence=7), "no probability"),
        (lambda r: r["arrows"][0].update(set={"weight": 3, "by": "x", "at": ""}), "out of range"),
    ],
)
def test_json_that_does_not_hold_together_is_told(change, told: str) -> None:  # type: ignore[no-untyped-def]
    record = json.loads(to_json(river()))
    change(record)
    with pytest.raises(BadMap, match=told):
        from_json(json.dumps(record))


def test_a_weight_that_was_changed_in_the_file_follows_from_the_evidence_again() -> None:
    record = json.loads(to_json(river()))
    for a in record["arrows"]:
        a["weight"] = 0.123
    assert from_json(json.dumps(record)) == river()


def test_other_programs_find_labels_weights_and_quotations_in_graphml() -> None:
    found = river()
    graph = networkx.parse_graphml(to_graphml(found))
    labels = {data["label"] for _, data in graph.nodes(data=True)}
    assert labels == {c.label for c in found.concepts}
    (quoted,) = [d for *_, d in graph.edges(data=True) if "Nobody will thank him" in d["quotes"]]
    assert quoted["weight"] == pytest.approx(0.12, abs=0.01)
    assert quoted["speakers"] == "Marek Renn"
    assert quoted["denied_by"] == "Ada Brill"
    ET.fromstring(to_graphml(found))


def test_graphml_of_another_program_is_read() -> None:
    graph = networkx.DiGraph()
    graph.add_node("1", label="Rain")
    graph.add_edge("1", "Mud", weight=-0.5)
    graph.add_edge("Mud", "Delay")
    found = from_graphml("\n".join(networkx.generate_graphml(graph)))
    assert {c.label for c in found.concepts} == {"Rain", "Mud", "Delay"}
    assert sorted(a.weight for a in found.arrows) == [-0.5, 1.0]
    graph.add_edge("Delay", "Mud", weight=7)
    with pytest.raises(BadMap, match="of the edge from Delay to Mud"):
        from_graphml("\n".join(networkx.generate_graphml(graph)))


def test_graphml_with_a_document_type_is_not_read() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><graphml>&a;</graphml>'
    with pytest.raises(BadMap, match="document type"):
        from_graphml(bomb)


def test_graphml_without_networkx_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    for call in (lambda: to_graphml(Map()), lambda: from_graphml("")):
        with pytest.raises(MissingParts, match=r"pip install 'onrecord\[map\]'"):
            call()


@pytest.mark.parametrize("ending", [".json", ".graphml", ".csv"])
def test_files_are_written_and_read(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"map{ending.upper()}"
    found = from_matrix(MENTAL_MODELER) if ending == ".csv" else river()
    save(found, path)
    back = load(path)
    assert back == found
    assert {p.name for p in tmp_path.iterdir()} == {path.name}


def test_files_that_cannot_be_read_or_written_are_told(tmp_path: Path) -> None:
    with pytest.raises(DrawingError, match=r"end its name in \.html, \.svg, \.png"):
        save(Map(), tmp_path / "map.gif")
    with pytest.raises(DrawingError, match="could not be written"):
        save(Map(), tmp_path / "none" / "map.svg")
    with pytest.raises(DrawingError, match="could not be read"):
        load(tmp_path / "map.json")
    with pytest.raises(DrawingError, match="ends in"):
        load(tmp_path / "map.png")
    (tmp_path / "map.csv").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(DrawingError, match="not in UTF-8") as caught:
        load(tmp_path / "map.csv")
    assert isinstance(caught.value, OnrecordError)
    assert {p.name for p in tmp_path.iterdir()} == {"map.csv"}


def test_a_write_protected_file_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "map.svg"
    path.write_text("old")
    monkeypatch.setattr("os.access", lambda *_: False)  # as the superuser may write everything
    with pytest.raises(DrawingError, match="write-protected"):
        save(Map(), path)
    assert path.read_text() == "old"


def test_weights_of_one_survive(tmp_path: Path) -> None:
    ends = (Concept("a", "a"), Concept("b", "b"))
    for w in (1.0, -1.0):
        found = Map(ends, (arrow("a", "b", "cause", (), Setting(w, "x", "")),))
        assert from_matrix(to_matrix(found)).arrows[0].weight == w
        assert from_json(to_json(found)) == from_graphml(to_graphml(found)) == found
