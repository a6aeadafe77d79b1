"""The files of an evaluation: gold articles, gold voices within voices, and readings, one a line.

All are JSON Lines in UTF-8; offsets count Unicode characters of the article's text, end exclusive.
"""

import codecs
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec

from onrecord.errors import GoldError

if TYPE_CHECKING:  # the reading room loads the model's libraries; scoring readings needs none of them
    from onrecord.reading import Reading, Statement

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution as spans of its article's text; each role may be in several pieces, or absent."""

    source: Spans = ()
    cue: Spans = ()
    content: Spans = ()


@dataclass(frozen=True, slots=True)
class Found(Attribution):
    """A statement that a reading found: where, within which other, and how sure the reader is."""

    within: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Voice(Attribution):
    """A gold statement inside another's content; ``own``: the outer speaker's own attitude or hedge."""

    own: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A gold article and the attributions that its first annotator found."""

    id: str
    text: str
    attributions: tuple[Attribution, ...]


class _Annotation(msgspec.Struct):
    attributions: tuple[Attribution, ...]


class _GoldLine(msgspec.Struct):
    id: str
    text: str
    annotations: Annotated[tuple[_Annotation, ...], msgspec.Meta(min_length=1)]


class _Voice(msgspec.Struct):
    content: Spans
    source: Spans = ()
    cue: Spans = ()
    own: bool = msgspec.field(name="self", default=False)


class _NestedLine(msgspec.Struct):
    id: str
    nested: tuple[_Voice, ...]


class _Span(msgspec.Struct):
    start: int
    end: int
    text: str | None = None


class _Statement(msgspec.Struct):
    content: tuple[_Span, ...]
    source: tuple[_Span, ...] = ()
    cue: tuple[_Span, ...] = ()
    within: str | None = None
    confidence: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None


class _Document(msgspec.Struct):
    id: str


class _ReadingLine(msgspec.Struct):
    document: _Document
    statements: tuple[_Statement, ...]


def read_gold(path: Path) -> dict[str, Article]:
    """Read gold articles as PolNeAR's lines have them; out they come by id, in the file's order.

    A line holds ``id``, ``text`` and ``annotations``, each of these ``attributions`` with ``source``,
    ``cue`` and ``content`` as lists of ``[start, end]``; where several annotators read an article, the
    first is gold. Raises :class:`~onrecord.errors.GoldError` where the file is not that.
    """
    articles: dict[str, Article] = {}
    for where, line in _lines(path, _GoldLine, "an article with `id`, `text` and `annotations`"):
        _check_new(line.id, articles, where)
        article = Article(line.id, line.text, line.annotations[0].attributions)
        for attribution in article.attributions:
            _check_inside(attribution, article, where)
        articles[line.id] = article
    return articles


def read_nested(path: Path, articles: Mapping[str, Article]) -> dict[str, tuple[Voice, ...]]:
    """Read the gold voices within voices of some of ``articles``; out they come by article id.

    A line holds ``id`` and ``nested``: a list of ``source``, ``cue`` and ``content``, each a list of
    ``[start, end]``, and ``self`` where the voice is the outer speaker's own. Raises
    :class:`~onrecord.errors.GoldError` where the file is not that, or of other articles.
    """
    voices: dict[str, tuple[Voice, ...]] = {}
    for where, line in _lines(
        path, _NestedLine, "an object with the `id` of an article and its `nested` voices"
    ):
        _check_new(line.id, voices, where)
        article = _article(line.id, articles, where, "give the gold file that holds it too")
        voices[line.id] = tuple(Voice(v.source, v.cue, v.content, v.own) for v in line.nested)
        for voice in voices[line.id]:
            _check_inside(voice, article, where)
    return voices


def read_readings(path: Path, articles: Mapping[str, Article]) -> dict[str, tuple[Found, ...]]:
    """Read readings of ``articles`` as ``onrecord read --format jsonl`` writes them, by article id.

    Raises :class:`~onrecord.errors.GoldError` where the file is not that, or of other texts.
    """
    readings: dict[str, tuple[Found, ...]] = {}
    for where, line in _lines(path, _ReadingLine, "a reading as `onrecord read --format jsonl` writes it"):
        name = line.document.id
        _check_new(name, readings, where)
        article = _article(
            name, articles, where, "read the gold file itself with `onrecord read --format jsonl`"
        )
        readings[name] = tuple(map(_found, line.statements))
        for statement in readings[name]:
            _check_inside(statement, article, where)
        _check_same_text(line.statements, article, where)
    return readings


def found(reading: "Reading") -> tuple[Found, ...]:
    """What ``reading`` found, as the judges take it."""
    return tuple(map(_found, reading.statements))


def _found(statement: "Statement | _Statement") -> Found:
    source, cue, content = (
        tuple((span.start, span.end) for span in role)
        for role in (statement.source, statement.cue, statement.content)
    )
    return Found(source, cue, content, statement.within, statement.confidence)


_Line = TypeVar("_Line")


def _lines(path: Path, shape: type[_Line], what: str) -> Iterator[tuple[str, _Line]]:
    """The lines of a file, each with where it stands; blank ones are passed over."""
    decoder = msgspec.json.Decoder(shape)
    empty = True
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                empty = False
                where = f"{path}, line {number}"
                try:
                    row = decoder.decode(line.removeprefix(codecs.BOM_UTF8))
                except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                    raise GoldError(
                        f"{where}: each line must be {what}, but this one is not: {error}"
                    ) from error
                yield where, row
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise GoldError(f"{path} cannot be read ({reason}); check the path") from error
    if empty:
        raise GoldError(f"{path} is empty; each line must be {what}")


def _check_new(name: str, seen: Container[str], where: str) -> None:
    if name in seen:
        raise GoldError(f"{where}: an earlier line has the id “{name}” too; keep one line an article")


def _article(name: str, articles: Mapping[str, Article], where: str, way_out: str) -> Article:
    if name not in articles:
        raise GoldError(f"{where}: the gold file has no article with the id “{name}”; {way_out}")
    return articles[name]


def _check_inside(attribution: Attribution, article: Article, where: str) -> None:
    for start, end in (*attribution.source, *attribution.cue, *attribution.content):
        if not 0 <= start < end <= len(article.text):
            raise GoldError(
                f"{where}: the span [{start}, {end}] is empty or outside the text of “{article.id}”, which has "
                f"{len(article.text)} characters; count Unicode characters, end exclusive"
            )


def _check_same_text(statements: Iterable[_Statement], article: Article, where: str) -> None:
    for statement in statements:
        for span in (*statement.source, *statement.cue, *statement.content):
            if span.text is not None and span.text != article.text[span.start : span.end]:
                raise GoldError(
                    f"{where}: “{article.id}” has other words at [{span.start}, {span.end}] in the gold file; "
                    "read the gold file itself with `onrecord read --format jsonl`"
                )
