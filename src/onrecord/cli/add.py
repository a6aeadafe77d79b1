"""``onrecord add``: documents in, read and kept in the ledger."""

from collections import Counter
from typing import TYPE_CHECKING

from onrecord.cli.ledgers import LedgerOption, Tally, opened
from onrecord.cli.runs import (
    LARGEST,
    LimitOption,
    SourcesArgument,
    ThreadsOption,
    WordsOption,
    given,
    reader,
)
from onrecord.cli.terminal import Interruption, Progress
from onrecord.errors import OnrecordError
from onrecord.export import OPEN

if TYPE_CHECKING:
    from onrecord.reading import Reading

EXAMPLES = """
Examples:

onrecord add article.txt

onrecord add archive/ corpus.jsonl.gz https://example.org/news/article

onrecord add archive/ --ledger postgresql://desk@db.example.org/news
"""


def add(
    sources: SourcesArgument = None,
    ledger: LedgerOption = None,
    threads: ThreadsOption = None,
    limit: LimitOption = LARGEST,
    words: WordsOption = None,
) -> None:
    """Read articles into the ledger, which is made where there is none yet.

    A document that the ledger has already is left as it is and not read again; one that it has with another text
    gets a new version, and the old one is kept. Documents are known by their web address, else by the id in a
    corpus, else by their text. One that has nearly the text of another, as wire copy has, is added all the same, and
    it is said so. Each is added whole or not at all: Ctrl-C, or worse, loses nothing that was added,
    and the same call again goes on where it stopped. What cannot be read is listed at the end, with exit status 1.
    """
    documents = given(sources, limit)
    with opened(ledger, create=True) as book:
        from onrecord.ledger import AlreadyThere, LedgerError, version_of

        tally, stopped_by = Tally(book.name), None
        with Interruption() as interruption, Progress(documents.size, quiet=False) as progress:
            try:
                by = reader(words)
                version = version_of(by)
                for item in by.stream(book.new(documents), threads):
                    if isinstance(item, AlreadyThere):
                        tally.add("unchanged", item.document, item.title)
                        progress.add(item.words, documents.done)
                    elif isinstance(item, OnrecordError):
                        tally.run.fail(item)
                    else:
                        with interruption.held():
                            added = book.add(item, version)
                            remarks = [f"version {added.version}"] if added.version > 1 else []
                            remarks.append(found(item))
                            remarks += [f"nearly the same text as {added.near}"] if added.near else []
                            tally.add(added.outcome, added.document, added.title, ", ".join(remarks))
                            progress.add(item.document.words, documents.done)
            except KeyboardInterrupt:
                tally.run.stopped = True
            except LedgerError as error:
                stopped_by = error
        tally.end(stopped_by)


def found(reading: "Reading") -> str:
    """How much is on record in a reading."""
    from onrecord.export.console import counted

    kinds = Counter(claim.kind for claim in reading.claims)
    parts = [counted(len(reading.statements), "statement")]
    parts += [counted(kinds[kind], kind) for kind in OPEN if kinds[kind]]
    return ", ".join(parts)
