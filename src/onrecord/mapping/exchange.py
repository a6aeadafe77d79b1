"""Maps for other programs and back: JSON and GraphML hold all of a map, a matrix its labels and weights.

GraphML is read by Gephi, yEd, Cytoscape and networkx: each node and edge has what these can show, and the whole record
beside it, so that nothing is lost on the way back. A GraphML file that another program wrote is read, too.

The matrix is that of Mental Modeler (S. A. Gray et al., "Mental Modeler: a fuzzy-logic cognitive mapping modeling tool
for adaptive environmental management", 2013) and most programs for fuzzy cognitive maps: a row for each cause, a column
for each effect, an empty cell where there is no link. It holds no evidence and no aims, and
what is said to make no difference is no link in it.
"""

import csv
import io
import json
import math
import re
from typing import Any, TypeVar

import msgspec

from onrecord.mapping.build import identified
from onrecord.mapping.errors import BadMap, MissingParts
from onrecord.mapping.labels import inert, one_line
from onrecord.mapping.records import FORMAT, Arrow, ArrowKind, Concept, ConceptKind, Map, Setting
from onrecord.mapping.weights import arrow

#: How many concepts a matrix has at most: its size is the square.
WIDEST = 2_000

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_MARK, _QUOTED = re.compile("[,;\t]"), re.compile('^ *"[^"]*"')
_ESCAPED = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
_T = TypeVar("_T")


def to_json(map: Map) -> str:
    """``map`` as JSON, whole, in the ``onrecord-map/1`` format."""
    record = {
        "format": FORMAT,
        "title": map.title,
        "concepts": [msgspec.to_builtins(c) for c in map.concepts],
        "arrows": [
            {**msgspec.to_builtins(a), "sign": a.sign, "utterances": a.utterances} for a in map.arrows
        ],
    }
    text = json.dumps(record, ensure_ascii=False, indent=1)
    return _ESCAPED.sub(lambda c: f"\\u{ord(c[0]):04x}", text) + "\n"


def from_json(text: str) -> Map:
    """The map that :func:`to_json` wrote; weights follow from the evidence, or from what a person set.

    Raises :class:`~onrecord.mapping.errors.BadMap` for anything else.
    """
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadMap(f"this is no JSON ({error}); give a file that onrecord wrote") from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise BadMap(f"this JSON is no map in the {FORMAT} format; give a file that onrecord wrote")
    concepts = _converted(record.get("concepts"), list[Concept])
    arrows = [_arrow(a) for a in _converted(record.get("arrows"), list[Arrow])]
    title = record.get("title", "")
    if not isinstance(title, str):
        raise BadMap("the map's title is no text; give a file that onrecord wrote")
    return Map(tuple(concepts), tuple(arrows), title)


def to_graphml(map: Map) -> str:
    """``map`` as GraphML, whole.

    Raises :class:`~onrecord.mapping.errors.MissingParts` where networkx is not installed.
    """
    networkx = _networkx()
    graph = networkx.MultiDiGraph(
        title=_xml(map.title), record=_ascii({"format": FORMAT, "title": map.title})
    )
    nodes = {c.id: f"n{n}" for n, c in enumerate(map.concepts)}
    for c in map.concepts:
        graph.add_node(
            nodes[c.id],
            label=_xml(c.label),
            kind=c.kind,
            mentions=len(c.mentions),
            record=_ascii(msgspec.to_builtins(c)),
        )
    for n, a in enumerate(map.arrows):
        graph.add_edge(
            nodes[a.cause],
            nodes[a.effect],
            key=f"e{n}",
            weight=a.weight,
            sign=a.sign,
            kind=a.kind,
            utterances=a.utterances,
            speakers=_xml("; ".join(a.speakers)),
            denied_by=_xml("; ".join(a.deniers)),
            statements=_xml("; ".join(dict.fromkeys(e.statement for e in a.evidence))),
            quotes=_xml("\n".join(dict.fromkeys(e.words for e in a.evidence))),
            record=_ascii(msgspec.to_builtins(a)),
        )
    return "\n".join(networkx.generate_graphml(graph)) + "\n"


def from_graphml(text: str) -> Map:
    """The map in a GraphML file, of onrecord or of another program.

    Of another's, nodes are called by their ``label`` or, without one, their ids, and edges weigh what their ``weight``
    says (1 without one), as if the file had set it. Raises :class:`~onrecord.mapping.errors.BadMap` where the text is
    none, and :class:`~onrecord.mapping.errors.MissingParts` where networkx is not installed.
    """
    networkx = _networkx()
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BadMap("this file has a document type, which GraphML does not need; save it without")
    try:
        graph = networkx.parse_graphml(text, force_multigraph=True)
    except Exception as error:  # of the XML parser or of networkx, which raises whatever it meets
        raise BadMap(f"this is no GraphML ({error}); save the graph as GraphML again") from error
    whole = graph.graph.get("record")
    title = str(graph.graph.get("title", ""))
    if whole:
        title = str(_loaded(whole).get("title", ""))
    concepts = {}
    for node, data in graph.nodes(data=True):
        if record := data.get("record"):
            concepts[node] = _converted(_loaded(record), Concept)
        else:
            kind: ConceptKind = "actor" if data.get("kind") == "actor" else "concept"
            concepts[node] = Concept(str(node), str(data.get("label") or node), kind)
    arrows: dict[tuple[str, str, ArrowKind], Arrow] = {}
    for cause, effect, data in graph.edges(data=True):
        if record := data.get("record"):
            a = _arrow(_converted(_loaded(record), Arrow))
        else:
            weight = _weight(data.get("weight", 1.0), f"of the edge from {cause} to {effect}")
            edge: ArrowKind = "aim" if data.get("kind") == "aim" else "cause"
            a = arrow(concepts[cause].id, concepts[effect].id, edge, (), Setting(weight, "GraphML", ""))
        arrows[a.key] = a
    return Map(tuple(concepts.values()), tuple(arrows.values()), title)


def to_matrix(map: Map) -> str:
    """The weights of ``map`` as CSV; no label is taken for a formula by a spreadsheet.

    Of concepts with one label, the second is called "… (2)". Raises :class:`~onrecord.mapping.errors.BadMap` for a map
    that is too large to be a matrix.
    """
    concepts = [c for c in map.concepts if c.kind == "concept"]
    if len(concepts) > WIDEST:
        raise BadMap(
            f"a matrix of {len(concepts):,} concepts is too large; choose {WIDEST:,} at most, or write GraphML"
        )
    out = io.StringIO()
    rows = csv.writer(out)
    labels = [_cell(label) for label in _apart([one_line(c.label) or "—" for c in concepts])]
    rows.writerow(["", *labels])
    place = {c.id: n for n, c in enumerate(concepts)}
    lines: list[list[str]] = [[""] * len(concepts) for _ in concepts]
    for a in map.arrows:
        if a.kind == "cause" and a.weight and a.cause in place and a.effect in place:
            lines[place[a.cause]][place[a.effect]] = repr(a.weight)
    for label, line in zip(labels, lines, strict=True):
        rows.writerow([label, *line])
    return out.getvalue()


def from_matrix(text: str, title: str = "") -> Map:
    """The map of a matrix: of Mental Modeler, of :func:`to_matrix`, of a spreadsheet.

    Cells may be parted by commas, semicolons or tabs; with the latter two, numbers may have a decimal comma. Weights
    count as set by the file. Raises :class:`~onrecord.mapping.errors.BadMap`, which says which cell is wrong.
    """
    text = text.removeprefix("\ufeff")
    # What parts the cells is what comes after the first, which is empty or names the corner.
    found = _MARK.search(_QUOTED.sub("", text.partition("\n")[0], count=1))
    mark = found[0] if found else ","
    try:
        rows = [
            row
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)
            if any(c.strip() for c in row)
        ]
    except csv.Error as error:
        raise BadMap(f"this is no CSV ({error}); save the matrix as CSV again") from error
    if not rows:
        return Map(title=title)
    labels = [_label(cell) for cell in rows[0][1:]]
    while labels and not labels[-1]:
        labels.pop()
    if len(labels) > WIDEST:
        raise BadMap(f"a matrix of {len(labels):,} concepts is too large; give {WIDEST:,} at most")
    if len(set(labels)) < len(labels) or "" in labels:
        raise BadMap("two columns of the matrix have one name, or one has none; give each its own")
    concepts = {label: Concept(identified("n", f"matrix {label}"), label, head=label) for label in labels}
    arrows = {}
    for n, row in enumerate(rows[1:], start=2):
        label = _label(row[0])
        if label not in concepts:
            raise BadMap(
                f"row {n} of the matrix is called {label!r}, as no column is; name rows and columns alike"
            )
        for effect, cell in zip(labels, row[1:], strict=False):
            value = cell.strip()
            if not value:
                continue
            if mark != ",":
                value = value.replace(",", ".")
            weight = _weight(value, f"in row {n}, column {effect!r}")
            if weight:
                made = arrow(
                    concepts[label].id, concepts[effect].id, "cause", (), Setting(weight, "matrix", "")
                )
                if made.key in arrows:
                    raise BadMap(f"two rows of the matrix are called {label!r}; put them into one")
                arrows[made.key] = made
    return Map(tuple(concepts.values()), tuple(arrows.values()), title)


def _arrow(read: Arrow) -> Arrow:
    """An arrow whose weight follows from what it holds."""
    if read.set and not -1 <= read.set.weight <= 1:
        raise BadMap(f"the weight {read.set.weight} is out of range; give one from -1 to 1")
    if not all(0 <= e.confidence <= 1 for e in read.evidence):
        raise BadMap("the confidence of a saying is no probability; give one from 0 to 1")
    return arrow(read.cause, read.effect, read.kind, read.evidence, read.set)


def _converted(record: object, kind: type[_T]) -> _T:
    try:
        return msgspec.convert(record, kind)
    except (msgspec.ValidationError, ValueError) as error:
        raise BadMap(f"the map does not hold together ({error}); give a file that onrecord wrote") from error


def _loaded(record: object) -> dict[str, Any]:
    try:
        loaded = json.loads(str(record))
    except (ValueError, RecursionError) as error:
        raise BadMap(f"a record of the file cannot be read ({error}); write it again") from error
    if isinstance(loaded, dict):
        return loaded
    raise BadMap("a record of the file is no object; write it again")


def _weight(value: object, where: str) -> float:
    try:
        weight = float(str(value).strip().replace("−", "-"))
    except ValueError:
        weight = math.nan
    if -1 <= weight <= 1:
        return weight
    raise BadMap(f"the weight {str(value)!r} {where} is none from -1 to 1; correct it")


def _cell(label: str) -> str:
    """``label`` as a cell that no spreadsheet takes for a formula, and that :func:`_label` can read."""
    return "'" + label if label.startswith(_FORMULA) or _guarded(label) else label


def _label(cell: str) -> str:
    label = " ".join(cell.split())
    return label[1:] if _guarded(label) else label


def _guarded(label: str) -> bool:
    return label.startswith("'") and label[1:].startswith((*_FORMULA, "'"))


def _apart(labels: list[str]) -> list[str]:
    """``labels``, numbered where they are equal."""
    taken = set(labels)
    seen: set[str] = set()
    out = []
    for label in labels:
        name, n = label, 2
        while name in seen or (n > 2 and name in taken):
            name, n = f"{label} ({n})", n + 1
        seen.add(name)
        out.append(name)
    return out


def _xml(text: str) -> str:
    """``text`` without what XML cannot hold."""
    return inert(text)


def _ascii(record: object) -> str:
    return json.dumps(record)


def _networkx() -> Any:
    try:
        import networkx
    except ImportError as error:
        raise MissingParts(
            f"GraphML needs some packages more ({error.name} is not there): pip install 'onrecord[map]'"
        ) from error
    return networkx
