"""Which reader made a reading, and whether another is newer."""

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from onrecord import __version__

if TYPE_CHECKING:
    from onrecord.reading import Reader

#: Stands for a reader where none read: the forecast, its words and its day are as a person gave them.
IMPORT = "import"

#: What a reading hangs on, apart from the network, whose settings are no other network's.
_SUFFIXES = {".py", ".toml", ".txt"}


def version_of(reader: "Reader") -> str:
    """The version of onrecord, and eight digits that change with whatever ``reader`` does: ``0.1.0+7d1c33a0``."""
    from onrecord import reading

    digest = hashlib.blake2b(msgspec.json.encode(reader.encoder.settings), digest_size=4)
    for file in sorted(Path(reading.__file__).parent.iterdir()):
        if file.suffix in _SUFFIXES:
            digest.update(file.read_bytes())
    digest.update(repr(reader.likelihood).encode())
    return f"{__version__}+{digest.hexdigest()}"


def newer(one: str, other: str) -> bool:
    """Whether reader ``one`` comes after ``other``; of one version of onrecord, each comes after all others.

    None comes after :data:`IMPORT`: what a person gave need not be read.
    """
    return IMPORT not in {one, other} and one != other and release(one) >= release(other)


def release(version: str) -> list[int]:
    """The version of onrecord, as it is compared."""
    return [int(n) for n in re.findall(r"\d+", version.partition("+")[0])]
