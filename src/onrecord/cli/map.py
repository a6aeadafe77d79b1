"""``onrecord map``: what people say leads to what, as a map that can be run."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from onrecord.cli.filters import (
    KindOption,
    LikelihoodOption,
    OutletOption,
    PlaceOption,
    SinceOption,
    SpeakerOption,
    StatusOption,
    UntilOption,
    searched,
)
from onrecord.cli.ledgers import LedgerOption, opened
from onrecord.cli.runs import LARGEST, LimitOption, SourcesArgument, ThreadsOption, run
from onrecord.cli.terminal import Progress, output, piped
from onrecord.export import Writer

if TYPE_CHECKING:
    from onrecord.mapping import Aim, Condition, Heard, Map, Said
    from onrecord.reading import Reading

EXAMPLES = """
Examples:

onrecord map article.txt

onrecord map article.txt --set "capture of Sella=1" --out sella.svg

onrecord map archive/ --speaker minister --out minister.graphml

onrecord map --find bridge --since 2031-01-01 --agree Renn Brill
"""

#: How likely right a link is to be, where nothing else is asked for.
LEAST = 0.5
_VALUE = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)", re.ASCII)
#: The ways of how many changes are told, and how many of the links that a run hangs on.
TOLD = 3


def map_(
    sources: SourcesArgument = None,
    find: Annotated[
        str | None,
        typer.Option(
            metavar="WORDS",
            help="Map the ledger’s statements with these words, as onrecord find finds them; with '' all.",
            show_default=False,
        ),
    ] = None,
    speaker: SpeakerOption = "",
    kind: KindOption = None,
    outlet: OutletOption = "",
    place: PlaceOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    likelihood: LikelihoodOption = None,
    status: StatusOption = None,
    set: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="CONCEPT=VALUE",
            help="Run the map with a concept held at a value from -1, much less than otherwise, to 1, much more. "
            "For several concepts give it again.",
            show_default=False,
        ),
    ] = None,
    agree: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="SPEAKER SPEAKER",
            help="Lay two speakers’ maps over each other: what both say, what one says, where they differ.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the map to FILE, too: a drawing (.svg, .png), a page (.html), or a file for other programs "
            "(.graphml, .json, .csv).",
            show_default=False,
        ),
    ] = None,
    least: Annotated[
        float, typer.Option(min=0, max=1, metavar="P", help="Leave out links less likely to be read rightly.")
    ] = LEAST,
    most: Annotated[int, typer.Option(min=1, max=1_000_000, metavar="N", help="Tell at most N links.")] = 20,
    threads: ThreadsOption = None,
    limit: LimitOption = LARGEST,
    ledger: LedgerOption = None,
) -> None:
    """Map what people say leads to what: causes, effects and aims, with the words that say so.

    A map of articles or, with --find or another of find’s options, of what the ledger has. Links are told as sentences,
    the strongest first: → + what is said to bring about, → − what to prevent, → 0 what not to matter. With --set the
    map is run: what changes, how surely, by which ways, and which links it hangs on. That is the consequences of what
    people said, what would follow if they were right. It is no forecast.
    """
    if out is not None:
        from onrecord.mapping import ENDINGS

        if out.suffix.lower() not in ENDINGS:
            raise typer.BadParameter(
                f"{out} does not say what kind of file the map is to be; end its name in {', '.join(ENDINGS)}",
                param_hint="--out",
            )
    values = _values(set or [])
    if find is None and not any((outlet, place, since, until, kind, likelihood, status, ledger)):
        view = _View(speaker, values, agree, out, most)
        run(
            sources,
            lambda stream: _MapWriter(stream, view, least),
            output=None,
            threads=threads,
            limit=limit,
            words=None,
            lossy=True,
            watched=False,
        )
        return
    if sources:
        raise typer.BadParameter(
            "a map is of articles or of the ledger; leave out SOURCE, or the options of find",
            param_hint="SOURCE",
        )
    search = searched(
        words=[find or ""],
        speaker=speaker,
        kind=kind,
        outlet=outlet,
        place=place,
        since=since,
        until=until,
        likelihood=likelihood,
        status=status,
    )
    gathered = _Gathered()
    with opened(ledger) as book, piped():
        from onrecord.mapping import heard_in

        with Progress(None, quiet=False) as progress:
            for spoken in book.spoken(search):
                heard = heard_in(
                    spoken.reading.to_dict(),
                    statements=spoken.found,
                    utterances=spoken.utterances,
                    names=spoken.names,
                    least=least,
                )
                gathered.add(heard, spoken.reading.document.title or "")
                progress.add(spoken.reading.document.words, 0)
        # Whose statements they are, the search has seen to.
        _View("", values, agree, out, most).show(gathered, output(lossy=True))


def _values(given: list[str]) -> dict[str, float]:
    """The concepts that are to be held, by what they were called."""
    values = {}
    for text in given:
        name, _, value = text.rpartition("=")
        if name.strip() and _VALUE.fullmatch(value.strip()) and -1 <= float(value) <= 1:
            values[name.strip()] = float(value)
        else:
            raise typer.BadParameter(
                f"{text!r} does not say what is to be held where; give a concept and a value from -1 to 1, as in "
                "--set 'capture of Sella=1'",
                param_hint="--set",
            )
    return values


class _Gathered:
    """What was heard; of readings only that is kept."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.aims: list[Aim] = []
        self.conditions: list[Condition] = []
        self.documents, self.title = 0, ""

    def add(self, heard: "Heard", title: str) -> None:
        """Keep what was heard in one more document."""
        self.said += heard.said
        self.aims += heard.aims
        self.conditions += heard.conditions
        self.documents += 1
        self.title = title if self.documents == 1 else f"{self.documents:,} articles"

    def map(self) -> "Map":
        """The map of it all."""
        from onrecord.mapping import build

        return build(self.said, self.aims, self.conditions, title=self.title)


class _MapWriter(Writer):
    """Shows the map of all readings when they are through."""

    def __init__(self, stream: TextIO, view: "_View", least: float) -> None:
        super().__init__(stream)
        self._view, self._least, self._gathered = view, least, _Gathered()

    def add(self, reading: "Reading") -> None:
        """Keep what is said in one reading."""
        from onrecord.mapping import heard_in

        self._gathered.add(heard_in(reading.to_dict(), least=self._least), reading.document.title or "")

    def close(self) -> None:
        """Show the map."""
        self._view.show(self._gathered, self.stream)
        super().close()


class _View:
    """What of a map is to be shown, and how: whose, run with which values, two speakers compared, in a file, too."""

    def __init__(
        self,
        speaker: str,
        values: Mapping[str, float],
        agree: tuple[str, str] | None,
        out: Path | None,
        most: int,
    ) -> None:
        self.speaker, self.values, self.agree, self.out, self.most = speaker, values, agree, out, most

    def show(self, gathered: _Gathered, stream: TextIO) -> None:
        """Write the map in words to ``stream``, and to the file that was asked for."""
        from onrecord import mapping

        map = gathered.map()
        if self.speaker:
            map = mapping.only(map, speakers=mapping.voices_called(map, self.speaker))
        blocks = [mapping.text(map, self.most, quoted=1)]
        if self.agree:
            names = (mapping.voice_called(map, self.agree[0]), mapping.voice_called(map, self.agree[1]))
            map = mapping.only(map, speakers=names)
            one, other = (mapping.only(map, speakers=[name]) for name in names)
            blocks = [mapping.agreement_text(one, other, mapping.compare(one, other), names)]
        found = None
        if self.values:
            held = {}
            for name, value in self.values.items():
                concept, direction = mapping.look_up(map, name)
                held[concept.id] = value * direction
            found = mapping.consequences(map, held)
            ways = [way for c in found.changes[:TOLD] for way in mapping.paths(map, held, c.concept, most=1)]
            blocks.append(mapping.consequences_text(map, found, ways, self.most))
            blocks.append(mapping.influences_text(map, mapping.sensitivity(map, held)[:TOLD]))
        if self.out:
            mapping.save(map, self.out, found=found)
        if not map.arrows:
            blocks.append("Nobody says here what leads to what; give more articles, or a lower --least.\n")
        elif not found:
            blocks.append(
                "This is what people say leads to what. To see what would follow if they were right, hold a concept at a "
                "value with --set.\n"
            )
        stream.write("\n".join(filter(None, blocks)))
