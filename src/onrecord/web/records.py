"""Track records for the pages. What was settled is read once in a while, for all of them."""

from collections.abc import Collection
from dataclasses import dataclass

from starlette.requests import Request

from onrecord.ledger import SettledClaim
from onrecord.scoring import Board, Curve, Group, Standing, board, calibration_curve, history
from onrecord.web.lately import Lately


@dataclass(frozen=True, slots=True)
class Record:
    """What a speaker's settled claims come to.

    ``curve``: how often came true what was given each probability, ``None`` where fewer than the floor are settled.
    ``history``: how the record came about.
    """

    board: Board
    curve: Curve | None
    history: tuple[Standing, ...]


def of_speaker(request: Request, id: str) -> Record:
    """The record of the speaker with that id."""

    def made() -> Record:
        scored = board(_by(request, [id]), of_ledger(request))
        known = len(scored.settled) >= scored.floor
        return Record(
            scored,
            calibration_curve(scored.settled) if known else None,
            tuple(history(scored.settled, scored.floor)),
        )

    return lately(request).get(("record", id), made)


def of_speakers(request: Request, ids: Collection[str]) -> dict[str, Group]:
    """The records of those of the speakers with these ids who have one, by their ids."""

    def made() -> dict[str, Group]:
        scored = board(_by(request, ids), of_ledger(request), by="speaker")
        return {group.id: group for group in scored.groups}

    return lately(request).get(("records", tuple(ids)), made)


def of_ledger(request: Request) -> Board:
    """What all that was settled comes to, and what words have meant."""
    return lately(request).get("board", lambda: board(_settled(request)))


def _by(request: Request, ids: Collection[str]) -> list[SettledClaim]:
    wanted = set(ids)
    return [claim for claim in _settled(request) if claim.speaker and claim.speaker.id in wanted]


def _settled(request: Request) -> list[SettledClaim]:
    return lately(request).get("settled", request.app.state.ledger.settled)


def lately(request: Request) -> Lately:
    """What was made of late, of this application."""
    known: Lately = request.app.state.lately
    return known
