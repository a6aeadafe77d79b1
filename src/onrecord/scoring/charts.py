"""Three charts, each one Altair definition: calibration, the record over time, and what words have meant.

The colours are two of M. Okabe and K. Ito's, which colour-blind people tell apart; nothing is said by colour
alone. Each chart holds what it shows in words, too, as its description. Altair is loaded when the first one
is made.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from onrecord.scoring.curve import Curve
from onrecord.scoring.errors import MissingParts, NothingSettled
from onrecord.scoring.history import Standing
from onrecord.scoring.words import Meaning

if TYPE_CHECKING:
    import altair as alt

BLUE, ORANGE, DARK, GREY, LIGHT = "#0072B2", "#D55E00", "#222222", "#595959", "#CFCFCF"
FONT = "Helvetica, Arial, Liberation Sans, sans-serif"
#: How many records over time stand beside one another.
COLUMNS = 3
#: The Brier score of who gives everything 50 percent.
COIN = 0.25
#: How many values a description names.
SPOKEN = 20
#: In a field that is narrower, long words are cut, and what the signs mean is said shortly, line by line.
NARROW = 300
#: How wide the field is that a chart is drawn in, without its axis, in pixels.
WIDTH = 480

# Room for the labels of an axis, the same in charts that stand above one another.
_MARGIN = 36
# What XML, or UTF-8, cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def calibration_chart(curve: Curve, title: str = "Calibration", width: int = WIDTH) -> "alt.TopLevelMixin":
    """Draw how often came true what was given each probability, over a histogram of the probabilities.

    ``width``: of the field, which is as high, in pixels. Raises :class:`~onrecord.scoring.errors.MissingParts` where the packages for charts are not installed.
    """
    alt = _altair()
    whole = alt.Scale(domain=[0, 1], nice=False)
    x = alt.X("probability:Q", title=None, axis=_percent(), scale=whole)
    y = alt.Y("came_true:Q", title="Came true", axis=_percent(minExtent=_MARGIN), scale=whole)
    band = (
        _chart([{"probability": p, "low": low, "high": high} for p, low, high in curve.band])
        .mark_area(color=LIGHT, opacity=0.7, stroke=LIGHT, strokeWidth=3)
        .encode(x=x, y=alt.Y("low:Q", title="Came true"), y2="high:Q")
    )
    ideal = (
        _chart([{"probability": 0, "came_true": 0}, {"probability": 1, "came_true": 1}])
        .mark_line(color=GREY, strokeDash=[5, 4], strokeWidth=1.2)
        .encode(x=x, y=y)
    )
    points = _chart([{"probability": p, "came_true": share} for p, share in curve.points]).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("probability:Q", title="Probability", format=".0%"),
            alt.Tooltip("came_true:Q", title="Came true", format=".0%"),
        ],
    )
    line = points.mark_line(color=BLUE, strokeWidth=2.5, clip=False)
    dots = points.mark_circle(color=BLUE, size=45, opacity=1, clip=False)
    parts = curve.parts
    said = [
        f"{_counted(curve.forecasts, 'settled forecast')} from {_counted(curve.utterances, 'utterance')}. "
        f"Brier score {parts.score:.3f}",
        f"= {parts.miscalibration:.3f} miscalibration − {parts.discrimination:.3f} discrimination "
        f"+ {parts.uncertainty:.3f} uncertainty",
        "Dashed: forecasts come true as often as they say.",
        "Grey: where chance alone would leave the line of such forecasts, 95 times in 100.",
    ]
    described = _listed([f"{share:.0%} of what was given {p:.0%}" for p, share in curve.points])
    diagram = alt.layer(band, ideal, line, dots).properties(width=width, height=width)
    chart = alt.vconcat(diagram, _histogram(curve, width), spacing=14)
    return _finished(chart, title, said, f"Came true: {described}.")


def history_chart(
    standings: Mapping[str, Sequence[Standing]], title: str = "The record over time", width: int = WIDTH
) -> "alt.TopLevelMixin":
    """Draw how the mean Brier score of each name stood from day to day, one panel a name.

    ``width``: of the field in pixels, where there is one panel. Names without a standing are left out. Raises :class:`~onrecord.scoring.errors.NothingSettled` where none
    has one, and :class:`~onrecord.scoring.errors.MissingParts` where the packages for charts are not
    installed.
    """
    shown = {name: record for name, record in standings.items() if record}
    if not shown:
        raise NothingSettled(
            "no record has enough settled forecasts with a day to be drawn over time; settle some more first"
        )
    alt = _altair()
    rows = [_standing(name, s, last=s is record[-1]) for name, record in shown.items() for s in record]
    days = [s.day for record in shown.values() for s in record]
    exact = max(days) - min(days) < datetime.timedelta(days=365)
    top = max(0.3, *(row["high"] for row in rows))
    base = _chart(rows).encode(
        x=alt.X(
            "day:T",
            title=None,
            scale=alt.Scale(type="utc"),
            axis=alt.Axis(tickCount=5, labelOverlap=True, format="%-d %b %Y" if exact else ""),
        ),
        y=alt.Y(
            "score:Q",
            title="Mean Brier score",
            scale=alt.Scale(domain=[0, top]),
            axis=alt.Axis(tickCount=5, format=".2~f"),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="Record"),
            alt.Tooltip("day:T", title="Until", timeUnit="utcyearmonthdate"),
            alt.Tooltip("score:Q", title="Mean Brier score", format=".3f"),
            alt.Tooltip("low:Q", title="From", format=".3f"),
            alt.Tooltip("high:Q", title="To", format=".3f"),
            alt.Tooltip("forecasts:Q", title="Forecasts"),
        ],
    )
    last = base.transform_filter("datum.last")
    layers = alt.layer(
        base.mark_area(color=BLUE, opacity=0.2).encode(y="low:Q", y2="high:Q"),
        last.mark_rule(color=GREY, strokeDash=[5, 4], strokeWidth=1.2).encode(
            x=alt.value(0), x2=alt.value("width"), y=alt.datum(COIN)
        ),
        base.mark_line(color=BLUE, strokeWidth=2.5),
        last.mark_rule(color=BLUE, strokeWidth=1.5).encode(y="low:Q", y2="high:Q"),
        last.mark_circle(color=BLUE, size=55, opacity=1),
        last.mark_text(color=DARK, align="left", dx=8, fontSize=13, fontWeight="bold").encode(
            text=alt.Text("score:Q", format=".2f")
        ),
    )
    if len(shown) == 1:
        chart = layers.properties(width=width, height=280)
    else:
        chart = layers.properties(width=230, height=150).facet(
            facet=alt.Facet("name:N", title=None, sort=[_written(name) for name in shown]),
            columns=COLUMNS,
            spacing={"column": 50, "row": 24},
        )
        chart = chart.resolve_axis(x="independent")  # else only the last row of panels has its years
    said = [f"0 is perfect, a coin’s {COIN} (dashed). Line: the mean so far. Shaded: its 95 % interval."]
    described = _listed(
        [
            f"{_written(name)} {now.brier.value:.2f} after {_counted(now.forecasts, 'forecast')}"
            for name, (*_, now) in shown.items()
        ]
    )
    return _finished(chart, title, said, f"Mean Brier score: {described}.")


def words_chart(
    meanings: Sequence[Meaning], title: str = "What words have meant", width: int = WIDTH
) -> "alt.TopLevelMixin":
    """Draw how often came true what was called likely and so on, beside what the words are taken to mean.

    ``width``: of the field, in pixels. Raises :class:`~onrecord.scoring.errors.NothingSettled` where there are no words, and
    :class:`~onrecord.scoring.errors.MissingParts` where the packages for charts are not installed.
    """
    if not meanings:
        raise NothingSettled("no forecast in words has been settled that could be drawn; settle some first")
    alt = _altair()
    narrow = width < NARROW
    assumed, seen = "taken to mean", "came true"
    if not narrow:
        assumed, seen = f"{assumed} (middle 80 % of readers)", f"{seen} (95 % interval)"
    rows: list[dict[str, Any]] = [
        {
            "words": _written(m.words),
            "what": what,
            "share": chance.probability,
            "low": chance.interval[0],
            "high": chance.interval[1],
            "forecasts": m.forecasts,
        }
        for m in meanings
        for what, chance in ((assumed, m.assumed), (seen, m.observed))
    ]
    order = [_written(m.words) for m in meanings]
    legend = alt.Legend(columns=1, offset=14) if narrow else alt.Legend()
    kinds = [assumed, seen]
    base = _chart(rows).encode(
        y=alt.Y(
            "words:N",
            sort=order,
            title=None,
            axis=alt.Axis(
                labelLimit=130 if narrow else 260,
                labelFontSize=13,
                ticks=False,
                domain=False,
                labelPadding=10,
            ),
        ),
        yOffset=alt.YOffset("what:N", scale=alt.Scale(domain=kinds, paddingOuter=0.6), sort=kinds),
        x=alt.X(
            "share:Q",
            title="Probability, and share that came true",
            scale=alt.Scale(domain=[0, 1], nice=False),
            axis=_percent(),
        ),
        color=alt.Color(
            "what:N", title=None, scale=alt.Scale(domain=kinds, range=[ORANGE, BLUE]), legend=legend
        ),
        tooltip=[
            alt.Tooltip("words:N", title="Words"),
            alt.Tooltip("what:N", title="What"),
            alt.Tooltip("share:Q", title="Probability or share", format=".0%"),
            alt.Tooltip("low:Q", title="From", format=".0%"),
            alt.Tooltip("high:Q", title="To", format=".0%"),
            alt.Tooltip("forecasts:Q", title="Settled forecasts"),
        ],
    )
    shape = alt.Shape(
        "what:N", title=None, scale=alt.Scale(domain=kinds, range=["diamond", "circle"]), legend=legend
    )
    counts = (
        _chart([{"words": _written(m.words), "forecasts": m.forecasts} for m in meanings])
        .mark_text(align="right", color=GREY, fontSize=12)
        .encode(
            y=alt.Y("words:N", sort=order), x=alt.value(width + 48), text=alt.Text("forecasts:Q", format=",")
        )
    )
    heading = (
        _chart([{}])
        .mark_text(align="right", color=GREY, fontSize=12, baseline="bottom", text="settled")
        .encode(x=alt.value(width + 48), y=alt.value(-4))
    )
    chart = alt.layer(
        base.mark_rule(strokeWidth=3, opacity=0.45).encode(x="low:Q", x2="high:Q"),
        base.mark_point(filled=True, size=80, opacity=1).encode(shape=shape),
        counts,
        heading,
    ).properties(width=width, height=alt.Step(34 if len(meanings) <= 40 else 24, **{"for": "position"}))
    described = _listed(
        [
            f"{_written(m.words)} {m.observed.probability:.0%} of {m.forecasts:,}, "
            f"taken to mean {m.assumed.probability:.0%}"
            for m in meanings
        ]
    )
    return _finished(chart, title, [], f"Came true: {described}.")


def _histogram(curve: Curve, width: int) -> Any:
    """How many forecasts have which probability."""
    alt = _altair()
    return (
        _chart([{"low": low, "high": high, "count": count} for low, high, count in curve.bars if count])
        .mark_bar(color=BLUE, opacity=0.75, binSpacing=1)
        .encode(
            x=alt.X(
                "low:Q",
                bin="binned",
                title="Probability of the forecast",
                axis=_percent(),
                scale=alt.Scale(domain=[0, 1], nice=False),
            ),
            x2="high:Q",
            y=alt.Y(
                "count:Q",
                title="Forecasts",
                scale=alt.Scale(domain=[0, max(4, *(count for _, _, count in curve.bars))]),
                axis=alt.Axis(tickCount=3, format=",d", minExtent=_MARGIN),
            ),
            tooltip=[
                alt.Tooltip("low:Q", title="From", format=".0%"),
                alt.Tooltip("high:Q", title="To", format=".0%"),
                alt.Tooltip("count:Q", title="Forecasts"),
            ],
        )
        .properties(width=width, height=80)
    )


def _standing(name: str, standing: Standing, *, last: bool) -> dict[str, Any]:
    score = standing.brier.value
    low, high = standing.brier.interval or (score, score)
    return {
        "name": _written(name),
        "day": standing.day.isoformat(),
        "score": score,
        "low": low,
        "high": high,
        "forecasts": standing.forecasts,
        "last": last,
    }


def _altair() -> Any:
    """Altair, once it is wanted: it takes longer to load than a ledger to score."""
    try:
        import altair
    except ImportError as error:
        raise MissingParts.named(error) from error
    return altair


def _chart(rows: list[dict[str, Any]]) -> Any:
    alt = _altair()
    return alt.Chart(alt.Data(values=rows))


def _percent(**rest: Any) -> Any:
    """An axis from 0 to 100 percent."""
    return _altair().Axis(format=".0%", values=[n / 10 for n in range(0, 11, 2)], **rest)


def _finished(chart: Any, title: str, lines: list[str], description: str) -> "alt.TopLevelMixin":
    """The chart with its title, what to know about it, its description, and the look that all share."""
    title = _written(title)
    finished: alt.TopLevelMixin = (
        chart.properties(
            title={"text": title, "subtitle": lines},
            description=" ".join([f"{title}.", *lines, description]),
            background="white",
            padding=16,
        )
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_title(
            anchor="start", color=DARK, fontSize=19, subtitleColor=GREY, subtitleFontSize=13, offset=14
        )
        .configure_axis(
            labelColor=DARK,
            labelFontSize=12,
            titleColor=DARK,
            titleFontSize=13,
            titleFontWeight="normal",
            titlePadding=10,
            gridColor="#ECECEC",
            domainColor=GREY,
            tickColor=GREY,
        )
        .configure_legend(
            orient="top", labelColor=DARK, labelFontSize=13, labelLimit=0, symbolOpacity=1, offset=8
        )
        .configure_header(labelColor=DARK, labelFontSize=13, labelLimit=250, labelAnchor="start")
    )
    return finished


def _written(text: str) -> str:
    """``text`` without the characters that no file of a chart can hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _listed(parts: Sequence[str]) -> str:
    """``parts`` in words, of many only the first: a description is read aloud."""
    more = len(parts) - SPOKEN
    return "; ".join([*parts[:SPOKEN], *([f"and {more} more"] if more > 0 else [])])
