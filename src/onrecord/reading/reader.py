"""The reader: Document → Reading, the whole pipeline in one page."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from onrecord.document import Document
from onrecord.errors import OnrecordError
from onrecord.reading import assembly, attribution, channels, claims, links, places, roles
from onrecord.reading.encoder import WEIGHTS, Encoder
from onrecord.reading.likelihood import Table
from onrecord.reading.record import Reading
from onrecord.reading.relations import Relations
from onrecord.reading.speakers import Cast
from onrecord.reading.words import WordScores


class Reader:
    """Reads documents: who is on record in them, with what. Load it once; threads may share it.

    ``weights``: a folder as ``training/`` writes it, the package's own by default. ``likelihood``: what words of
    probability mean, by default as the package has it. ``relations``: look also for causes and effects that no words say
    plainly, which takes two thirds as long again. Raises :class:`~onrecord.errors.ModelError` where the weights cannot
    be loaded.
    """

    def __init__(
        self, weights: Path = WEIGHTS, likelihood: Table | None = None, *, relations: bool = True
    ) -> None:
        self.encoder = Encoder(weights)
        self.likelihood = likelihood
        self.relations = relations

    def read(self, document: Document | str) -> Reading:
        """Read one document, or a bare text. Never fails, whatever the text."""
        if isinstance(document, str):
            document = Document(document)
        encoder, settings = self.encoder, self.encoder.settings
        tokens = encoder.tokenize(document.text)
        words = WordScores(tokens, settings)
        relations = Relations(tokens, encoder)
        encoded = (encoder.run(tokens, window) for window in encoder.windows(tokens))
        scores = words.watch(relations.watch(encoded) if self.relations else encoded)
        found = attribution.sure(attribution.find(tokens, scores, settings), settings)
        cast = Cast(tokens, words, document.author)
        marked = roles.mark(tokens, words, cast, found)
        whose = cast.statements(found)
        people = assembly.people(whose)
        ties, wishes = links.find(tokens, words, found, relations.found)
        return Reading(
            document,
            assembly.statements(tokens, found, whose, people, channels.find(tokens, words, found, whose)),
            assembly.speakers(tokens, people, roles.give(tokens, cast, marked)),
            assembly.claims(
                tokens, found, claims.find(tokens, words, found, whose), document, settings, self.likelihood
            ),
            places.find(document.text, assembly.names(tokens, words)),
            assembly.links(tokens, ties),
            assembly.aims(tokens, wishes, cast.people),
        )

    def stream(
        self, items: Iterable[Document | OnrecordError], threads: int | None = None
    ) -> Iterator[Reading | OnrecordError]:
        """Read many documents, in order, on ``threads`` cores (default: all); errors pass through.

        No more than four documents a thread are held at a time.
        """
        threads = threads or os.cpu_count() or 1
        if threads == 1:
            for item in items:
                yield item if isinstance(item, OnrecordError) else self.read(item)
            return
        pool = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        waiting: deque[Future[Reading] | OnrecordError] = deque()
        try:
            for item in items:
                waiting.append(item if isinstance(item, OnrecordError) else pool.submit(self.read, item))
                if len(waiting) >= 4 * threads:
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())
        finally:
            pool.shutdown(cancel_futures=True)


def _result(item: Future[Reading] | OnrecordError) -> Reading | OnrecordError:
    return item if isinstance(item, OnrecordError) else item.result()
