"""The ledger room: readings → a database that keeps them, and finds what was said.

>>> with Ledger.open("news.db") as ledger:  # doctest: +SKIP
...     ledger.add(reading, version_of(reader))
...     for hit in ledger.find(Search("dam", kinds=["forecast"])).hits:
...         print(hit.speaker, hit.text)
"""

from onrecord.ledger.errors import (
    AlreadyThere,
    BadEntry,
    BadImport,
    Busy,
    LedgerError,
    MissingParts,
    NewerExport,
    NewerLedger,
    NoLedger,
    NotALedger,
    NotInLedger,
    Unreachable,
    Unwritable,
)

try:
    from onrecord.ledger.documents import Whole
    from onrecord.ledger.due import Due, OpenClaim
    from onrecord.ledger.entries import Changed, Correction, Entry, Holds, Outcome, Signed
    from onrecord.ledger.facets import Facet, Facets
    from onrecord.ledger.find import Found, Hit, HitClaim, Search
    from onrecord.ledger.forecasts import Forecast, forecast
    from onrecord.ledger.held import Held
    from onrecord.ledger.importing import Imported
    from onrecord.ledger.incoming import Incoming
    from onrecord.ledger.latest import Latest, ListedDocument
    from onrecord.ledger.ledger import Ledger
    from onrecord.ledger.merging import Merge, Name, Person
    from onrecord.ledger.outcomes import Outcomes, Settlement
    from onrecord.ledger.readers import version_of
    from onrecord.ledger.roster import Listed, Offer, Offers, OverTime, Roster, ShownSpeaker
    from onrecord.ledger.settled import SettledClaim, Who
    from onrecord.ledger.show import Near, Repeat, Shown
    from onrecord.ledger.spoken import Spoken
    from onrecord.ledger.state import State
    from onrecord.ledger.status import STATUSES, Status
    from onrecord.ledger.store import Added, Stale
except ModuleNotFoundError as error:
    missing = (error.name or "").partition(".")[0]
    if missing not in {"sqlalchemy", "snowballstemmer"}:
        raise
    raise MissingParts(
        f"a ledger needs some more packages ({missing} is not there): pip install 'onrecord[ledger]'"
    ) from error

__all__ = [
    "STATUSES",
    "Added",
    "AlreadyThere",
    "BadEntry",
    "BadImport",
    "Busy",
    "Changed",
    "Correction",
    "Due",
    "Entry",
    "Facet",
    "Facets",
    "Forecast",
    "Found",
    "Held",
    "Hit",
    "HitClaim",
    "Holds",
    "Imported",
    "Incoming",
    "Latest",
    "Ledger",
    "LedgerError",
    "Listed",
    "ListedDocument",
    "Merge",
    "MissingParts",
    "Name",
    "Near",
    "NewerExport",
    "NewerLedger",
    "NoLedger",
    "NotALedger",
    "NotInLedger",
    "Offer",
    "Offers",
    "OpenClaim",
    "Outcome",
    "Outcomes",
    "OverTime",
    "Person",
    "Repeat",
    "Roster",
    "Search",
    "SettledClaim",
    "Settlement",
    "Shown",
    "ShownSpeaker",
    "Signed",
    "Spoken",
    "Stale",
    "State",
    "Status",
    "Unreachable",
    "Unwritable",
    "Who",
    "Whole",
    "forecast",
    "version_of",
]
