"""Scores as a person at a terminal sees them: every figure with its interval, and what it means in plain words."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO, cast

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from onrecord.cli.screen import Screen
from onrecord.export import LIKELIHOODS
from onrecord.export.characters import one_line
from onrecord.export.claims import in_words, odds
from onrecord.export.console import counted
from onrecord.scoring import RANKED

if TYPE_CHECKING:
    from onrecord.reading.record import Likelihood
    from onrecord.scoring import Board, Estimate, Group, Kept, Scores, TrackRecord
    from onrecord.scoring.intervals import Interval

#: The least room that a name has in a table; with less, each name has a line of its own.
NARROW = 14
#: Between the columns of a table.
GAP = "  "

Row = Sequence[str]

_SCORES = {
    "score": "the mean over all forecasts, 0 at best. Brier: the squared distance between what was said and what came. "
    "Logarithmic: how surprising what came was, which costs those most who were sure and wrong. Somebody who always says 50% has "
    "0.25 and 0.693.",
    "skill": "the share of the score that is spared against a coin, or against somebody who always says the base rate, "
    "how often the ledger’s forecasts came true, which is known only afterwards. 0% is no better than they, below it "
    "is worse.",
    "miscalibration": "what the same forecasts would have spared with the right probabilities.",
    "discrimination": "what was gained by telling likelier cases from less likely ones.",
    "uncertainty": "how hard such forecasts are: the score of somebody who knew only how many of these come true. "
    "Miscalibration − discrimination + uncertainty is the score.",
}
_INTERVALS = (
    "In brackets: 95% intervals, by drawing the statements anew. That of a score is too narrow where all came out alike: "
    "of the miss that is still to come it knows nothing."
)
_EASY = "Who speaks of foregone conclusions has an easy record: no score says how hard it was to know what would come."
_OBSERVED = (
    "Words count as what they have meant in this ledger. That has seen how these forecasts turned out, so they look "
    "better than they were."
)
_RANKING = (
    "Ranked by the Brier score drawn towards the mean of all (drawn), the more the shorter the record, so that one "
    "lucky call does not lead. 0 is best, a coin’s is 0.25."
)
_NEXT = "onrecord due lists what falls due, onrecord resolve ID says how it turned out."


def write_board(board: "Board", stream: TextIO, *, most: int, asked: bool = False) -> None:
    """Write scores: of all together or, where they are grouped, of each group.

    ``most``: how many groups a table shows. ``asked``: only some of the ledger was asked for.
    """
    screen = Screen(stream)
    if not (board.forecasts or board.commitments):
        screen.write(screen.wrapped(Text(_nothing(board, asked=asked))))
        return
    lines = _grouped(board, screen, most) if board.by else _all(board, screen)
    screen.write(lines)


def write_words(board: "Board", stream: TextIO) -> None:
    """Write what words have meant."""
    screen = Screen(stream)
    if not board.words:
        screen.write(screen.wrapped(Text(f"No forecast in words is settled yet. {_NEXT}")))
        return
    screen.write(_words(board, screen))


def _nothing(board: "Board", *, asked: bool) -> str:
    none = "No forecast or commitment is settled"
    void = f" ({board.void:,} void)" if board.void else ""
    return f"{none}{' of what you ask for' if asked else ' yet'}{void}. {_NEXT}"


def _all(board: "Board", screen: Screen) -> Iterator[Text]:
    if board.forecasts:
        yield from _forecasts(board, board.forecasts, screen)
        yield Text()
    if board.commitments:
        made = board.commitments
        yield Text("Commitments", "bold")
        said = f"{made.commitments:,} settled, in {counted(made.utterances, 'statement')}"
        yield from screen.wrapped(Text(said), "  ")
        yield Text()
        rows = [
            ("kept", _kept(made)),
            ("", f"{made.kept:,} kept, {made.partly:,} in part, {made.broken:,} broken"),
        ]
        yield from _table(rows, screen, "  ")
        yield Text()
    if board.void:
        yield from _dim(f"{board.void:,} void: they could not be judged, and count in nothing.", screen)
    if board.forecasts and board.forecasts.brier:
        yield from _dim(_EASY, screen)
    if board.observed:
        yield from _dim(_OBSERVED, screen)


def _forecasts(board: "Board", record: "TrackRecord", screen: Screen) -> Iterator[Text]:
    yield Text("Forecasts", "bold")
    settled = f"{record.forecasts:,} settled, in {counted(record.utterances, 'statement')}"
    if record.brier is None or record.logarithmic is None:
        said = f"{record.forecasts} of {board.floor} settled: fewer tell too little for a score."
        yield from screen.wrapped(Text(said), "  ")
        return
    yield from screen.wrapped(Text(settled), "  ")
    yield Text()
    given = ("given on average", _percent(record.probability))
    yield from _table([("came true", _percent(record.base_rate)), given], screen, "  ")
    yield Text()
    yield from _table(
        [("", "Brier", "logarithmic"), *_scores(record.brier, record.logarithmic)], screen, "  "
    )
    yield Text()
    yield from _dim(_INTERVALS, screen)
    for name, meaning in _SCORES.items():
        yield from screen.wrapped(Text.assemble((f"{name}  ", "bold dim"), (meaning, "dim")), "", "  ")


def _scores(brier: "Scores", logarithmic: "Scores") -> Iterator[Row]:
    both = (brier, logarithmic)
    yield "score", *(_figure(one.mean) for one in both)
    yield "skill: coin", *(_skill(one.over_coin) for one in both)
    yield "skill: base rate", *(_skill(one.over_base_rate) for one in both)
    for part in ("miscalibration", "discrimination", "uncertainty"):
        yield part, *(f"{getattr(one.parts, part):.3f}" for one in both)


def _grouped(board: "Board", screen: Screen, most: int) -> Iterator[Text]:
    if board.scored:
        yield Text("Forecasts", "bold")
        rows = [_scored(group, board) for group in board.scored[:most]]
        head = (board.by or "", "settled", "came true", "given", "Brier", "drawn")
        # What there is no room for, the least telling first.
        spare = [] if board.by in RANKED else ["drawn"]
        yield from _columns(head, rows, screen, without=spare, if_need_be=["given", "came true"])
        yield from _left_out(len(board.scored) - most, screen)
        yield Text()
        if any(group.forecasts and group.forecasts.brier for group in board.scored):
            if board.by in RANKED:
                yield from _dim(_RANKING, screen)
            yield from _dim(_INTERVALS, screen)
            yield from _dim(_EASY, screen)
        few = f"Nothing is scored of which fewer than {board.floor} are settled."
        if any(group.forecasts and not group.forecasts.brier for group in board.scored):
            yield from _dim(few, screen)
        yield Text()
    if board.keeping:
        yield Text("Commitments", "bold")
        head = (board.by or "", "settled", "kept", "in part", "broken", "share kept")
        yield from _columns(head, [_keeping(group) for group in board.keeping[:most]], screen)
        yield from _left_out(len(board.keeping) - most, screen)
        yield Text()
        if board.by in RANKED:
            yield from _dim(
                "By the least share that they may well keep, the lower end of its interval.", screen
            )
    if board.ungrouped:
        yield from _dim(f"{board.ungrouped:,} settled claims belong to no {board.by}.", screen)
    if board.observed:
        yield from _dim(_OBSERVED, screen)


def _left_out(count: int, screen: Screen) -> Iterator[Text]:
    if count > 0:
        yield from _dim(f"and {count:,} more; --limit says how many to show.", screen)


def _scored(group: "Group", board: "Board") -> Row:
    record = group.forecasts
    assert record is not None
    if record.brier is None:
        return _name(group, board), f"{record.forecasts:,} of {board.floor:,}", "", "", "", ""
    return (
        _name(group, board),
        f"{record.forecasts:,}",
        _percent(record.base_rate),
        _percent(record.probability),
        _figure(record.brier.mean),
        f"{group.shrunk:.3f}" if group.shrunk is not None else "",
    )


def _keeping(group: "Group") -> Row:
    made = group.commitments
    assert made is not None
    numbers = (f"{n:,}" for n in (made.commitments, made.kept, made.partly, made.broken))
    return one_line(group.name), *numbers, _kept(made)


def _name(group: "Group", board: "Board") -> str:
    if board.by == "likelihood":
        return LIKELIHOODS[cast("Likelihood", group.id)]
    return one_line(group.name)


def _words(board: "Board", screen: Screen) -> Iterator[Text]:
    head = ("words", "settled", "came true", "taken to mean", "with both")
    rows = [
        (
            in_words(row),
            f"{row.meaning.forecasts:,}",
            odds(row.meaning.observed.probability, row.meaning.observed.interval),
            odds(row.meaning.assumed.probability, row.meaning.assumed.interval),
            odds(row.meaning.blended.probability, row.meaning.blended.interval),
        )
        for row in board.words
    ]
    yield from _columns(head, rows, screen)
    yield Text()
    if board.numbers:
        yield from _dim(
            f"{counted(board.numbers, 'forecast')} more state a number, which says itself what it means.",
            screen,
        )
    yield from _dim(
        "Came true: how often, with its 95% interval. Taken to mean: what readers take the words to mean, or what is "
        "assumed, with the middle 80% of them. With both: what --use-observed scores with, the more by what came true "
        "the more is settled.",
        screen,
    )


def _columns(
    head: Row,
    rows: "Sequence[Row]",
    screen: Screen,
    *,
    without: Sequence[str] = (),
    if_need_be: Sequence[str] = (),
) -> Iterator[Text]:
    """A table, the names in the first column; where they have too little room, each has a line of its own.

    ``without``: the columns that are left out; ``if_need_be``: those that are, one more after another, where there is no
    room for them.
    """
    for i in range(len(if_need_be) + 1):
        kept = [n for n, name in enumerate(head) if name not in {*without, *if_need_be[:i]}]
        table = [[row[n] for n in kept] for row in (head, *rows)]
        widths = [max(map(cell_len, cells)) for cells in zip(*table, strict=True)]
        room = screen.width - sum(widths[1:]) - len(GAP) * len(widths[1:])
        if room < min(widths[0], NARROW):
            continue
        first = min(widths[0], room)
        for cells in table:
            name, *more = textwrap.wrap(cells[0], first) or [""]
            right = (f"{GAP}{cell:>{width}}" for cell, width in zip(cells[1:], widths[1:], strict=True))
            line = set_cell_size(name, first) + "".join(right)
            yield Text(line.rstrip(), "dim" if cells is table[0] else "")
            yield from map(Text, more)
        return
    for row in rows:
        yield from screen.wrapped(Text(row[0], "bold"))
        pairs = zip(head[1:], row[1:], strict=True)
        said = (f"{name} {cell}" for name, cell in pairs if cell and name not in without)
        yield from screen.wrapped(Text(", ".join(said)), "  ")


def _table(rows: "Iterable[Row]", screen: Screen, margin: str) -> Iterator[Text]:
    """Rows of a name and what there is to say; where that has too little room, a table for each column."""
    rows = list(rows)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    if len(widths) > 2 and len(margin) + sum(widths) + len(GAP) * (len(widths) - 1) > screen.width:
        for i in range(1, len(widths)):
            yield from _table([(row[0], row[i]) for row in rows], screen, margin)
        return
    for row in rows:
        left = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        yield from screen.wrapped(Text(GAP.join(left).rstrip()), margin)


def _dim(words: str, screen: Screen) -> Iterator[Text]:
    yield from screen.wrapped(Text(words, "dim"))


def _percent(estimate: "Estimate") -> str:
    """A share with its interval: ``62% (48–75%)``."""
    return odds(estimate.value, estimate.interval)


def _figure(estimate: "Estimate") -> str:
    return f"{estimate.value:.3f}{_between(estimate.interval)}"


def _between(interval: "Interval | None") -> str:
    return f" ({interval[0]:.3f}–{interval[1]:.3f})" if interval else ""


def _skill(estimate: "Estimate | None") -> str:
    if estimate is None:
        return "cannot be beaten"
    between = f" ({estimate.interval[0]:.0%} to {estimate.interval[1]:.0%})" if estimate.interval else ""
    return f"{estimate.value:.0%}{between}".replace("-", "−")


def _kept(made: "Kept") -> str:
    return odds(made.share, made.interval)
