"""Charts as files: a picture, a drawing, or a page that loads nothing from elsewhere."""

import base64
import hashlib
import html
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.files import OutputError, write_whole
from onrecord.scoring.errors import ChartError, MissingParts

if TYPE_CHECKING:
    import altair as alt

#: Pixels of a picture for each unit of the chart, so that its letters stay sharp on a good screen and in
#: print.
SCALE = 2.0

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
script-src 'sha256-{digest}'; img-src data: blob:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="generator" content="onrecord">
<title>{title}</title>
</head>
<body>
<div id="chart"></div>
<noscript>{description}</noscript>
<script>{script}</script>
</body>
</html>
"""
# No evaluation of strings as code, which the page forbids, and no button that sends the chart to a website.
_OPTIONS = {
    "ast": True,
    "renderer": "svg",
    "actions": {"export": True, "source": False, "compiled": False, "editor": False},
}

_Spec = dict[str, Any]


def save(chart: "alt.TopLevelMixin", path: Path) -> None:
    """Write ``chart`` to ``path``, in the format that its ending names: one of :data:`ENDINGS`.

    The file appears whole or not at all. SVG and HTML hold the chart's description, too, for those who have
    charts read to them. Raises :class:`~onrecord.scoring.errors.ChartError` for an ending that is none of
    these, and where the file cannot be written; :class:`~onrecord.scoring.errors.MissingParts` where what draws it is
    not installed.
    """
    drawn = _FORMATS.get(path.suffix.lower())
    if not drawn:
        raise ChartError(
            f"{path} does not say what kind of file a chart is to be; end its name in {', '.join(ENDINGS)}"
        )
    content = drawn(chart.to_dict())
    try:
        write_whole(path, content)
    except OutputError as error:
        raise ChartError(str(error)) from error


def _converter() -> Any:
    """What draws charts into files."""
    try:
        import vl_convert
    except ImportError as error:
        raise MissingParts.named(error) from error
    return vl_convert


def _png(spec: _Spec) -> bytes:
    drawn: bytes = _converter().vegalite_to_png(spec, vl_version=_version(spec), scale=SCALE)
    return drawn


def _svg(spec: _Spec) -> bytes:
    drawing = _converter().vegalite_to_svg(spec, vl_version=_version(spec))
    start, rest = drawing.split(">", 1)
    title, description = html.escape(spec["title"]["text"]), html.escape(spec["description"])
    return f'{start} role="img"><title>{title}</title><desc>{description}</desc>{rest}'.encode()


def _html(spec: _Spec) -> bytes:
    # Its own text cannot end the script: no "<" is left in it.
    arguments = ", ".join(json.dumps(x).replace("<", "\\u003c") for x in ("#chart", spec, _OPTIONS))
    script = f"{_library(_version(spec))}\nvegaEmbed({arguments});"
    return _PAGE.format(
        digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        title=html.escape(spec["title"]["text"]),
        description=html.escape(spec["description"]),
        script=script,
    ).encode()


@cache
def _library(version: str) -> str:
    """The JavaScript that draws a chart, all of it."""
    bundle: str = _converter().javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    return bundle


def _version(spec: _Spec) -> str:
    """The version of Vega-Lite that a chart is written for, as the converter names it: ``v6.4``."""
    version = spec["$schema"].rsplit("/", 1)[1]  # …/v6.4.1.json
    return ".".join(version.split(".")[:2])


_FORMATS: dict[str, Callable[[_Spec], bytes]] = {".png": _png, ".svg": _svg, ".html": _html}
#: The endings of the files that a chart can be saved in.
ENDINGS = tuple(_FORMATS)
