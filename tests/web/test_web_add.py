"""What is handed in is read while pages are served: texts, files, addresses; and what cannot be is said."""

import gzip
import json
import threading
import time
from typing import Any

import pytest
from visitors import PROGRAM, Visitor, form_to, words

from onrecord.document import Document
from onrecord.ledger import Ledger
from onrecord.web.desk import Desk, DeskFull

BRIDGE = "“The bridge at Tarn will open in May,” chief engineer Ada Brill told reporters."


def done(visitor: Visitor, job: str) -> dict[str, Any]:
    """A job, when it is through."""
    for _ in range(600):
        found: dict[str, Any] = visitor.json(f"/add/{job}.json")
        if found["state"] == "done":
            return found
        time.sleep(0.05)
    raise AssertionError("it takes too long")


def hand_in(visitor: Visitor, files: Any = None, **fields: str) -> dict[str, Any]:
    answer = visitor.client.post("/add.json", data=fields, files=files, headers=PROGRAM)
    assert answer.status_code == 200, answer.text
    return done(visitor, answer.json()["job"])


def test_a_text_that_is_pasted_is_read_as_it_was_before_the_browser_sent_it(visitor: Visitor) -> None:
    page = visitor.open("/add")
    shown = visitor.send(
        form_to(page, "/add"), text=f"Bridge to open\r\n{BRIDGE}\r\n", title="Bridge to open", outlet="The Packet",
        published="2033-02-01", url="https://x.example/bridge",
    )  # fmt: skip
    assert visitor.answer is not None
    address = visitor.answer.url.path
    assert "Reading" in words(shown) or "Read" in words(shown)
    (one,) = done(visitor, address.rpartition("/")[2])["read"]
    assert (one["outcome"], one["title"], one["statements"]) == ("added", "Bridge to open", 1)
    whole = visitor.json(f"/articles/{one['document']}.json")
    assert whole["document"]["text"] == f"Bridge to open\n{BRIDGE}\n"
    assert whole["document"]["published"] == "2033-02-01"
    assert whole["claims"][0]["due_on"] == "2033-05-31"
    page = visitor.open(address)
    assert page.xpath("//@data-go-to") == [f"/articles/{one['document']}"]
    assert page.xpath(f"//a[@href='/articles/{one['document']}']")


def test_several_files_are_read_and_what_cannot_be_is_said(visitor: Visitor) -> None:
    rows = "".join(json.dumps({"id": str(i), "text": f"{BRIDGE} {i}"}) + "\n" for i in range(3))
    files = [
        ("files", ("dam.md", f"# A bridge\n\n{BRIDGE}".encode())),
        ("files", ("more.jsonl.gz", gzip.compress(rows.encode()))),
        ("files", ("C:\\docs\\noise.bin", bytes(range(256)) * 9)),
        ("files", ("empty.txt", b"")),
        ("files", ("broken.pdf", b"%PDF-1.4 nothing")),
    ]
    job = hand_in(visitor, files)
    assert job["names"] == ["dam.md", "more.jsonl.gz", "noise.bin", "empty.txt", "broken.pdf"]
    assert [one["outcome"] for one in job["read"]] == ["added"] * 4 + ["failed"] * 3
    assert all(one["message"] for one in job["read"][4:])
    assert (job["through"], job["failed"]) == (7, 3)
    assert "3 could not be read" in words(visitor.open(f"/add/{job['id']}"))


def test_what_is_there_already_is_not_read_again(visitor: Visitor) -> None:
    first = hand_in(visitor, text=BRIDGE)
    again = hand_in(visitor, text=BRIDGE)
    assert again["read"][0]["outcome"] == "unchanged"
    assert again["read"][0]["document"] == first["read"][0]["document"]
    assert "was there already" in words(visitor.open(f"/add/{again['id']}"))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/",
        "localhost",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "file:///etc/passwd",
        "/etc/passwd",
        "http://0x7f.1/",
    ],
)
def test_no_address_inside_the_network_is_fetched_and_no_file_of_this_machine(
    visitor: Visitor, address: str
) -> None:
    job = hand_in(visitor, addresses=address)
    (one,) = job["read"]
    assert one["outcome"] == "failed"
    assert "root:" not in one["message"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "nothing to read"),
        ({"text": "  \n"}, "nothing to read"),
        ({"text": "A text.", "published": "soon"}, "no date"),
        ({"addresses": " ".join(f"x{i}.example" for i in range(30))}, "more than 20"),
    ],
)
def test_what_cannot_be_handed_in_is_said(visitor: Visitor, fields: dict[str, str], said: str) -> None:
    answer = visitor.client.post("/add.json", data=fields, headers=PROGRAM)
    assert answer.status_code == 422
    assert said in answer.json()["error"]


def test_the_example_is_read_with_one_button(visitor: Visitor) -> None:
    page = visitor.open("/add")
    (example,) = [form for form in page.forms if form.get("class") == "example"]
    visitor.send(example)
    assert visitor.answer is not None
    (one,) = done(visitor, visitor.answer.url.path.rpartition("/")[2])["read"]
    assert one["statements"] > 5
    assert "Mira Tolland" in words(visitor.open(f"/articles/{one['document']}"))


def test_pages_are_served_while_something_is_read(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    read = Desk._read

    def waiting(desk: Desk, document: Document) -> Any:
        assert go_on.wait(20)
        return read(desk, document)

    monkeypatch.setattr(Desk, "_read", waiting)
    job = visitor.client.post("/add.json", data={"text": BRIDGE}, headers=PROGRAM).json()["job"]
    page = visitor.open(f"/add/{job}")
    assert page.xpath("//*[@id='job']/@hx-get") == [f"/add/{job}"]
    assert page.xpath("//noscript/meta[@http-equiv='refresh']")
    assert "A dam" in words(visitor.open("/articles"))
    go_on.set()
    assert done(visitor, job)["read"][0]["outcome"] == "added"


def test_a_desk_takes_no_more_than_one_should_wait_for(ledger: Ledger) -> None:
    go_on = threading.Event()
    desk = Desk(ledger, 1_000)

    def slow() -> Any:
        go_on.wait(20)
        return []

    with pytest.raises(DeskFull):
        for _ in range(100):
            desk.hand_in([("slow", slow)])
    go_on.set()
    desk.close()


def test_a_desk_outlives_whatever_it_is_given(ledger: Ledger) -> None:
    desk = Desk(ledger, 1_000)

    def broken() -> Any:
        raise RecursionError

    job = desk.hand_in([("broken", broken), desk.text(Document("The dam will hold, she said."))])
    desk._pool.submit(int).result(20)
    assert [one.outcome for one in job.read] == ["failed", "added"]
    desk.close()
