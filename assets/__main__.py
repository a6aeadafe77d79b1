"""Fetches the pinned npm packages, checks them, and writes what the web interface and its tests take from them.

The same packages give the same files, byte for byte. Nothing here runs when onrecord is installed or served.
"""

import base64
import gzip
import hashlib
import io
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from assets.world import world

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "src" / "onrecord" / "web" / "static"


class Asset(NamedTuple):
    """A file that is made of one of a package's; ``licence``: that of the package, whose text is kept beside it."""

    package: str
    integrity: str
    taken: str
    licence: str
    written: Path
    made: Callable[[bytes], bytes] = bytes


def packed(data: bytes) -> bytes:
    """``data`` gzipped, always alike."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0, compresslevel=9) as file:
        file.write(data)
    return out.getvalue()


def script(module: bytes) -> bytes:
    """Vega's interpreter of expressions, a module, as a script that finds Vega beside it."""
    taken, given = b"from 'vega-util';", b"export { expression as expressionInterpreter };"
    if module.count(taken) != 1 or module.count(given) != 1 or not module.startswith(b"import {"):
        raise SystemExit("vega-interpreter is written otherwise than it was")
    names, _, body = module.removeprefix(b"import {").partition(taken)
    body = body.partition(given)[0]
    return (
        b"(() => {\nconst {"
        + names
        + b"= vega;"
        + body
        + b"vega.expressionInterpreter = expression;\n})();\n"
    )


ASSETS = (
    Asset(
        "htmx.org@2.0.11",
        "sha512-Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        "dist/htmx.min.js",
        "0BSD",
        STATIC / "htmx.min.js",
    ),
    Asset(
        "world-atlas@2.0.2",
        "sha512-IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ==",
        "countries-50m.json",
        "ISC; the outlines are Natural Earth's, public domain",
        STATIC / "world.svg",
        world,
    ),
    Asset(
        "vega@6.4.0",
        "sha512-rHXCq2LpEWCLMjXBEj7hocY9G0/i5TGYRayGGSj06VTF4+l2IG2Z7oeZKCjWbUh/7hTE/mVhbaOPB72wCElh6g==",
        "build/vega.min.js",
        "BSD-3-Clause",
        STATIC / "vega.min.js",
    ),
    Asset(
        # What Altair writes for; a later one of the same number reads that, too.
        "vega-lite@6.4.1",
        "sha512-KO3ybHNouRK4A0al/+2fN9UqgTEfxrd/ntGLY933Hg5UOYotDVQdshR3zn7OfXwQ7uj0W96Vfa5R+QxO8am3IQ==",
        "build/vega-lite.min.js",
        "BSD-3-Clause",
        STATIC / "vega-lite.min.js",
    ),
    Asset(
        # Without it Vega makes code of text, which the pages forbid.
        "vega-interpreter@2.3.2",
        "sha512-JDAoi3taFcCDLujZG84TNNUXdkAZ5WsSHssx8lWVYaxb9Slsjk7v7PtRIYXpSlUwLaKGRBqoJ9KDs36Z0eMEIw==",
        "build/vega-interpreter.js",
        "BSD-3-Clause",
        STATIC / "vega-interpreter.js",
        script,
    ),
    Asset(
        "axe-core@4.14.1",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        "axe.min.js",
        "MPL-2.0; for the tests alone, not part of the package",
        ROOT / "tests" / "web" / "axe.min.js.gz",
        packed,
    ),
)


def fetched(asset: Asset) -> tarfile.TarFile:
    """The package that an asset is taken from, which is what it was when it was pinned."""
    with tempfile.TemporaryDirectory() as folder:
        answer = subprocess.run(
            ["npm", "pack", "--json", "--silent", asset.package], cwd=folder, check=True, capture_output=True
        )
        data = (Path(folder) / json.loads(answer.stdout)[0]["filename"]).read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != asset.integrity:
        raise SystemExit(f"{asset.package} is not what it was: {found}")
    return tarfile.open(fileobj=io.BytesIO(data))


def member(package: tarfile.TarFile, name: str) -> bytes:
    """A file of a package."""
    file = package.extractfile(f"package/{name}")
    assert file is not None
    return file.read()


def main() -> None:
    """Write all of it, and a note that says what came from where."""
    notes = ["Made by `make assets` from npm packages:\n"]
    for asset in ASSETS:
        package = fetched(asset)
        asset.written.parent.mkdir(parents=True, exist_ok=True)
        asset.written.write_bytes(asset.made(member(package, asset.taken)))
        beside = asset.written.parent == STATIC
        if beside:
            licence = asset.written.with_name(f"{asset.written.name.partition('.')[0]}.LICENSE.txt")
            licence.write_bytes(member(package, "LICENSE"))
        notes.append(
            f"- `{asset.written.relative_to(ROOT)}`: `{asset.taken}` of {asset.package} ({asset.licence})"
        )
    (ROOT / "assets" / "README.md").write_text("# Assets\n\n" + "\n".join(notes) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
