"""``onrecord score``: how settled forecasts did, and which commitments were kept."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.filters import (
    OutletOption,
    PlaceOption,
    SettledKindOption,
    SinceOption,
    SpeakerOption,
    UntilOption,
    searched,
)
from onrecord.cli.ledgers import LedgerOption, opened
from onrecord.cli.terminal import output, piped
from onrecord.export import OPEN

if TYPE_CHECKING:
    from onrecord.ledger import Search
    from onrecord.scoring import Board

EXAMPLES = """
Examples:

onrecord score

onrecord score --by speaker --since 2031-01-01

onrecord score --speaker brill --chart brill.svg

onrecord score --words --chart words.html

onrecord score --by outlet --format csv > outlets.csv
"""

#: So many groups a table lists for a person, the first ones.
SHOWN = 40
#: So many records over time are drawn beside one another.
PANELS = 12


class By(StrEnum):
    """What scores can be grouped by."""

    SPEAKER = "speaker"
    OUTLET = "outlet"
    LIKELIHOOD = "likelihood"
    PLACE = "place"
    YEAR = "year"


class ScoreFormat(StrEnum):
    """What scores can be shown as."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class ChartOf(StrEnum):
    """What can be drawn."""

    CALIBRATION = "calibration"
    HISTORY = "history"
    WORDS = "words"


def score(
    by: Annotated[
        By | None, typer.Option(help="A track record each, the best first.", show_default=False)
    ] = None,
    words: Annotated[
        bool,
        typer.Option(
            "--words", help="What words have meant: how often what was called likely came true, and so on."
        ),
    ] = False,
    use_observed: Annotated[
        bool,
        typer.Option(
            "--use-observed",
            help="Score words by what they have meant in this ledger, not by what they are taken to mean. "
            "Numbers that were said stay.",
        ),
    ] = False,
    floor: Annotated[
        int,
        typer.Option(
            min=1, max=1_000_000, metavar="N", help="Score nothing of which fewer than N are settled."
        ),
    ] = 10,
    chart: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Draw it, too: a .png, .svg or .html file.",
            show_default=False,
        ),
    ] = None,
    chart_of: Annotated[
        ChartOf | None,
        typer.Option(
            "--chart-of",
            help="What to draw: the calibration curve, the record over time, or what words have meant.",
            show_default="history with --by, words with --words, else calibration",
        ),
    ] = None,
    speaker: SpeakerOption = "",
    kind: SettledKindOption = None,
    outlet: OutletOption = "",
    place: PlaceOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=1_000_000,
            metavar="N",
            help="Show at most N groups.",
            show_default=f"{SHOWN} in text, else all",
        ),
    ] = None,
    format: Annotated[ScoreFormat, typer.Option("--format", "-f", help="How to show it.")] = ScoreFormat.TEXT,
    ledger: LedgerOption = None,
) -> None:
    """Score the forecasts that were settled, and count the commitments that were kept.

    Brier and logarithmic scores, what they are made of, and the skill against the ledger’s base rate and against a
    coin, each with a 95 % interval. Speakers, outlets and places are ranked by scores that are drawn towards the
    common mean, the more the shorter the record, so that one lucky call does not lead. What is void or open counts in
    nothing. An utterance counts once, in however many articles it stands: for who said it, and for each outlet that
    had it; its year is the one in which it was first published.
    """
    if words and by:
        raise typer.BadParameter(
            "--words are those of the whole ledger; leave out --by", param_hint="--words"
        )
    from onrecord.scoring import board

    search = searched(
        speaker=speaker, kind=kind, kinds=OPEN, outlet=outlet, place=place, since=since, until=until
    )
    with opened(ledger) as book:
        from onrecord.ledger import Search

        every = book.settled()
        claims = every if search == Search() else book.settled(search)
    result = board(claims, every, by=by.value if by else None, floor=floor, use_observed=use_observed)
    if chart:
        _draw(result, chart, chart_of or _usual(by, words=words), search)
    with piped():
        _write(result, format, words=words, limit=limit, asked=search != Search())


def _usual(by: By | None, *, words: bool) -> ChartOf:
    return ChartOf.WORDS if words else ChartOf.HISTORY if by else ChartOf.CALIBRATION


def _draw(result: "Board", path: Path, what: ChartOf, search: "Search") -> None:
    from onrecord.export.claims import in_words
    from onrecord.scoring import (
        NothingSettled,
        calibration_chart,
        calibration_curve,
        history,
        history_chart,
        save,
        words_chart,
    )

    about = "".join(f" · {part}" for part in _asked(search))
    match what:
        case ChartOf.WORDS:
            drawn = words_chart([replace(row.meaning, words=in_words(row)) for row in result.words])
        case ChartOf.HISTORY:
            names = Counter(group.name for group in result.scored)
            records = {
                group.name if names[group.name] == 1 else f"{group.name} ({group.id})": group.settled
                for group in result.scored
            }
            if not result.by:
                records = {"all": result.settled}
            standings = {name: history(some, result.floor) for name, some in records.items()}
            panels = [(name, some) for name, some in standings.items() if some][:PANELS]
            drawn = history_chart(dict(panels), f"The record over time{about}")
        case ChartOf.CALIBRATION:
            if len(result.settled) < result.floor:
                raise NothingSettled(
                    f"{len(result.settled)} of {result.floor} forecasts are settled, too few to be drawn; "
                    "settle some more first, or ask for fewer with --floor"
                )
            drawn = calibration_chart(calibration_curve(result.settled), f"Calibration{about}")
    save(drawn, path)


def _asked(search: "Search") -> Iterator[str]:
    """What was asked for, in a few words each."""
    for text in (search.speaker, search.outlet, search.place):
        if text.strip():
            yield " ".join(text.split())
    if search.since:
        yield f"since {search.since}"
    if search.until:
        yield f"until {search.until}"


def _write(result: "Board", format: ScoreFormat, *, words: bool, limit: int | None, asked: bool) -> None:
    from onrecord.export.records import encoded

    if format is not ScoreFormat.TEXT:
        result = replace(result, groups=result.groups[:limit])
    stream = output(lossy=format is ScoreFormat.TEXT)
    match format:
        case ScoreFormat.TEXT:
            from onrecord.cli.scores import write_board, write_words

            if words:
                write_words(result, stream)
            else:
                write_board(result, stream, most=limit or SHOWN, asked=asked)
        case ScoreFormat.JSON:
            stream.write(encoded(result.to_dict(), indent=2) + "\n")
        case ScoreFormat.JSONL:
            for row in _rows(result, words=words):
                stream.write(encoded(row) + "\n")
        case ScoreFormat.CSV:
            from onrecord.export.records import cell

            rows = csv.writer(stream)
            rows.writerow(WORD_COLUMNS if words else COLUMNS)
            for row in _rows(result, words=words):
                flat = [_at(row, name) for name in (WORD_COLUMNS if words else COLUMNS).values()]
                rows.writerow(cell(value) if isinstance(value, str | None) else value for value in flat)


def _rows(result: "Board", *, words: bool) -> list[dict[str, Any]]:
    """A row a word, a group, or one for all."""
    board = result.to_dict()
    if words:
        return list(board["words"])
    if result.by:
        return list(board["groups"])
    return [{"id": None, "name": None, "shrunk": None, "own": None, **board}]


def _estimate(name: str, path: str) -> dict[str, str]:
    """The columns of a figure and of the ends of its interval."""
    return {name: f"{path}.value", f"{name}_low": f"{path}.interval.0", f"{name}_high": f"{path}.interval.1"}


def _chance(name: str, path: str) -> dict[str, str]:
    return {
        name: f"{path}.probability",
        f"{name}_low": f"{path}.interval.0",
        f"{name}_high": f"{path}.interval.1",
    }


#: The columns of the CSV, and where in a row of the JSON lines they stand.
COLUMNS = {
    "id": "id",
    "name": "name",
    "forecasts": "forecasts.forecasts",
    "utterances": "forecasts.utterances",
    **_estimate("came_true", "forecasts.base_rate"),
    **_estimate("probability", "forecasts.probability"),
    **_estimate("brier", "forecasts.brier.mean"),
    **_estimate("brier_over_base_rate", "forecasts.brier.over_base_rate"),
    **_estimate("brier_over_coin", "forecasts.brier.over_coin"),
    "brier_miscalibration": "forecasts.brier.parts.miscalibration",
    "brier_discrimination": "forecasts.brier.parts.discrimination",
    "brier_uncertainty": "forecasts.brier.parts.uncertainty",
    **_estimate("logarithmic", "forecasts.logarithmic.mean"),
    **_estimate("logarithmic_over_base_rate", "forecasts.logarithmic.over_base_rate"),
    **_estimate("logarithmic_over_coin", "forecasts.logarithmic.over_coin"),
    "logarithmic_miscalibration": "forecasts.logarithmic.parts.miscalibration",
    "logarithmic_discrimination": "forecasts.logarithmic.parts.discrimination",
    "logarithmic_uncertainty": "forecasts.logarithmic.parts.uncertainty",
    "shrunk": "shrunk",
    "own": "own",
    "commitments": "commitments.commitments",
    "kept": "commitments.kept",
    "partly": "commitments.partly",
    "broken": "commitments.broken",
    "share_kept": "commitments.share",
    "share_kept_low": "commitments.interval.0",
    "share_kept_high": "commitments.interval.1",
}
WORD_COLUMNS = {
    "phrase": "phrase",
    "likelihood": "likelihood",
    "forecasts": "meaning.forecasts",
    "utterances": "meaning.utterances",
    **_chance("assumed", "meaning.assumed"),
    **_chance("came_true", "meaning.observed"),
    **_chance("blended", "meaning.blended"),
    "weight": "meaning.weight",
}


def _at(row: Any, path: str) -> Any:
    """What stands at a path of names and numbers; ``None`` where there is nothing."""
    for step in path.split("."):
        if row is None:
            return None
        row = row[int(step)] if isinstance(row, Sequence) else row[step]
    return row
