"""Settled claims as schema.org ClaimReviews, JSON-LD: https://schema.org/ClaimReview, as search engines read them
(https://developers.google.com/search/docs/appearance/structured-data/factcheck).

A review an utterance, however many articles have it, an object a line. The rating goes from 0 to 1: how far it came
true or was kept. What cannot be judged is left out.
"""

from typing import TYPE_CHECKING, Any

from onrecord.export.web_annotations import source, urn

if TYPE_CHECKING:
    from onrecord.ledger.entries import Outcome
    from onrecord.ledger.held import Appearance, Held, HeldClaim
    from onrecord.reading.record import ClaimKind, SpeakerKind

CONTEXT = "https://schema.org"

_RATINGS: dict["ClaimKind", dict["Outcome", str]] = {
    "forecast": {"yes": "True", "no": "False", "partly": "Partly true"},
    "commitment": {"yes": "Kept", "no": "Broken", "partly": "Partly kept"},
}
_TYPES: dict["SpeakerKind | None", str] = {
    "person": "Person",
    "unnamed": "Person",
    "author": "Person",
    "organisation": "Organization",
    "group": "Organization",
    "document": "CreativeWork",
}


class Reviews:
    """The reviews of settled claims, each once: only which utterances were through is kept."""

    def __init__(self) -> None:
        self._through: set[str] = set()

    def of(self, held: "Held") -> list[dict[str, Any]]:
        """The reviews of a statement's claims, for ``json``."""
        out = []
        for claim in held.claims:
            rating = _RATINGS.get(claim.hit.kind, {}).get(claim.hit.outcome or "open")
            if rating and claim.settlement and claim.utterance not in self._through:
                self._through.add(claim.utterance)
                out.append(_review(held, claim, rating))
        return out


def _review(held: "Held", claim: "HeldClaim", rating: str) -> dict[str, Any]:
    settled = claim.settlement
    assert settled is not None
    links = [line for line in settled.evidence if line.startswith(("http://", "https://"))]
    others = [line for line in settled.evidence if line not in links[:1]]
    review: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "@id": urn(claim.name + "\0review"),
        "identifier": claim.hit.id,
        "claimReviewed": claim.hit.text,
        "datePublished": settled.at.date().isoformat(),
        "author": {"@type": "Person", "name": settled.by},
        "itemReviewed": _claim(held, claim),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": claim.hit.degree,
            "bestRating": 1,
            "worstRating": 0,
            "alternateName": rating,
        },
    }
    if links:
        review["url"] = links[0]
    if others:
        review["citation"] = others
    if settled.note:
        review["reviewBody"] = settled.note
    return review


def _claim(held: "Held", claim: "HeldClaim") -> dict[str, Any]:
    hit = held.hit
    works = [_work(appearance) for appearance in claim.appearances]
    about: dict[str, Any] = {"@type": "Claim", "@id": urn(claim.name), "text": claim.hit.text}
    if hit.speaker:
        about["author"] = {"@type": _TYPES.get(hit.speaker_kind, "Person"), "name": hit.speaker}
    if hit.published:
        about["datePublished"] = hit.published
    if works:
        about["firstAppearance"] = works[0]
        about["appearance"] = works
    return about


def _work(appearance: "Appearance") -> dict[str, Any]:
    work: dict[str, Any] = {
        "@type": "CreativeWork",
        "headline": appearance.title,
        "identifier": appearance.document,
    }
    if appearance.url:
        work["url"] = source(appearance.url, appearance.document)
    if appearance.published:
        work["datePublished"] = appearance.published
    if appearance.outlet:
        work["publisher"] = {"@type": "Organization", "name": appearance.outlet}
    return work
