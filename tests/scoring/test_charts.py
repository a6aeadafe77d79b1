"""Charts as the files that people get: pictures, drawings, and pages that load nothing."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from made_forecasts import drawn, settled

from onrecord.errors import OnrecordError
from onrecord.scoring import (
    ENDINGS,
    Chance,
    ChartError,
    MissingParts,
    NothingSettled,
    calibration_chart,
    calibration_curve,
    history,
    history_chart,
    meanings,
    save,
    words_chart,
)

HOSTILE = "<script>alert('1')</script> & \"Ёлка\" \x00\ud800 </script>"
SHOWN = HOSTILE.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")


def calibration(title: str = "Calibration") -> Any:
    return calibration_chart(calibration_curve(drawn(60)), title)


def over_time(*names: str) -> Any:
    return history_chart(
        {name: history(drawn(40, seed)) for seed, name in enumerate(names or ("Ada Brill",))}
    )


def of_words(*words: str) -> Any:
    names = words or ("likely", "almost certain")
    said = {word: drawn(12, seed) for seed, word in enumerate(names)}
    return words_chart(meanings(said, {word: Chance(0.7, (0.6, 0.855)) for word in names}))


class Tags(HTMLParser):
    """The tags of a page, each with the names of its attributes; what stands in a script is none."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _ in attrs]))


CHARTS: list[Callable[[], Any]] = [calibration, over_time, of_words]


def svg(chart: Any, folder: Path) -> ET.Element:
    path = folder / "chart.svg"
    save(chart, path)
    return ET.fromstring(path.read_bytes())


def texts(root: ET.Element) -> list[str]:
    return [t for t in ("".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")) if t]


@pytest.mark.parametrize("chart", CHARTS)
def test_a_picture_is_written(chart: Callable[[], Any], tmp_path: Path) -> None:
    path = tmp_path / "chart.png"
    save(chart(), path)
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert 600 < width < 4000
    assert 200 < height < 4000
    assert len(content) > 10_000


@pytest.mark.parametrize("chart", CHARTS)
def test_a_drawing_holds_its_title_and_says_what_it_shows(chart: Callable[[], Any], tmp_path: Path) -> None:
    root = svg(chart(), tmp_path)
    title, description = (root.findtext(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc"))
    assert root.get("role") == "img"
    assert title in texts(root)
    assert description
    assert re.search(r"Came true: .*%|Mean Brier score: Ada Brill 0\.\d\d after 40 forecasts", description)


@pytest.mark.parametrize("chart", CHARTS)
def test_a_page_loads_nothing_and_may_load_nothing(chart: Callable[[], Any], tmp_path: Path) -> None:
    path = tmp_path / "chart.html"
    save(chart(), path)
    page = path.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "default-src 'none'" in page
    assert "vegaEmbed(" in page
    tags = Tags()
    tags.feed(page)
    assert [tag for tag, _ in tags.found].count("script") == 1
    assert not [
        (tag, name) for tag, names in tags.found for name in names if name in {"src", "href", "srcset"}
    ]


def test_the_words_of_a_chart_stand_in_its_drawing(tmp_path: Path) -> None:
    shown = texts(svg(of_words("likely", "хороший шанс", "almost certain"), tmp_path))
    assert {"likely", "хороший шанс", "almost certain"} <= set(shown)
    assert "taken to mean (middle 80 % of readers)" in shown
    assert "came true (95 % interval)" in shown
    assert {"Ada Brill", "Tom Reil"} <= set(texts(svg(over_time("Ada Brill", "Tom Reil"), tmp_path)))


@pytest.mark.parametrize(
    "chart",
    [lambda: calibration(HOSTILE), lambda: over_time(HOSTILE, "b"), lambda: of_words(HOSTILE, "b")],
)
def test_hostile_names_are_shown_and_do_nothing(chart: Callable[[], Any], tmp_path: Path) -> None:
    root = svg(chart(), tmp_path)
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    assert any(t == SHOWN or t.startswith(SHOWN[:20]) for t in texts(root))
    path = tmp_path / "chart.html"
    save(chart(), path)
    page = path.read_text("utf-8")
    tags = Tags()
    tags.feed(page)
    assert [tag for tag, _ in tags.found].count("script") == 1
    assert page.count("</script") == 1
    save(chart(), tmp_path / "chart.png")


def test_the_page_is_given_the_chart_as_it_is(tmp_path: Path) -> None:
    chart = of_words(HOSTILE)
    save(chart, tmp_path / "chart.html")
    page = (tmp_path / "chart.html").read_text("utf-8")
    arguments = page[page.rindex("vegaEmbed(") + len("vegaEmbed(") : page.rindex(");")]
    assert json.loads(f"[{arguments}]")[1] == json.loads(json.dumps(chart.to_dict()))


def test_charts_of_one_and_of_many(tmp_path: Path) -> None:
    names = [f"a rather long name of an institute, number {n}" for n in range(200)]
    said = {name: settled((0.7, float(n % 2))) for n, name in enumerate(names)}
    assumed = {name: Chance(0.7, (0.6, 0.855)) for name in names}
    many = svg(words_chart(meanings(said, assumed)), tmp_path)
    assert sum(t.startswith("a rather long name") for t in texts(many)) == 200
    assert float(many.get("height", "0")) > 3000
    assert float(many.get("width", "0")) < 1200
    assert "and 180 more" in (many.findtext("{http://www.w3.org/2000/svg}desc") or "")
    one = svg(words_chart(meanings({names[0]: said[names[0]]}, assumed)), tmp_path)
    assert float(one.get("height", "0")) < 300

    records = {name: history(drawn(12, n)) for n, name in enumerate(names[:24])}
    panels = svg(history_chart(records), tmp_path)
    assert sum(t.startswith("a rather long name") for t in texts(panels)) == 24
    assert float(panels.get("width", "0")) < 1500
    svg(history_chart({"": history(drawn(1), floor=1)}), tmp_path)
    svg(calibration_chart(calibration_curve(drawn(1))), tmp_path)


def test_nothing_to_draw_is_told() -> None:
    with pytest.raises(NothingSettled, match="settle some first"):
        words_chart([])
    with pytest.raises(NothingSettled, match="settle some more first"):
        history_chart({"Ada Brill": [], "Tom Reil": []})


def test_a_name_without_a_record_is_left_out(tmp_path: Path) -> None:
    shown = texts(
        svg(history_chart({"Ada": [], "Bo": history(drawn(20)), "Cy": history(drawn(20))}), tmp_path)
    )
    assert "Bo" in shown
    assert "Ada" not in shown


@pytest.mark.parametrize("name", ["chart", "chart.gif", "chart.svg.gz", ".png"])
def test_an_ending_that_is_not_known_is_told_with_those_that_are(name: str, tmp_path: Path) -> None:
    with pytest.raises(ChartError, match=r"end its name in \.png, \.svg, \.html") as caught:
        save(calibration(), tmp_path / name)
    assert name in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_endings_may_be_in_capitals(tmp_path: Path) -> None:
    for ending in ENDINGS:
        save(calibration(), tmp_path / f"chart{ending.upper()}")
    assert len(list(tmp_path.iterdir())) == len(ENDINGS)


def test_a_chart_replaces_the_file_before_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "chart.svg"
    path.write_text("old")
    link = tmp_path / "link.svg"
    link.symlink_to(path)
    save(calibration(), link)
    assert link.is_symlink()
    assert path.read_text("utf-8").startswith("<svg")
    assert {p.name for p in tmp_path.iterdir()} == {"chart.svg", "link.svg"}


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(ChartError, match=r"chart\.svg could not be written \(no such file"):
        save(calibration(), tmp_path / "none" / "chart.svg")
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(ChartError, match=r"folder\.svg could not be written"):
        save(calibration(), tmp_path / "folder.svg")
    (tmp_path / "file").touch()
    with pytest.raises(ChartError, match=r"chart\.svg could not be written \(not a directory"):
        save(calibration(), tmp_path / "file" / "chart.svg")
    assert {p.name for p in tmp_path.iterdir()} == {"file", "folder.svg"}


def test_a_write_protected_file_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "chart.svg"
    path.write_text("old")
    monkeypatch.setattr("os.access", lambda *_: False)  # as the superuser may write everything
    with pytest.raises(ChartError, match="write-protected"):
        save(calibration(), path)
    assert path.read_text() == "old"


def test_scoring_loads_no_charts_until_one_is_made() -> None:
    program = (
        "import sys, onrecord.scoring\n"
        "heavy = {'altair', 'vl_convert', 'narwhals', 'pandas', 'scipy', 'onnxruntime'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("missing", ["altair", "vl_convert"])
def test_a_missing_package_is_told_with_how_to_get_it(
    missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    for chart in CHARTS:
        with pytest.raises(MissingParts, match=r"pip install 'onrecord\[charts\]'") as caught:
            save(chart(), tmp_path / "chart.svg")
        assert isinstance(caught.value, OnrecordError)
        assert missing in str(caught.value)
