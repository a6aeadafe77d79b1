"""What can go wrong with a ledger, each with the way out; all are caught as :class:`LedgerError`."""

from onrecord.errors import OnrecordError


class LedgerError(OnrecordError):
    """Anything that a ledger reports; what was committed to it before is still there."""


class MissingParts(LedgerError, ImportError):
    """A package that the ledger needs is not installed."""


class NoLedger(LedgerError):
    """There is no ledger at that place yet."""


class NotALedger(LedgerError):
    """What is there is no ledger: another kind of file, or another program's database."""


class NewerLedger(LedgerError):
    """The ledger was made, or brought up to date, by a newer onrecord."""


class Unwritable(LedgerError):
    """The ledger, or the folder for it, cannot be written: rights, a full disk, a damaged file."""


class Unreachable(LedgerError):
    """The database server cannot be reached, or went away."""


class Busy(LedgerError):
    """Another program has held the ledger for longer than anybody should wait."""


class NotInLedger(LedgerError):
    """An id that the ledger does not have."""


class AlreadyThere(LedgerError):
    """Stands in a stream for a document that the ledger has already, which need not be read.

    ``document``: the ledger's id for it; ``title``: its title, or how it begins; ``words``: how many it has.
    """

    def __init__(self, document: str, title: str, words: int) -> None:
        super().__init__(f"{title} is in the ledger already, as {document}")
        self.document, self.title, self.words = document, title, words


class BadImport(LedgerError):
    """What is to be imported is no such thing, is damaged, or does not fit together."""


class NewerExport(LedgerError):
    """What is to be imported was exported by a newer onrecord."""


class BadEntry(LedgerError):
    """What somebody says of a statement or claim cannot be entered so."""
