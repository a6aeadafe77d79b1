"""A ledger's settled claims as one board: scores, the track record of each group, and what words have meant.

Command line, web and API all show this.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import msgspec

from onrecord.scoring.commitments import Kept, kept
from onrecord.scoring.forecasts import Settled
from onrecord.scoring.record import FLOOR, Ranked, TrackRecord, base_rate, rank, track_record
from onrecord.scoring.words import Chance, Meaning, meanings, observed

if TYPE_CHECKING:
    from onrecord.ledger import SettledClaim
    from onrecord.reading.record import Likelihood

#: What settled claims are grouped by: who said it, each outlet that had it, how likely it was made, each place that
#: it names, and the year that it was first published in.
By = Literal["speaker", "outlet", "likelihood", "place", "year"]
GROUPINGS: tuple[By, ...] = get_args(By)
#: Those that are ranked; the others have an order of their own.
RANKED: tuple[By, ...] = ("speaker", "outlet", "place")

#: Likelihoods, the likeliest first.
SCALE: "tuple[Likelihood, ...]" = (
    "almost_certain", "flat", "very_likely", "likely", "even", "possible", "unlikely", "very_unlikely", "flat_not",
    "almost_no_chance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """The track record of one speaker, outlet, likelihood, place or year.

    ``id``: a speaker's in the ledger, else the name. ``forecasts``, ``commitments``: ``None`` where none is settled.
    ``shrunk``, ``own``: as of :class:`~onrecord.scoring.record.Ranked`. ``settled``: the forecasts, as scored.
    """

    id: str
    name: str
    forecasts: TrackRecord | None
    shrunk: float | None
    own: float | None
    commitments: Kept | None
    settled: tuple[Settled, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """What a phrase has meant or, where ``phrase`` is ``None``, forecasts of a likelihood that no phrase says.

    ``likelihood``: of a phrase, that of one forecast with it.
    """

    phrase: str | None
    likelihood: "Likelihood | None"
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Board:
    """What settled claims come to.

    ``forecasts``, ``commitments``: all together, ``None`` where none is settled; ``settled``: the forecasts, as
    scored. ``base_rate``: the share of the ledger's forecasts that came true. ``void``: how many claims could not be
    judged, which count in nothing else. ``groups``: those of ``by``, ranked where they can be; ``ungrouped``: how many
    settled claims belong to none, as nobody is named, or no outlet, place or day. ``words``: what words have meant in
    the whole ledger; ``numbers``: how many of its forecasts state a number, which says itself what it means.
    ``observed``: phrases and likelihoods were scored by what they have meant.
    """

    floor: int
    base_rate: float | None
    forecasts: TrackRecord | None
    commitments: Kept | None
    void: int
    by: By | None
    groups: tuple[Group, ...]
    ungrouped: int
    words: tuple[Word, ...]
    numbers: int
    observed: bool
    settled: tuple[Settled, ...]

    @property
    def keeping(self) -> list[Group]:
        """The groups that made commitments, by the least share that they may well keep: their interval's lower end."""
        made = [(group.commitments, group) for group in self.groups if group.commitments]
        if self.by in RANKED:
            made.sort(key=lambda pair: (-pair[0].interval[0], -pair[0].commitments, pair[1].name))
        return [group for _, group in made]

    @property
    def scored(self) -> list[Group]:
        """The groups that made forecasts, in their order."""
        return [group for group in self.groups if group.forecasts]

    def to_dict(self) -> dict[str, Any]:
        """For programs: everything but the settled forecasts themselves."""
        groups = tuple(replace(group, settled=()) for group in self.groups)
        built: dict[str, Any] = msgspec.to_builtins(replace(self, settled=(), groups=groups))
        for part in (built, *built["groups"]):
            del part["settled"]
        return built


def board(
    claims: "Iterable[SettledClaim]",
    ledger: "Iterable[SettledClaim] | Board | None" = None,
    *,
    by: By | None = None,
    floor: int = FLOOR,
    use_observed: bool = False,
) -> Board:
    """Score settled ``claims``.

    ``ledger``: all of the ledger's, which say what its base rate is and what words have meant, or their board, which
    knows already; by default, ``claims`` are all. ``by``: what to group them by. ``floor``: how many forecasts must be settled before they are scored.
    ``use_observed``: phrases and likelihoods are given the probability that
    :func:`~onrecord.scoring.words.observed` gives them; a number that was said stays. These probabilities have seen
    how the forecasts turned out, so scores with them look better than they were.
    """
    claims = list(claims)
    if isinstance(ledger, Board):
        rate, words, numbers = ledger.base_rate, ledger.words, ledger.numbers
    else:
        every = claims if ledger is None else ledger
        known = [claim for claim in every if claim.kind == "forecast" and claim.degree is not None]
        rate = base_rate(map(_settled, known)) if known else None
        words, numbers = _words(known), sum(_key(claim) is None for claim in known)
    chances = observed(word.meaning for word in words) if use_observed else {}
    all_of_them = _Part(claims, chances)
    groups, ungrouped = _groups(claims, by, chances, rate, floor) if by else ((), 0)
    return Board(
        floor=floor,
        base_rate=rate,
        forecasts=track_record(all_of_them.forecasts, rate, floor) if all_of_them.forecasts else None,
        commitments=kept(all_of_them.commitments) if all_of_them.commitments else None,
        void=sum(claim.degree is None for claim in claims),
        by=by,
        groups=groups,
        ungrouped=ungrouped,
        words=words,
        numbers=numbers,
        observed=use_observed,
        settled=all_of_them.forecasts,
    )


class _Part:
    """Some of the claims as they are scored: the forecasts and the commitments among them, without those void."""

    def __init__(self, claims: "Iterable[SettledClaim]", chances: Mapping[str, Chance]) -> None:
        judged = [claim for claim in claims if claim.degree is not None]
        self.forecasts = tuple(_settled(claim, chances) for claim in judged if claim.kind == "forecast")
        self.commitments = tuple(_settled(claim) for claim in judged if claim.kind == "commitment")


def _settled(claim: "SettledClaim", chances: Mapping[str, Chance] = MappingProxyType({})) -> Settled:
    """A claim that is not void, with the probability that its words have in ``chances``, else its own."""
    chance = chances.get(_key(claim) or "")
    assert claim.degree is not None
    return Settled(
        probability=chance.probability if chance else 1.0 if claim.probability is None else claim.probability,
        outcome=claim.degree,
        utterance=str(claim.said_in),
        day=claim.published,
    )


def _key(claim: "SettledClaim") -> str | None:
    """The words that say how likely a forecast is, as a phrase in quotation marks, else its likelihood.

    ``None`` where a number says so, and for a commitment.
    """
    if claim.stated or claim.kind != "forecast":
        return None
    return f"“{claim.phrase}”" if claim.phrase else claim.likelihood


def _groups(
    claims: "Sequence[SettledClaim]", by: By, chances: Mapping[str, Chance], rate: float | None, floor: int
) -> tuple[tuple[Group, ...], int]:
    """The groups that ``claims`` fall into, in their order, and how many fall into none."""
    members: dict[tuple[str, str], list[SettledClaim]] = defaultdict(list)
    ungrouped = 0
    for claim in claims:
        if claim.degree is None:
            continue
        names = _names(claim, by)
        for name in names:
            members[name].append(claim)
        ungrouped += not names and not (by == "likelihood" and claim.kind == "commitment")
    parts = {name: _Part(some, chances) for name, some in members.items()}
    # By name first: so come equals.
    order = {f"{name}\0{id}": (id, name) for id, name in members}
    forecast = {key: parts[name].forecasts for key, name in order.items() if parts[name].forecasts}
    ranked = {row.name: row for row in rank(forecast, rate if rate is not None else 0.5, floor)}
    if by == "likelihood":
        keys = sorted(order, key=lambda key: SCALE.index(cast("Likelihood", order[key][0])))
    elif by == "year":
        keys = sorted(order)
    else:
        keys = [*ranked, *sorted(order.keys() - ranked.keys())]
    return tuple(_group(*order[key], ranked.get(key), parts[order[key]]) for key in keys), ungrouped


def _group(id: str, name: str, row: Ranked | None, part: _Part) -> Group:
    return Group(
        id=id,
        name=name,
        forecasts=row.record if row else None,
        shrunk=row.shrunk if row else None,
        own=row.own if row else None,
        commitments=kept(part.commitments) if part.commitments else None,
        settled=part.forecasts,
    )


def _names(claim: "SettledClaim", by: By) -> list[tuple[str, str]]:
    """The groups that a claim falls into: id and name of each."""
    match by:
        case "speaker":
            who = claim.speaker
            return [(who.id, who.name)] if who and who.named else []
        case "outlet":
            return [(name, name) for name in claim.outlets]
        case "place":
            return [(name, name) for name in claim.places]
        case "likelihood":
            return [(claim.likelihood, claim.likelihood)] if claim.likelihood else []
        case "year":
            return [(str(claim.published.year),) * 2] if claim.published else []


def _words(forecasts: "Sequence[SettledClaim]") -> tuple[Word, ...]:
    """What the words of settled ``forecasts`` have meant, by rising assumption."""
    said: dict[str, list[SettledClaim]] = defaultdict(list)
    for claim in forecasts:
        if key := _key(claim):
            said[key].append(claim)
    assumed = {key: _assumed(some) for key, some in said.items()}
    rows = meanings({key: map(_settled, some) for key, some in said.items()}, assumed)
    return tuple(Word(said[row.words][0].phrase, said[row.words][0].likelihood, row) for row in rows)


def _assumed(forecasts: "Sequence[SettledClaim]") -> Chance:
    """What words are taken to mean: the mean, should they have been read by several tables."""
    chances = [claim.probability for claim in forecasts if claim.probability is not None]
    ends = [end for claim in forecasts for end in claim.interval or ()]
    probability = math.fsum(chances) / len(chances)
    return Chance(probability, (min(probability, *ends), max(probability, *ends)))
