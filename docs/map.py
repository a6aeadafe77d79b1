"""Makes the drawing and the figures of ``map.md``: ``python docs/map.py`` writes ``map.svg`` and prints the rest.

The links are invented; they are those that the room's tests are made with.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "mapping"))

from river import river  # noqa: E402

from onrecord.mapping import (  # noqa: E402
    agreement_text,
    between,
    consequences,
    consequences_text,
    only,
    paths,
    save,
    sensitivity,
    sentence,
    text,
)


def blocks() -> list[str]:
    """What ``map.md`` shows, block by block."""
    map = river()
    lomond, town = map.named("capture of Lomond").id, map.named("holding the town").id
    found = consequences(map, {lomond: 1})
    hangs = [f"{i.change:+.2f}  {sentence(map, i.arrow)}" for i in sensitivity(map, {lomond: 1}, town)]
    renn, brill = (only(map, speakers=[who]) for who in ("Marek Renn", "Ada Brill"))
    agreement = agreement_text(renn, brill, between(map, "Marek Renn", "Ada Brill"), ("Renn", "Brill"))
    return [
        text(map, 6),
        consequences_text(map, found, paths(map, {lomond: 1}, town)),
        "\n".join(hangs).replace("-0", "−0") + "\n",
        agreement,
    ]


if __name__ == "__main__":
    map = river()
    found = consequences(map, {map.named("capture of Lomond").id: 1})
    save(map, HERE / "map.svg", found=found)
    print("\n".join(blocks()))
