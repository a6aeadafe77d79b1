"""The reader: Document → Reading, the whole pipeline in one page."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from onrecord.document import Document
from onrecord.errors import OnrecordError
from onrecord.reading import attribution
from onrecord.reading.attribution import Found, Words
from onrecord.reading.encoder import WEIGHTS, Encoder
from onrecord.reading.record import Manner, Reading, Span, Statement
from onrecord.reading.tokens import Tokens


class Reader:
    """Finds the attributed statements of documents. Load it once; threads may share it.

    ``weights``: a folder with ``model.onnx``, ``model.json`` and ``vocabulary.txt``, the package's own
    by default. Raises :class:`~onrecord.errors.ModelError` where they cannot be loaded.
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self.encoder = Encoder(weights)

    def read(self, document: Document | str) -> Reading:
        """Read one document, or a bare text. Never fails, whatever the text."""
        if isinstance(document, str):
            document = Document(document)
        tokens = self.encoder.tokenize(document.text)
        scores = (self.encoder.run(tokens, w) for w in self.encoder.windows(tokens))
        found = attribution.find(tokens, scores, self.encoder.settings)
        return Reading(document, self._statements(tokens, found))

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

    def _statements(self, tokens: Tokens, found: list[Found]) -> tuple[Statement, ...]:
        """Words → spans of the text, in reading order, with ids, manner and confidence."""
        settings = self.encoder.settings
        sure = [attribution.confidence(f, settings) for f in found]
        sure_enough = {i for i, f in enumerate(found) if sure[i] >= settings.least[f.level]}
        kept = [i for i in sure_enough if found[i].outer is None or found[i].outer in sure_enough]
        kept.sort(key=lambda i: (_begin(found[i]), found[i].level, i))
        ids = {i: f"s{n}" for n, i in enumerate(kept, 1)}
        out = []
        for i in kept:
            f = found[i]
            out.append(
                Statement(
                    id=ids[i],
                    source=_spans(tokens, [f.source] if f.source else []),
                    cue=_spans(tokens, [f.cue]),
                    content=_spans(tokens, f.content),
                    manner=_manner(tokens, f.content),
                    within=None if f.outer is None else ids[f.outer],
                    confidence=round(sure[i], 3),
                )
            )
        return tuple(out)


def _result(item: Future[Reading] | OnrecordError) -> Reading | OnrecordError:
    return item if isinstance(item, OnrecordError) else item.result()


def _begin(f: Found) -> int:
    return min([f.cue[0], f.content[0][0], *([f.source[0]] if f.source else [])])


def _spans(tokens: Tokens, words: list[Words]) -> tuple[Span, ...]:
    out = []
    for first, last in words:
        start, end = int(tokens.start[first]), int(tokens.end[last - 1])
        out.append(Span(start, end, tokens.text[start:end]))
    return tuple(out)


def _manner(tokens: Tokens, content: list[Words]) -> Manner:
    """Direct where every word stands in quotation marks, indirect where none does, else mixed."""
    words = [i for a, b in content for i in range(a, b) if tokens.text[tokens.start[i]].isalnum()]
    quoted = sum(bool(tokens.quoted[i]) for i in words)
    return "direct" if quoted and quoted == len(words) else "mixed" if quoted else "indirect"
