"""One statement: a permanent address for it, its words in their place, and what people said of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from fastapi import Form
from pydantic import BeforeValidator
from starlette.requests import Request

from onrecord.export.citing import bibtex, plain
from onrecord.export.marking import Line, Mark, lines
from onrecord.export.page import Article, Entry
from onrecord.ledger import Changed, Correction, HitClaim, Shown
from onrecord.reading import Claim
from onrecord.reading.record import ClaimKind, Likelihood
from onrecord.web.forms import Back, SignedBy
from onrecord.web.pages.router import Book, Done, Id, Pages

pages = Pages()


@dataclass(frozen=True)
class Passage:
    """A statement as its page shows it."""

    shown: Shown
    address: str

    def to_dict(self) -> dict[str, Any]:
        """For programs."""
        return self.shown.to_dict()

    @cached_property
    def article(self) -> Article:
        """The article that it stands in."""
        return Article(self.shown.reading, codes=self.shown.ids)

    @cached_property
    def entry(self) -> Entry:
        """The statement in its article."""
        return next(entry for entry in self.article.entries if entry.statement.id == self.shown.statement.id)

    @property
    def claims(self) -> "Iterator[tuple[Claim, HitClaim]]":
        """Its claims, as they stand in the text and as they live in the ledger."""
        lives = {claim.id: claim for claim in self.shown.hit.claims}
        for claim in self.shown.reading.claims:
            if (life := lives.get(self.shown.ids[claim.id])) is not None:
                yield claim, life

    @property
    def kinds(self) -> dict[str, ClaimKind]:
        """The kinds of its claims, by their ids."""
        return {claim.id: claim.kind for claim in self.shown.hit.claims}

    @property
    def role(self) -> str:
        """What its speaker is, as the text says."""
        for speaker in self.shown.reading.speakers:
            if speaker.id == self.shown.statement.speaker:
                return "; ".join(role.text for role in speaker.roles[:3])
        return ""

    def lines(self) -> Iterator[Line]:
        """The paragraphs that it stands in, with its words marked."""
        text = self.shown.reading.document.text
        statement = self.shown.statement
        marks = [Mark(s.start, s.end, "mark", "content outer", ()) for s in statement.content]
        marks += [Mark(s.start, s.end, "span", "source", ()) for s in statement.source]
        marks += [Mark(s.start, s.end, "span", "cue", ()) for s in statement.cue]
        for start, end in self.shown.paragraphs:
            inside = [
                Mark(max(m.start, start) - start, min(m.end, end) - start, m.tag, m.classes, ())
                for m in marks
                if m.start < end and start < m.end
            ]
            yield from lines(text[start:end], inside, paragraphs=[(0, end - start)])

    @property
    def citations(self) -> dict[str, str]:
        """How it is cited, by form."""
        return {"Text": plain(self.shown, self.address), "BibTeX": bibtex(self.shown, self.address)}

    @property
    def corrected(self) -> bool:
        """Whether people say that something of it was read wrongly."""
        own = self.shown.own
        now = {
            (own[e.about], e.field): e.value for e in self.shown.history if e.field not in {"outcome", "due"}
        }
        return any(value is not None for value in now.values())


@pages.page("/statements/{id}", "statement.html")
def statement(book: Book, request: Request, id: Id) -> Passage:
    """One statement, by its id or by a claim's, with all that belongs to it."""
    shown = book.show(id)
    base = f"{request.url.scheme}://{request.url.netloc}"
    return Passage(shown, f"{base}/statements/{shown.hit.id}")


def _given(value: Any) -> Any:
    return None if value == "" else value


@pages.change("/statements/{id}/correction", gives=Changed)
def correction(
    book: Book,
    request: Request,
    id: Id,
    signed: SignedBy,
    back: Back,
    kind: Annotated[ClaimKind | None, BeforeValidator(_given), Form(description="A claim's.")] = None,
    likelihood: Annotated[
        Likelihood | None, BeforeValidator(_given), Form(description="A forecast's.")
    ] = None,
    speaker: Annotated[str, Form(max_length=300, description="A name, or a speaker's id.")] = "",
    words: Annotated[str, Form(max_length=20_000, description="As they stand in the document.")] = "",
    statement: Annotated[
        bool | None,
        BeforeValidator(_given),
        Form(description="False: it is none; true: it is one after all."),
    ] = None,
) -> Done:
    """Say what was read wrongly of a statement or claim; it survives newer readers."""
    if kind is not None and kind != "forecast":
        likelihood = None
    said = Correction(kind, likelihood, speaker.strip() or None, words.strip() or None, statement)
    return _done(request, book.correct(id, said, signed), back)


@pages.change("/statements/{id}/as-read", gives=Changed)
def as_read(book: Book, request: Request, id: Id, signed: SignedBy, back: Back) -> Done:
    """Take back all corrections of a statement or claim."""
    return _done(request, book.as_read(id, signed), back)


def _done(request: Request, changed: Changed, back: str) -> Done:
    request.app.state.lately.forget()
    return Done(changed, back or f"/statements/{changed.id}")
