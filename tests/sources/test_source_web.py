"""Web addresses: fetched from a server on this machine."""

import gzip
import io
import socket
import threading
import time
from typing import Any

import pytest
from outcomes import document, error, read
from reportlab.pdfgen.canvas import Canvas
from served import Site

from onrecord import __version__
from onrecord.errors import EmptySource, FetchFailed, NoArticle, NotFound, NotText, TooLarge
from onrecord.sources.web import Patience, fetch

PROSE = "<article><p>The dam will hold through the winter, the engineer said.</p></article>"
PAGE = f"<!DOCTYPE html><html><head><title>Dam will hold</title></head><body>{PROSE}</body></html>"
TEXT = "Dam will hold\nThe dam will hold through the winter, the engineer said."


def pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "The dam will hold.")
    canvas.save()
    return out.getvalue()


def test_a_page_is_read_and_its_address_kept(site: Site) -> None:
    url = site.page("/dam", PAGE, Content_Type="text/html; charset=utf-8")
    d = document(url)
    assert (d.text, d.title, d.url) == (TEXT, "Dam will hold", url)


def test_who_asks_is_told_to_the_server(site: Site) -> None:
    document(site.page("/dam", PAGE, Content_Type="text/html"))
    assert site.asked == [("/dam", f"onrecord/{__version__}")]


@pytest.mark.parametrize(
    ("path", "body", "kind", "text"),
    [
        ("/a", pdf(), "application/pdf", "The dam will hold."),
        ("/a.bin", pdf(), "application/octet-stream", "The dam will hold."),
        ("/a", pdf(), "text/html", "The dam will hold."),
        ("/a", "The dam <p>will</p> hold.", "text/plain", "The dam <p>will</p> hold."),
        ("/a", "# Dam\n", "text/markdown", "# Dam\n"),
        ("/a", '{"text": "One."}', "application/x-ndjson", "One."),
        ("/a.jsonl?raw=1", '{"text": "One."}', "text/plain", "One."),
        ("/a.jsonl.gz", gzip.compress(b'{"text": "One."}', mtime=0), "application/gzip", "One."),
        ("/a", PAGE, "", TEXT),
        ("/a.txt", PAGE, "text/html", TEXT),
    ],
)
def test_the_content_type_tells_the_kind_else_the_address_or_the_bytes(
    path: str, body: bytes | str, kind: str, text: str, site: Site
) -> None:
    assert document(site.page(path, body, Content_Type=kind)).text == text


def test_a_documents_own_address_is_not_its_corpuss(site: Site) -> None:
    body = '{"text": "One.", "url": "https://packet.example"}\n{"text": "Two."}'
    one, two = read(site.page("/a.jsonl", body))
    assert (one.url, two.url) == ("https://packet.example", None)


def test_the_headers_charset_is_respected(site: Site) -> None:
    url = site.page("/a", "Дамба выстоит.".encode("koi8-r"), Content_Type="text/plain; charset=koi8-r")
    assert document(url).text == "Дамба выстоит."


def test_redirects_are_followed_to_the_final_address(site: Site) -> None:
    final = site.page("/c", PAGE, Content_Type="text/html")
    site.page("/b", status=301, Location="/c")
    assert document(site.page("/a", status=302, Location=site.address + "/b")).url == final


def test_redirects_without_end_are_told(site: Site) -> None:
    complaint = error(site.page("/a", status=302, Location="/a"))
    assert isinstance(complaint, FetchFailed)
    assert "/a redirects more than 10 times" in str(complaint)
    assert len(site.asked) == 11


def test_a_redirect_off_the_web_is_refused(site: Site) -> None:
    complaint = error(site.page("/a", status=302, Location="file:///etc/hosts"))
    assert isinstance(complaint, FetchFailed)
    assert "/a could not be fetched" in str(complaint)


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [
        (404, NotFound, "answered 404, not found; check the address"),
        (410, NotFound, "answered 410, gone; check the address"),
        (403, FetchFailed, "answered 403, forbidden; open it in a browser"),
        (429, FetchFailed, "answered 429, too many requests; try again later"),
        (503, FetchFailed, "answered 503, service unavailable; try again later"),
        (304, FetchFailed, "answered 304, not modified; "),
        (599, FetchFailed, "answered 599, "),
    ],
)
def test_a_refusal_is_told_in_words(status: int, kind: type, says: str, site: Site) -> None:
    url = site.page("/a", PAGE, status, Content_Type="text/html")
    complaint = error(url)
    assert isinstance(complaint, kind)
    assert str(complaint).startswith(f"{url} {says}")


def test_the_others_are_read_all_the_same(site: Site) -> None:
    url = site.page("/a", PAGE, Content_Type="text/html")
    missing, found = read(site.address + "/missing", url)
    assert isinstance(missing, NotFound)
    assert found.text == TEXT


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png", NotText),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "text/html", NotText),
        (PAGE, "application/pdf", NotText),
        ('{"a": {\n"text": 1}}', "application/json", NotText),
        ("<html></html>", "text/html", NoArticle),
        ("", "text/html", EmptySource),
    ],
)
def test_a_wrong_content_type_is_an_error_that_names_the_address(
    body: bytes | str, kind: str, expected: type, site: Site
) -> None:
    url = site.page("/a", body, Content_Type=kind)
    complaint = error(url)
    assert isinstance(complaint, expected)
    assert str(complaint).startswith(url)


def test_a_body_past_the_limit_is_not_taken_whole(site: Site) -> None:
    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:  # until the other side hangs up
            handler.wfile.write(b"word " * 1000)

    site.pages["/a"] = endless
    with pytest.raises(TooLarge, match=r"/a is larger than 0\.1 MB"):
        fetch(site.address + "/a", 100_000)


def test_the_limit_is_on_the_body_unpacked(site: Site) -> None:
    url = site.page("/a.txt", gzip.compress(b"word " * 100_000), Content_Encoding="gzip")
    assert isinstance(error(url, limit=400_000), TooLarge)
    assert document(url).words == 100_000


def test_a_body_that_breaks_off_is_told(site: Site) -> None:
    complaint = error(site.page("/a", "The dam will", Content_Length="99"))
    assert isinstance(complaint, FetchFailed)


def test_a_packed_body_that_is_damaged_is_told(site: Site) -> None:
    assert isinstance(error(site.page("/a", b"rubbish", Content_Encoding="gzip")), FetchFailed)


def test_a_server_that_does_not_answer_is_given_up(site: Site) -> None:
    over = threading.Event()
    site.pages["/a"] = lambda handler: over.wait(30)
    try:
        with pytest.raises(FetchFailed, match="/a did not answer in time; try again later"):
            fetch(site.address + "/a", 1000, Patience(read=0.1))
    finally:
        over.set()


def test_a_server_that_sends_drop_by_drop_is_given_up(site: Site) -> None:
    def drops(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"word ")
            time.sleep(0.01)

    site.pages["/a"] = drops
    with pytest.raises(FetchFailed, match="/a did not answer in time"):
        fetch(site.address + "/a", 10**9, Patience(total=0.2))


def test_a_server_that_redirects_for_ever_so_long_is_given_up(site: Site) -> None:
    site.page("/a", status=302, Location="/a")
    with pytest.raises(FetchFailed, match="/a did not answer in time"):
        fetch(site.address + "/a", 1000, Patience(total=0))


def test_a_closed_port_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/a"
    complaint = error(url)
    assert isinstance(complaint, FetchFailed)
    assert str(complaint).startswith(f"{url} could not be fetched (connection refused); ")


def test_a_server_without_encryption_is_told(site: Site) -> None:
    complaint = error(site.address.replace("http:", "https:") + "/a")
    assert isinstance(complaint, FetchFailed)
    assert "Traceback" not in str(complaint)


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "https:///a",
        "http://[::1",
        "http://a:99999999/",
        "http://a b/",
        "http://\0/",
        "http://\ud800/",
        "HTTP://\n",
    ],
)
def test_an_address_that_is_none_is_told(url: str) -> None:
    complaint = error(url)
    assert isinstance(complaint, FetchFailed)
    assert url in str(complaint)


def test_a_password_is_not_kept(site: Site) -> None:
    site.page("/a", PAGE, Content_Type="text/html")
    assert document(site.address.replace("//", "//me:secret@") + "/a").url == site.address + "/a"
