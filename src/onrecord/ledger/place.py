"""Where a ledger is: a file, or a PostgreSQL database."""

import os
import re
import sys
from pathlib import Path

from onrecord.ledger.errors import LedgerError

#: The variable that names a ledger where nothing else does.
VARIABLE = "ONRECORD_LEDGER"

_SCHEMES = {"postgresql", "postgres", "postgresql+psycopg"}
_ADDRESS = re.compile(r"[\w.,\-]*(\[[\da-fA-F:.]+\])?(:\d+)?(/[\w.\-]*)?")


def place(where: str | Path | None) -> str | Path:
    """The path of a ledger's file, or the URL of its PostgreSQL database.

    ``where``: one of the two, else what ``ONRECORD_LEDGER`` names, else ``ledger.db`` in the folder that the
    platform keeps for onrecord's data. Raises :class:`LedgerError` for another kind of address.
    """
    where = where or os.environ.get(VARIABLE) or data_folder() / "ledger.db"
    if isinstance(where, Path) or "://" not in where:
        return Path(where).expanduser()
    if where.partition("://")[0].lower() not in _SCHEMES:
        raise LedgerError(
            f"{shown(where)} is no place for a ledger; give a file's path, or postgresql://user@host/database"
        )
    return where


def data_folder() -> Path:
    """Where the platform keeps a user's data for onrecord."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "onrecord"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "onrecord"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "onrecord"


def shown(where: str | Path) -> str:
    """``where`` as it can be printed: of a URL the host, port and database alone, since the rest holds secrets."""
    if isinstance(where, Path) or "://" not in where:
        return str(where)
    scheme, _, rest = where.partition("://")
    address, _, options = rest.partition("?")
    address = address.rpartition("@")[2]
    # A password with a ? or an @ of its own, not written as %3F or %40, moves the borders.
    plain = "@" not in options and _ADDRESS.fullmatch(address)
    return f"{scheme}://{address}" if plain else f"the {scheme} address given"
