"""A stream of bytes that can be looked at before it is read."""

from io import BytesIO
from typing import BinaryIO

from onrecord.errors import TooLarge

#: How many bytes of a stream can be looked at.
HEAD = 4096

_CHUNK = 1 << 20


class Stream:
    """The bytes of one source: their ``head``, then all of them; ``consumed`` says how many were taken."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.head = raw.read(HEAD)
        self._held = BytesIO(self.head)  # pipes cannot be wound back
        self.consumed = 0

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end."""
        return self._counted(self._held.read(size) or self._raw.read(size))

    def readline(self, size: int) -> bytes:
        """At most ``size`` bytes of the line that begins here, its line feed included; none at the end."""
        line = self._held.readline(size)
        if len(line) < size and not line.endswith(b"\n"):
            line += self._raw.readline(size - len(line))
        return self._counted(line)

    def whole(self, name: str, limit: int) -> bytes:
        """All bytes; raises :class:`~onrecord.errors.TooLarge` where they are more than ``limit``."""
        # In pieces: asked for all at once, Python reserves the limit itself, however small the file.
        pieces: list[bytes] = []
        left = limit
        while piece := self.read(min(_CHUNK, left + 1)):
            pieces.append(piece)
            left -= len(piece)
            if left < 0:
                raise too_large(name, limit)
        return b"".join(pieces)

    def _counted(self, piece: bytes) -> bytes:
        self.consumed += len(piece)
        return piece


def too_large(name: str, limit: int) -> TooLarge:
    """The error that says that ``name`` is larger than ``limit`` bytes."""
    return TooLarge(
        f"{name} is larger than {limit / 1e6:g} MB, the most that is read of one document; "
        "split it, or raise the limit with --limit (in MB)."
    )
