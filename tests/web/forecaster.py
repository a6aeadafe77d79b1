"""Somebody with a track record: engineer Ada Brill, who forecasts in article after article."""

from dataclasses import replace

from visitors import READER

from onrecord.ledger import Ledger, Search, Signed
from tests.ledger.articles import speaking

NELL = Signed("Nell Varga")
#: How likely she says it is, in turn.
CHANCES = (("likely", 0.75), ("unlikely", 0.25), ("flat", 0.9), ("even", 0.5))


def forecasting(ledger: Ledger, articles: int, settled: int) -> list[str]:
    """Add so many articles with a forecast each, and settle the first of them; gives the claims' ids, in that order."""
    for i in range(articles):
        one = speaking(
            f"Orne{i}", "Ada Brill, engineer" if i % 2 else "Ada Brill, chief engineer",
            published=f"{2030 + i // 12}-{i % 12 + 1:02}-03", outlet="The Packet", title=f"Wall {i}",
        )  # fmt: skip
        likelihood, chance = CHANCES[i % len(CHANCES)]
        claims = tuple(replace(c, likelihood=likelihood, probability=chance) for c in one.claims)
        ledger.add(replace(one, claims=claims), READER)
    hits = ledger.find(Search("wall hold"), articles).hits
    ids = [hit.claims[0].id for hit in sorted(hits, key=lambda hit: hit.published or "")]
    for i, id in enumerate(ids[:settled]):
        ledger.resolve(id, "yes" if i % 3 else "no", NELL)
    return ids
