"""Claims as W3C Web Annotations, JSON-LD: https://www.w3.org/TR/annotation-model/ (Recommendation of 23 February 2017).

An annotation a claim, or a statement that makes none, an object a line, each complete. The target is the document with
two selectors, either of which says where the words are: a TextQuoteSelector, which holds for the page at the URL too,
and a TextPositionSelector, which counts the code points of the text that the ledger keeps, as the standard asks
(section 4.2.5). A page changes: the TimeState says when the ledger got that text of it. Where the text breaks the
words up, each piece is a target. The bodies say who speaks (``identifying``), what kind of claim it is and how likely
it is made (``classifying``), and how it turned out (``assessing``).
"""

import datetime
import re
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.ledger.held import Held, HeldClaim

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
#: How many characters before and after the words are given, by which they are found again.
AROUND = 32

# What names are made unique in (RFC 9562, version 5): the same thing has the same name, whatever ledger it comes from.
_NAMES = uuid.UUID("2f1a7c1e-6f0b-5a36-9d0c-0b7a2f5f6a11")
# What a URL may hold (RFC 3986); others are known by a name.
_URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")


def annotations(held: "Held") -> Iterator[dict[str, Any]]:
    """The annotations of a statement, for ``json``."""
    for claim in held.claims or (None,):
        yield _annotation(held, claim)


def _annotation(held: "Held", claim: "HeldClaim | None") -> dict[str, Any]:
    targets = [
        _target(held, start, end)
        for start, end in (
            [(claim.claim.start, claim.claim.end)]
            if claim
            else [(span.start, span.end) for span in held.content]
        )
    ]
    return {
        "@context": CONTEXT,
        "id": urn(claim.name if claim else held.name),
        "type": "Annotation",
        "dc:identifier": claim.hit.id if claim else held.hit.id,
        "motivation": "classifying",
        "creator": {"type": "Software", "name": "onrecord", "schema:softwareVersion": held.reader},
        "created": _moment(held.read_at),
        "body": list(_bodies(held, claim)),
        "target": targets[0] if len(targets) == 1 else targets,
    }


def _bodies(held: "Held", claim: "HeldClaim | None") -> Iterator[dict[str, Any]]:
    if held.hit.speaker:
        who = {} if held.hit.speaker_id is None else {"dc:identifier": held.hit.speaker_id}
        yield _said("identifying", held.hit.speaker) | who
    yield _said("classifying", claim.hit.kind if claim else "statement")
    if claim and claim.hit.likelihood:
        yield _said("classifying", claim.hit.likelihood)
    if claim and claim.hit.outcome:
        yield _said("assessing", claim.hit.outcome)


def _said(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}


def _target(held: "Held", start: int, end: int) -> dict[str, Any]:
    text = held.document.text
    return {
        "type": "SpecificResource",
        "source": source(held.hit.url, held.text),
        "state": {"type": "TimeState", "sourceDate": _moment(held.since)},
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - AROUND) : start],
                "suffix": text[end : end + AROUND],
            },
            {"type": "TextPositionSelector", "start": start, "end": end},
        ],
    }


def source(url: str | None, name: str) -> str:
    """A document's IRI: its URL, else one that is made of a name."""
    return url if url and _URL.fullmatch(url) else urn(name)


def _moment(moment: datetime.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def urn(name: str) -> str:
    """A name as an IRI."""
    return uuid.uuid5(_NAMES, name.encode("utf-8", "backslashreplace").decode()).urn
