"""PDF files: lines joined to paragraphs, without what repeats on every page."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcomes import document, error
from reportlab.lib import pdfencrypt
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from onrecord.errors import EmptySource, NotText
from onrecord.sources.layout import Line, paragraphs

Save = Callable[[str, bytes | str], Path]

HEADLINE = "Tarn Gap will hold, general says"
PARAGRAPHS = [
    "The town of Tarn Gap will hold through the winter, the general who commands its garrison said on Radio Meridian on Friday, though she conceded that the railway may be cut.",
    "“We are staying in the town,” said Ilse Varga. “He does not have a bridge that carries a tank, and he will not have one in March.” She dismissed as a bedtime story the long-term forecast of the ministry in Lisse.",
    "Short one.",
    "Diplomats in Lisse doubt it. One of them predicted that the talks would not begin before the autumn, and that by then “there will be nothing left to talk about”, neither the reservoir nor the customs house.",
    "Asked about it, a spokesman said no.",
]  # fmt: skip


def typeset(texts: list[str], columns: int = 1, running: bool = False, **style: Any) -> bytes:
    """A paper: a headline, and paragraphs on as many pages as they need."""

    def edges(canvas: Canvas, template: Any) -> None:
        if running:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(70, 810, "WEEKLY BRIEF")
            canvas.drawString(70, 30, f"Meridian Institute, page {template.page}")

    out = io.BytesIO()
    width = 460 / columns - 10
    frames = [Frame(60 + i * (width + 15), 60, width, 720, id=str(i)) for i in range(columns)]
    paper = BaseDocTemplate(out)
    paper.addPageTemplates([PageTemplate(frames=frames, onPage=edges)])
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=14, **style)
    head = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=18, leading=22)
    paper.build([Paragraph(HEADLINE, head), *(Paragraph(text, body) for text in texts)])
    return out.getvalue()


def drawn(*lines: str, **options: Any) -> bytes:
    """One page with these lines, and the file's properties as ``setTitle="…"`` and the like."""
    out = io.BytesIO()
    encrypt = options.pop("encrypt", None)
    canvas = Canvas(out, encrypt=encrypt)
    for setting, value in options.items():
        getattr(canvas, setting)(value)
    for i, line in enumerate(lines):
        canvas.drawString(72, 700 - 14 * i, line)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize(
    "style", [{"spaceAfter": 8}, {"firstLineIndent": 14, "alignment": TA_JUSTIFY}, {}], ids=["spaced", "indented", "plain"]
)  # fmt: skip
def test_lines_are_joined_to_paragraphs(columns: int, style: dict[str, Any], save: Save) -> None:
    d = document(save("a.pdf", typeset(PARAGRAPHS, columns, **style)))
    assert d.text.split("\n") == [HEADLINE, *PARAGRAPHS]


def test_headers_and_footers_are_left_out_and_paragraphs_go_on_over_pages(save: Save) -> None:
    texts = [
        f"{kind.capitalize()} {what}: {p}"
        for kind in ("first", "next", "last")
        for what in "abcd"
        for p in PARAGRAPHS
    ]
    d = document(save("a.pdf", typeset(texts, running=True, spaceAfter=8)))
    assert d.text.split("\n") == [HEADLINE, *texts]


def test_words_drawn_one_by_one_are_a_line(save: Save) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    for y, line in (
        (700, "It held once . The dam above the town will hold"),
        (686, "through the winter, she said."),
    ):
        x = 72.0
        for i, word in enumerate(line.split()):
            font = "Helvetica-Bold" if i == 1 else "Helvetica"
            canvas.setFont(font, 11)
            canvas.drawString(x, y, word)
            x += stringWidth(word + " ", font, 11)
    canvas.save()
    text = document(save("a.pdf", out.getvalue())).text
    assert text == "It held once. The dam above the town will hold through the winter, she said."


def test_ligatures_are_letters(save: Save) -> None:
    registerFont(TTFont("Vera", "Vera.ttf"))  # it comes with reportlab
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont("Vera", 11)
    canvas.drawString(72, 700, "The ofﬁce ﬂooded.")
    canvas.save()
    assert document(save("a.pdf", out.getvalue())).text == "The office flooded."


FULL = ["The dam above the town will hold the winter", "and the ice will not break it, as they say."]


@pytest.mark.parametrize("gap", [20, 30])
def test_a_wider_gap_ends_a_paragraph_of_full_lines(gap: int) -> None:
    page = [Line(text, 72, y, 11) for text, y in zip(FULL * 2, (700, 686, 686 - gap, 672 - gap), strict=True)]
    assert paragraphs([page]) == [" ".join(FULL)] * 2


def test_an_indented_line_begins_a_paragraph_after_full_lines() -> None:
    places = [(86, 700), (72, 686), (86, 672), (72, 658)]
    page = [Line(text, x, y, 11) for text, (x, y) in zip(FULL * 2, places, strict=True)]
    assert paragraphs([page]) == [" ".join(FULL)] * 2


def test_full_lines_without_either_are_one_paragraph() -> None:
    assert printed(*FULL, *FULL) == " ".join(FULL * 2)


def printed(*lines: str) -> str:
    """The text of lines set closely below one another."""
    return "\n".join(paragraphs([[Line(line, 72, 700 - 14 * i, 11) for i, line in enumerate(lines)]]))


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The dam will hold through the win-", "ter, and the ice will not break it."], "The dam will hold through the winter, and the ice will not break it."),
        (["She has doubts about the long-", "term forecast that they published."], "She has doubts about the long-term forecast that they published."),
        (["It was signed by the Anglo-", "Ostavian commission for the river."], "It was signed by the Anglo-Ostavian commission for the river."),
        (["He led the Academy in the years 2014-", "2019 and then he led the whole army."], "He led the Academy in the years 2014-2019 and then he led the whole army."),
        (["A bank-note was found, and a bank-", "note is money, as the police said."], "A bank-note was found, and a bank-note is money, as the police said."),
        (["A northeast wind blew from the north-", "east of the town for a whole week."], "A northeast wind blew from the northeast of the town for a whole week."),
        (["The dam, as she had put it then -", "and she had meant it - will hold."], "The dam, as she had put it then - and she had meant it - will hold."),
        (["The dam will hold through the win\xad", "ter, and the ice will not break it."], "The dam will hold through the winter, and the ice will not break it."),
    ],
)  # fmt: skip
def test_divided_words_are_made_whole_and_hyphens_kept(lines: list[str], text: str) -> None:
    assert printed(*lines) == text


@given(st.lists(st.text("abc DEF.,“”1", max_size=60), max_size=12))
def test_no_word_is_lost_or_made(lines: list[str]) -> None:
    assert printed(*lines).split() == " ".join(lines).split()


def test_a_paper_without_lines_has_no_paragraphs() -> None:
    assert paragraphs([[], []]) == []


def test_the_files_properties_are_its_metadata(save: Save) -> None:
    d = document(save("a.pdf", drawn("The dam will hold.", setTitle="The dam", setAuthor=" Odile Farrow ")))
    assert (d.title, d.author, d.text) == ("The dam", "Odile Farrow", "The dam will hold.")
    assert d.published
    assert len(d.published) == 10


def test_a_date_in_no_known_form_is_passed_over(save: Save) -> None:
    d = document(
        save("a.pdf", re.sub(rb"D:2\d{5}", b"spring  ", drawn("The dam will hold.", setTitle="The dam")))
    )
    assert (d.title, d.published, d.text) == ("The dam", None, "The dam will hold.")


@pytest.mark.parametrize("title", ["untitled", "(anonymous)", "Microsoft Word - dam.docx", "", "  "])
def test_what_a_program_fills_in_is_no_title(title: str, save: Save) -> None:
    assert document(save("a.pdf", drawn("The dam will hold.", setTitle=title))).title is None


def test_a_scanned_paper_is_sent_to_text_recognition(save: Save) -> None:
    complaint = error(save("scan.pdf", drawn()))
    assert isinstance(complaint, EmptySource)
    assert "scan.pdf has no text" in str(complaint)
    assert "OCR" in str(complaint)


def test_a_paper_with_a_password_is_told(save: Save) -> None:
    lock = pdfencrypt.StandardEncryption("secret", ownerPassword="owner", strength=128)
    complaint = error(save("a.pdf", drawn("The dam will hold.", encrypt=lock)))
    assert isinstance(complaint, NotText)
    assert "a.pdf is an encrypted PDF" in str(complaint)


def test_a_paper_that_needs_no_password_to_be_read_is_read(save: Save) -> None:
    lock = pdfencrypt.StandardEncryption("", ownerPassword="owner", strength=128)
    assert document(save("a.pdf", drawn("The dam will hold.", encrypt=lock))).text == "The dam will hold."


@pytest.mark.parametrize(
    "content", [drawn("The dam.")[:300], b"%PDF-1.4\n" + bytes(range(256)), b"<html>no PDF</html>", b"%PDF-"]
)
def test_a_damaged_paper_is_told(content: bytes, save: Save) -> None:
    complaint = error(save("a.pdf", content))
    assert isinstance(complaint, NotText)
    assert "a.pdf is a damaged PDF; " in str(complaint)
