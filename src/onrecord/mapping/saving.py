"""Maps as files: a picture, a drawing, a page that loads nothing, or a file for another program."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from onrecord.files import OutputError, write_whole
from onrecord.mapping.drawing import Theme, draw_map
from onrecord.mapping.errors import DrawingError, MissingParts
from onrecord.mapping.exchange import from_graphml, from_json, from_matrix, to_graphml, to_json, to_matrix
from onrecord.mapping.labels import one_line
from onrecord.mapping.records import Arrow, Map
from onrecord.mapping.scenario import Consequences
from onrecord.mapping.told import counted, held, number, sentence, strongest, text

#: Pixels of a picture for each unit of the drawing, so that letters stay sharp on a good screen and in print.
SCALE = 2.0
#: How many pixels a picture has at most.
LARGEST = 60_000_000
#: How many links a page tells.
TOLD = 500


def svg(map: Map, theme: Theme = "auto", found: Consequences | None = None) -> str:
    """The drawing of ``map``, with what a run ``found`` in its boxes."""
    return draw_map(map, theme=theme, changes=_changes(found), clamped=found.clamped if found else None).svg


def png(map: Map, theme: Theme = "light", found: Consequences | None = None) -> bytes:
    """The drawing as a picture; "auto" is light.

    Raises :class:`~onrecord.mapping.errors.MissingParts` where what draws it is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise MissingParts(
            f"pictures need some packages more ({error.name} is not there): pip install 'onrecord[map]'"
        ) from error
    drawing = draw_map(
        map,
        theme="dark" if theme == "dark" else "light",
        changes=_changes(found),
        clamped=found.clamped if found else None,
    )
    scale = min(SCALE, (LARGEST / (drawing.width * drawing.height)) ** 0.5)
    return vl_convert.svg_to_png(drawing.svg, scale=scale)


def page(map: Map, found: Consequences | None = None) -> str:
    """A page with the drawing, and under it each link with what was said for and against it."""
    drawing = draw_map(map, changes=_changes(found), clamped=found.clamped if found else None, titled=False)
    arrows = strongest(map)
    return str(
        _template().render(
            title=one_line(map.title) or "Map of causes and effects",
            counts=f"{counted(len(map.concepts), 'concept')}, {counted(len(arrows), 'link')}",
            svg=_markup(drawing.svg),
            width=round(drawing.width),
            found=found,
            clamped=held(map, found) if found else "",
            rows=[_row(map, a) for a in arrows[:TOLD]],
            more=max(0, len(arrows) - TOLD),
        )
    )


def save(map: Map, path: Path, *, theme: Theme = "auto", found: Consequences | None = None) -> None:
    """Write ``map`` to ``path``, in the format that its ending names: one of :data:`ENDINGS`.

    The file appears whole or not at all. Raises :class:`~onrecord.mapping.errors.MappingError` for an ending that is
    none of these, and where the file cannot be written.
    """
    write = _WRITERS.get(path.suffix.lower())
    if not write:
        raise DrawingError(
            f"{path} does not say what kind of file the map is to be; end its name in {', '.join(ENDINGS)}"
        )
    content = write(map, theme, found)
    try:
        write_whole(path, content)
    except OutputError as error:
        raise DrawingError(str(error)) from error


def load(path: Path) -> Map:
    """The map in a JSON, GraphML or CSV file; the last is a matrix.

    Raises :class:`~onrecord.mapping.errors.MappingError` for another ending, and where the file cannot be read or
    holds no map.
    """
    read = _READERS.get(path.suffix.lower())
    if not read:
        raise DrawingError(
            f"{path} does not say what kind of map it holds; give a file that ends in {', '.join(_READERS)}"
        )
    try:
        content = path.read_text("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DrawingError(f"{path} could not be read ({reason}); name another file") from error
    except UnicodeDecodeError as error:
        raise DrawingError(f"{path} is not in UTF-8; save it so, and give it again") from error
    return read(content)


def _changes(found: Consequences | None) -> dict[str, float] | None:
    return {c.concept: c.change for c in found.changes} if found else None


def _row(map: Map, a: Arrow) -> dict[str, Any]:
    kind = "aim" if a.kind == "aim" else {"+": "plus", "−": "minus", "0": "none"}[a.sign]
    evidence = [
        {
            "words": one_line(e.words),
            "who": one_line(e.voice),
            "denies": e.sign != a.sign,
            "where": one_line(f"{e.document} {e.statement}"),
        }
        for e in a.evidence
    ]
    told = (
        f"Set to {number(a.set.weight).strip()} by {one_line(a.set.by)} {one_line(a.set.at)[:10]}"
        if a.set
        else ""
    )
    return {
        "kind": kind,
        "weight": number(a.weight),
        "sentence": sentence(map, a),
        "evidence": evidence,
        "set": told,
    }


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters.update(number=number, one_line=one_line)
    return environment.from_string(files("onrecord.mapping").joinpath("page.html").read_text("utf-8"))


def _markup(drawing: str) -> Any:
    from markupsafe import Markup

    return Markup(drawing)  # noqa: S704  (escaped where it is drawn)


_WRITERS: dict[str, Callable[[Map, Theme, Consequences | None], bytes]] = {
    ".html": lambda map, _, found: page(map, found).encode(),
    ".svg": lambda map, theme, found: svg(map, theme, found).encode(),
    ".png": png,
    ".json": lambda map, *_: to_json(map).encode(),
    ".graphml": lambda map, *_: to_graphml(map).encode(),
    # With a mark by which spreadsheets know UTF-8.
    ".csv": lambda map, *_: to_matrix(map).encode("utf-8-sig"),
    ".txt": lambda map, *_: text(map).encode(),
}
_READERS: dict[str, Callable[[str], Map]] = {
    ".json": from_json,
    ".graphml": from_graphml,
    ".csv": from_matrix,
}
#: The endings of the files that a map can be saved in.
ENDINGS = tuple(_WRITERS)
