"""Labels for the claims: 4,000 hand-labelled units of the training articles' contents, and what a larger
network (:mod:`training.teacher`) says of the others."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from onrecord.reading.record import ClaimKind, Likelihood
from training.labels import Spans

KINDS: tuple[ClaimKind, ...] = get_args(ClaimKind)
LIKELIHOODS: tuple[Likelihood, ...] = get_args(Likelihood)
#: The kinds that have a condition and a time, and can be checked.
DUE = ("forecast", "commitment")

#: How much a mistake in each kind weighs: the rare ones more, by the square root of how rare they are among
#: the training units.
KIND_WEIGHTS = (0.85, 1.1, 1.25, 1.6, 0.95, 0.65, 1.2)
#: How sure one is made of what people labelled (Szegedy et al., 2016): they agree on 92 of 100 kinds.
SMOOTHING = 0.05


@dataclass
class Unit:
    """A claim ``start:end`` with the first span of its cue, and how probable each label is.

    ``likelihood`` is known of forecasts, ``checkable``, ``condition`` and ``when`` of forecasts and
    commitments; elsewhere ``None``.
    """

    start: int
    end: int
    cue: tuple[int, int]
    kind: Sequence[float]
    likelihood: Sequence[float] | None
    checkable: float | None
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
        due = row["kind"] in DUE
        out[row["article"]].append(
            Unit(
                row["start"],
                row["end"],
                (cue[0][0], cue[0][1]),
                _sure(KINDS.index(row["kind"]), len(KINDS)),
                _sure(LIKELIHOODS.index(row["likelihood"]), len(LIKELIHOODS)) if row["likelihood"] else None,
                abs(row["checkable"] - SMOOTHING / 2) if due and row["checkable"] is not None else None,
                _find(article["text"], row, "condition") if due else None,
                _find(article["text"], row, "when") if due else None,
            )
        )
    return out


def _sure(label: int, labels: int) -> list[float]:
    """All but certain of one label."""
    return [SMOOTHING / labels + (1 - SMOOTHING) * (i == label) for i in range(labels)]


def _find(text: str, row: dict, slot: str) -> Spans | None:
    """Where the words of a condition or time stand in their unit; ``None``: nowhere, as they are given."""
    words = row[slot]
    if not words:
        return []
    at = text.find(words, row["start"], row["end"])
    return [(at, at + len(words))] if at >= 0 else None


def read_silver(path: Path) -> dict[str, list[Unit]]:
    """The units that :func:`training.teacher.label` has written, by article; it says nothing of conditions
    and times."""
    out = defaultdict(list)
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        due = sum(row["kind"][KINDS.index(kind)] for kind in DUE) >= 0.5
        out[row["article"]].append(
            Unit(
                row["start"],
                row["end"],
                (row["cue"][0], row["cue"][1]),
                row["kind"],
                row["likelihood"] if row["kind"][KINDS.index("forecast")] >= 0.5 else None,
                row["checkable"] if due else None,
                None,
                None,
            )
        )
    return out
