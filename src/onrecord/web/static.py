"""Styles, scripts and pictures: all from the package, held ready, plain and gzipped."""

import gzip
from functools import cache
from hashlib import blake2b
from http import HTTPStatus
from importlib.resources import files
from typing import NamedTuple

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

#: Which package has which, and what it is. An article looks the same here and in a page of its own.
_FILES = {
    "page.css": ("onrecord.export", "text/css"),
    "page.js": ("onrecord.export", "text/javascript"),
    "web.css": ("onrecord.web", "text/css"),
    "web.js": ("onrecord.web", "text/javascript"),
    "charts.js": ("onrecord.web", "text/javascript"),
    "htmx.min.js": ("onrecord.web", "text/javascript"),
    "vega.min.js": ("onrecord.web", "text/javascript"),
    "vega-lite.min.js": ("onrecord.web", "text/javascript"),
    "vega-interpreter.js": ("onrecord.web", "text/javascript"),
    "world.svg": ("onrecord.web", "image/svg+xml"),
    "icon.svg": ("onrecord.web", "image/svg+xml"),
}

router = APIRouter(include_in_schema=False)


class _File(NamedTuple):
    plain: bytes
    packed: bytes
    kind: str
    version: str


def address(name: str) -> str:
    """Where a file is served; another address when it has changed, so that browsers can keep it."""
    return f"/static/{name}?{_file(name).version}"


@router.get("/static/{name}")
def serve(name: str, request: Request) -> Response:
    """One file."""
    if name not in _FILES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    file = _file(name)
    headers = {"Vary": "Accept-Encoding", "Cache-Control": "no-cache"}
    if request.url.query == file.version:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(file.packed, media_type=file.kind, headers=headers | {"Content-Encoding": "gzip"})
    return Response(file.plain, media_type=file.kind, headers=headers)


@cache
def _file(name: str) -> _File:
    package, kind = _FILES[name]
    folder = files(package) / "static" if package == "onrecord.web" else files(package)
    plain = folder.joinpath(name).read_bytes()
    return _File(plain, gzip.compress(plain, mtime=0), kind, blake2b(plain, digest_size=6).hexdigest())
