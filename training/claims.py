"""Labels for the claims: 4,000 hand-labelled units of the training articles' contents."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from onrecord.reading.record import ClaimKind, Likelihood
from training.labels import IGNORE, Spans

KINDS: tuple[ClaimKind, ...] = get_args(ClaimKind)
LIKELIHOODS: tuple[Likelihood, ...] = get_args(Likelihood)

#: How much a mistake in each kind weighs: the rare ones more, by the square root of how rare they are among
#: the training units.
KIND_WEIGHTS = (0.85, 1.1, 1.25, 1.6, 0.95, 0.65, 1.2)


@dataclass
class Unit:
    """A claim ``start:end`` with the first span of its cue, and its labels as numbers.

    ``likelihood`` is known of forecasts, ``checkable``, ``condition`` and ``when`` of forecasts and
    commitments; elsewhere :data:`IGNORE`, or ``None`` for the spans.
    """

    start: int
    end: int
    cue: tuple[int, int]
    kind: int
    likelihood: int
    checkable: int
    condition: Spans | None
    when: Spans | None


def read_units(path: Path, articles: dict[str, dict]) -> dict[str, list[Unit]]:
    """The units of a file of claims, by article."""
    out = defaultdict(list)
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        article = articles[row["article"]]
        cue = next(
            a["cue"] for a in article["annotations"][0]["attributions"] if a["id"] == row["attribution"]
        )
        known = row["kind"] in ("forecast", "commitment")
        text = article["text"]

        def find(words: str | None, row: dict = row, known: bool = known, text: str = text) -> Spans | None:
            if not known:
                return None
            at = text.find(words, row["start"], row["end"]) if words else -1
            return [(at, at + len(words))] if words and at >= 0 else [] if not words else None

        out[row["article"]].append(
            Unit(
                row["start"],
                row["end"],
                (cue[0][0], cue[0][1]),
                KINDS.index(row["kind"]),
                LIKELIHOODS.index(row["likelihood"]) if row["likelihood"] else IGNORE,
                int(row["checkable"]) if known and row["checkable"] is not None else IGNORE,
                find(row["condition"]),
                find(row["when"]),
            )
        )
    return out
