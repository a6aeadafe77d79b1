"""What was found, in words, as the records of a reading, in characters of the text."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from onrecord.document import Document
from onrecord.reading.aims import Wish
from onrecord.reading.attribution import Found
from onrecord.reading.causes import Tie
from onrecord.reading.claims import Unit
from onrecord.reading.encoder import Settings
from onrecord.reading.likelihood import Table, probability
from onrecord.reading.phrases import PRONOUNS
from onrecord.reading.places import Mention, MentionKind
from onrecord.reading.record import (
    Aim,
    Claim,
    Likelihood,
    Link,
    Manner,
    Role,
    Span,
    Speaker,
    Statement,
    When,
)
from onrecord.reading.speakers import Somebody
from onrecord.reading.tokens import Tokens
from onrecord.reading.when import published_date, resolve
from onrecord.reading.words import Words, WordScores

#: The network's types of name as :mod:`onrecord.reading.places` has them.
NAME_KINDS: dict[str, MentionKind] = {
    "LOCATION": "location",
    "PERSON": "person",
    "ORGANIZATION": "organisation",
    "MISC": "other",
}


def people(whose: Sequence[Somebody | None]) -> dict[Somebody, str]:
    """Those whom statements go back to, by their first mentions, with their ids."""
    # In the order of their statements where they are first mentioned by the same words.
    found = sorted(dict.fromkeys(filter(None, whose)), key=lambda who: min(who.mentions, default=(0, 0)))
    return {who: f"p{n}" for n, who in enumerate(found, 1)}


def statements(
    tokens: Tokens,
    found: Sequence[Found],
    whose: Sequence[Somebody | None],
    ids: Mapping[Somebody, str],
    channel: Sequence[Words | None],
) -> tuple[Statement, ...]:
    """The statements, which ``found`` has in reading order, with ids."""
    out = []
    for i, f in enumerate(found):
        who, where = whose[i], channel[i]
        out.append(
            Statement(
                id=f"s{i + 1}",
                source=_spans(tokens, [f.source] if f.source else []),
                cue=_spans(tokens, [f.cue]),
                content=_spans(tokens, f.content),
                manner=_manner(tokens, f.content),
                within=None if f.outer is None else f"s{f.outer + 1}",
                confidence=round(f.confidence, 3),
                speaker=ids[who] if who else None,
                channel=_span(tokens, where) if where else None,
            )
        )
    return tuple(out)


def speakers(
    tokens: Tokens, ids: Mapping[Somebody, str], roles: Mapping[Somebody, Sequence[Role]]
) -> tuple[Speaker, ...]:
    """Those who say something."""
    return tuple(
        Speaker(
            id=name,
            name=who.name,
            kind=who.kind,
            aliases=tuple(form for form in who.forms if form != who.name),
            roles=tuple(roles.get(who, ())),
            mentions=_spans(tokens, sorted(who.mentions)),
        )
        for who, name in ids.items()
    )


def claims(
    tokens: Tokens,
    found: Sequence[Found],
    units: Sequence[Unit],
    document: Document,
    settings: Settings,
    table: Table | None,
) -> tuple[Claim, ...]:
    """The claims, which ``units`` has in reading order: labels by name, likelihoods in numbers, times as
    dates."""
    published = published_date(document.published)
    out = []
    for n, u in enumerate(units, 1):
        span = _span(tokens, u.words)
        kind = settings.kinds[u.kind]
        claim = Claim(
            f"c{n}", f"s{u.statement + 1}", span.start, span.end, span.text, kind, round(u.confidence, 3)
        )
        if kind == "forecast":
            cue = _span(tokens, found[u.statement].cue).text
            claim = _likely(claim, settings.likelihoods[u.likelihood], cue, table)
        if kind in ("forecast", "commitment"):
            claim = replace(
                claim,
                condition=_span(tokens, u.condition) if u.condition else None,
                when=_when(_span(tokens, u.when), published) if u.when else None,
                checkable=u.checkable,
            )
        out.append(claim)
    return tuple(out)


def links(tokens: Tokens, ties: Sequence[Tie]) -> tuple[Link, ...]:
    """The links, in the order of ``ties``."""
    return tuple(
        Link(
            id=f"l{n}",
            statement=None if t.statement is None else f"s{t.statement + 1}",
            cause=_span(tokens, t.cause),
            effect=_span(tokens, t.effect),
            sign=t.sign,
            signal=_span(tokens, t.signal) if t.signal else None,
            kind=t.kind,
            confidence=round(t.confidence, 3),
        )
        for n, t in enumerate(ties, 1)
    )


def aims(tokens: Tokens, wishes: Sequence[Wish], people: Sequence[Somebody]) -> tuple[Aim, ...]:
    """The aims, in the order of ``wishes``, whose actors are named as those that mentions mean them."""
    whose = {words: who for who in people for words in who.mentions}
    out = []
    for n, w in enumerate(wishes, 1):
        actor = _span(tokens, w.actor)
        who = whose.get(w.actor)
        out.append(
            Aim(
                id=f"a{n}",
                statement=None if w.statement is None else f"s{w.statement + 1}",
                actor=actor,
                # A description may be taken for another's; a name or a pronoun says whom it means.
                name=who.name if who and (who.named or actor.text.casefold() in PRONOUNS) else actor.text,
                state=_span(tokens, w.state),
                sign=w.sign,
                signal=_span(tokens, w.signal),
                confidence=round(w.confidence, 3),
            )
        )
    return tuple(out)


def names(tokens: Tokens, words: WordScores) -> list[Mention]:
    """The names of all kinds, in order."""
    return [
        Mention(int(tokens.start[a]), int(tokens.end[b - 1]), kind, float(words.entity_sure[a:b].mean()))
        for (a, b), kind in words.names(NAME_KINDS)
    ]


def _likely(claim: Claim, likelihood: Likelihood, cue: str, table: Table | None) -> Claim:
    """A forecast with how likely its words, its cue's among them, make it sound."""
    p, interval, phrase = probability(likelihood, f"{cue} {claim.text}", table)
    return replace(claim, likelihood=likelihood, probability=p, interval=interval, phrase=phrase)


def _when(span: Span, published: date | None) -> When:
    since, until, due = resolve(span.text, published)
    return When(span.start, span.end, span.text, since, until, due)


def _span(tokens: Tokens, words: Words) -> Span:
    start, end = int(tokens.start[words[0]]), int(tokens.end[words[1] - 1])
    return Span(start, end, tokens.text[start:end])


def _spans(tokens: Tokens, several: Sequence[Words]) -> tuple[Span, ...]:
    return tuple(_span(tokens, words) for words in several)


def _manner(tokens: Tokens, content: list[Words]) -> Manner:
    """Direct where every word stands in quotation marks, indirect where none does, else mixed."""
    words = [i for a, b in content for i in range(a, b) if tokens.text[tokens.start[i]].isalnum()]
    quoted = sum(bool(tokens.quoted[i]) for i in words)
    return "direct" if quoted and quoted == len(words) else "mixed" if quoted else "indirect"
