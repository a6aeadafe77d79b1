"""Maps as the files that people get: drawings, pictures, pages that load nothing; and maps in words."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from any_map import maps
from hypothesis import given, settings
from river import river, said

from onrecord.mapping import (
    ENDINGS,
    NOTICE,
    Concept,
    Map,
    MissingParts,
    Setting,
    agreement_text,
    arrow,
    between,
    build,
    consequences,
    consequences_text,
    draw_map,
    only,
    page,
    paths,
    png,
    save,
    sentence,
    svg,
    text,
)
from onrecord.mapping.labels import width, wrapped
from onrecord.mapping.layout import layered

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('1')</script> & \"Ёлка\" \x00\ud800\u202e ]]> --> </svg>"


class Tags(HTMLParser):
    """The tags of a page, each with the names of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _ in attrs]))


def texts(drawing: str) -> list[str]:
    return ["".join(e.itertext()) for e in ET.fromstring(drawing).iter(f"{SVG}text")]


def hostile() -> Map:
    return build([said(HOSTILE, "peace", speaker=HOSTILE, quote=HOSTILE, document=HOSTILE)], title=HOSTILE)


def test_a_drawing_holds_each_label_sign_and_weight() -> None:
    found = river()
    shown = texts(svg(found))
    together = " ".join(shown)
    for c in found.concepts:
        assert all(word in together for word in c.label.split())
    assert "+0.67" in shown
    assert "−0.50" in shown
    assert "+0.12 ?" in shown  # denied by some
    assert {"strengthens", "weakens", "wants", "? denied by some", "does not want"} <= set(shown)
    assert found.title in shown


def test_a_drawing_says_in_words_what_it_shows() -> None:
    root = ET.fromstring(svg(river()))
    described = root.findtext(f"{SVG}desc") or ""
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == river().title
    assert "bread prices → + unrest at home — Ada Brill, Tom Reil, 2 statements" in described
    assert "and 2 more links" in described


def test_the_same_map_gives_the_same_drawing() -> None:
    program = "import sys; sys.path.insert(0, sys.argv[1]); from river import river; from onrecord.mapping import svg; print(svg(river()))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parent)],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert runs.pop().decode().strip() == svg(river())


def test_themes() -> None:
    light, dark, auto = (svg(river(), theme) for theme in ("light", "dark", "auto"))  # type: ignore[arg-type]
    assert "#fdfcf9" in light and "#17181a" not in light
    assert "#17181a" in dark and "#fdfcf9" not in dark
    assert "prefers-color-scheme" in auto
    assert "prefers-color-scheme" not in light + dark


def test_what_a_run_found_stands_in_the_boxes() -> None:
    found = river()
    lomond = found.named("capture of Lomond").id
    shown = texts(svg(found, found=consequences(found, {lomond: 1})))
    assert "set to 1" in shown
    assert "▼ −0.56" in shown
    assert "▲ +0.12" in shown
    assert any("not a forecast" in t for t in shown)


def test_boxes_do_not_lie_over_one_another_and_arrows_end_at_them() -> None:
    sizes = {f"n{i}": (100.0 + i, 40.0) for i in range(24)}
    edges = {(f"n{i}", f"n{(i * 7 + k) % 24}"): 1.0 for i in range(24) for k in (1, 5)}
    edges[("n3", "n3")] = 1.0
    found = layered(sizes, edges, 1000)
    for a, p in found.places.items():
        for b, q in found.places.items():
            if a < b:
                apart_x = abs(p.x - q.x) - (sizes[a][0] + sizes[b][0]) / 2
                apart_y = abs(p.y - q.y) - (sizes[a][1] + sizes[b][1]) / 2
                assert max(apart_x, apart_y) > 0
    for (a, b), points in found.routes.items():
        for end, point in ((a, points[0]), (b, points[-1])):
            middle = found.places[end]
            assert abs(abs(point.x - middle.x) - sizes[end][0] / 2) < 1e-6
            assert abs(point.y - middle.y) <= sizes[end][1] / 2
    assert ("n3", "n3") not in found.routes
    assert found.width < 3000


def test_causes_stand_left_of_effects() -> None:
    found = layered(
        dict.fromkeys("abcd", (50.0, 30.0)), {("a", "b"): 1, ("b", "c"): 1, ("a", "c"): 1, ("c", "d"): 1}, 500
    )
    assert [found.places[c].x for c in "abcd"] == sorted(found.places[c].x for c in "abcd")
    assert set(found.ahead.values()) == {1}


def test_small_and_large_maps() -> None:
    assert "No links to draw." in texts(svg(Map()))
    lone = svg(Map((Concept("n1", "rain"),)))
    assert "rain" in texts(lone)
    loop = Map((Concept("n1", "rain"),), (arrow("n1", "n1", "cause", (), Setting(1, "x", "")),))
    assert "+1.00" in texts(svg(loop))
    many = build([said(f"cause number {n}", f"effect number {n % 7}", number=n) for n in range(90)])
    drawing = draw_map(many)
    assert drawing.left_out == len(many.concepts) - 40
    links = len(many.arrows) - len(drawing.shown)
    assert f"{drawing.left_out} concepts and {links} links more not drawn" in texts(drawing.svg)
    assert drawing.width < 4000
    dense = build([said(f"thing {a}", f"thing {b}", speaker=f"S{a}") for a in range(20) for b in range(20)])
    assert len(draw_map(dense).shown) == 80
    assert draw_map(many, most=0).left_out == len(many.concepts)
    clamped = next(c.id for c in reversed(many.concepts))
    assert "set to 1" in texts(draw_map(many, clamped={clamped: 1}).svg)


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_a_picture_is_written(theme: str, tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    save(river(), path, theme=theme)  # type: ignore[arg-type]
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    wide, tall = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert 1000 < wide < 6000
    assert 500 < tall < 4000
    assert png(Map()).startswith(b"\x89PNG")


def test_a_page_loads_nothing_and_may_load_nothing() -> None:
    found = river()
    written = page(found, consequences(found, {found.named("early winter").id: 1}))
    assert written.startswith("<!doctype html>")
    assert "default-src 'none'" in written
    assert NOTICE.replace("'", "&#39;") in written
    assert "What follows if early winter = 1" in written
    assert "Lose the town and you lose their hearts." in written
    assert "who denies it" in written
    tags = Tags()
    tags.feed(written)
    assert not [
        t
        for t, names in tags.found
        if t in {"script", "link", "img", "iframe"} or {"src", "href", "srcset"} & set(names)
    ]
    assert not re.search(r"(?:url\(|@import|https?://(?!www\.w3\.org/2000/svg))", written)


def test_hostile_words_are_shown_and_do_nothing(tmp_path: Path) -> None:
    found = hostile()
    lone = next(c.id for c in found.concepts)
    run = consequences(found, {lone: 1})
    for ending in ENDINGS:
        save(found, tmp_path / f"map{ending}", found=run)
    root = ET.parse(tmp_path / "map.svg").getroot()
    assert not list(root.iter(f"{SVG}script"))
    assert any("<script>" in t for t in texts((tmp_path / "map.svg").read_text("utf-8")))
    written = (tmp_path / "map.html").read_text("utf-8")
    tags = Tags()
    tags.feed(written)
    assert not [t for t, _ in tags.found if t == "script"]
    assert not [names for _, names in tags.found if any(n.startswith("on") for n in names)]
    for told in (text(found), consequences_text(found, run), (tmp_path / "map.html").read_text("utf-8")):
        assert not re.search("[\x00\u202e\ud800]", told)


@given(maps)
@settings(max_examples=40)
def test_any_map_is_drawn_and_told(found: Map) -> None:
    drawing = draw_map(found)
    ET.fromstring(drawing.svg)
    drawing.svg.encode()
    page(found).encode()
    told = text(found)
    told.encode()
    assert len(told.splitlines()) == min(len(found.arrows), 21 if len(found.arrows) > 20 else 20) + 1
    for a in found.arrows:
        assert len(sentence(found, a).splitlines()) == 1


def test_labels_are_wrapped_and_shortened() -> None:
    lines = wrapped("the opening of the river port at the end of a very long winter", 14, 110, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(width(line, 14) <= 110 for line in lines)
    assert wrapped("x" * 100, 14, 110, 2)[-1].endswith("…")
    assert wrapped("", 14, 110, 3) == [""]
    assert wrapped("rain", 14, 110, 3) == ["rain"]


def test_the_strongest_links_as_sentences() -> None:
    found = build(
        [
            said(
                "the capture of Lomond", "the minister's position in talks", "+", "Marek Renn", statement="s1"
            ),
            said("capturing Lomond", "the minister's position in talks", "+", "Marek Renn", statement="s2"),
            said("rain", "mud", "+", "Ada", statement="s3"),
        ],
        title="A title",
    )
    assert text(found).splitlines() == [
        "4 concepts, 2 links: A title",
        "+0.59  capture of Lomond → + minister's position in talks — Marek Renn, 2 statements",
        "+0.50  rain → + mud — Ada, 1 statement",
    ]
    assert text(found, most=1).endswith("… and 1 more\n")


def test_denials_aims_and_settings_are_told() -> None:
    found = river()
    told = text(found, most=99)
    assert "capture of Lomond → + minister's position — Marek Renn, 2 statements; denied by Ada Brill" in told
    assert "Ivo Darro wants: capture of Lomond — Marek Renn, 1 statement" in told
    assert "Ivo Darro does not want: opening of the river port" in told
    even = build([said("rain", "mud", "+", "Ada"), said("rain", "mud", "−", "Bo")])
    assert "rain → 0 mud — Ada, Bo differ, 2 statements" in text(even)
    ends = (Concept("a", "rain"), Concept("b", "mud"))
    assert "set to −1.00 by nell" in text(Map(ends, (arrow("a", "b", "cause", (), Setting(-1, "nell", "")),)))


def test_what_follows_in_words() -> None:
    found = river()
    lomond, town = found.named("capture of Lomond").id, found.named("holding the town").id
    told = consequences_text(found, consequences(found, {lomond: 1}), paths(found, {lomond: 1}, town))
    assert told.startswith("If capture of Lomond = 1:\n−0.56 [")
    assert "capture of Lomond → − morale on the eastern bank → + holding the town  (−0.25)" in told
    assert "“Ivo Darro captures Lomond … morale on the eastern bank” — Ada Brill" in told
    assert told.rstrip().endswith(NOTICE)
    assert "nothing else changes" in consequences_text(found, consequences(found, {}))


def test_agreement_in_words() -> None:
    found = river()
    told = agreement_text(
        only(found, speakers=["Marek Renn"]),
        only(found, speakers=["Ada Brill"]),
        between(found, "Marek Renn", "Ada Brill"),
        ("Renn", "Brill"),
    )
    assert told.startswith("Distance 0.")
    assert "Their signs differ:" in told
    assert "Only Brill says:" in told


def test_the_room_loads_little_until_it_is_used() -> None:
    program = (
        "import sys, onrecord.mapping\n"
        "heavy = {'networkx', 'vl_convert', 'snowballstemmer', 'jinja2', 'scipy'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.returncode == 0, done.stderr.decode()


def test_pictures_without_their_package_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingParts, match=r"pip install 'onrecord\[map\]'"):
        png(river())


def test_the_page_for_users_shows_what_the_program_gives() -> None:
    docs = Path(__file__).parents[2] / "docs"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import runpy, sys; print(*runpy.run_path(sys.argv[1])['blocks'](), sep='\\0')",
            str(docs / "map.py"),
        ],
        capture_output=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    told, follows, hangs, agreement = done.stdout.decode().split("\0")
    page_ = (docs / "map.md").read_text("utf-8")
    for block in (told, follows, hangs):
        assert block.rstrip("\n") in page_
    assert "\n".join(agreement.splitlines()[:12]) in page_
    drawn = river()
    found = consequences(drawn, {drawn.named("capture of Lomond").id: 1})
    assert (docs / "map.svg").read_text("utf-8") == svg(drawn, found=found)
