"""Paths: files, folders, links, and what is wrong with them."""

import errno
import gzip
import inspect
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from outcomes import document, error, read

from onrecord.document import Document
from onrecord.errors import EmptySource, NotFound, NotText, SourceError
from onrecord.sources import Sources

Save = Callable[[str, bytes | str], Path]

as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


def texts(items: list[Document | SourceError]) -> list[str]:
    return [item.text if isinstance(item, Document) else type(item).__name__ for item in items]


def test_a_folder_is_read_in_the_order_of_its_names_at_any_depth(save: Save, tmp_path: Path) -> None:
    for name in ("b/z.txt", "b/a/x.md", "a.txt", "c.txt", "B.txt"):
        save(f"in/{name}", name)
    assert texts(read(tmp_path / "in")) == ["B.txt", "a.txt", "b/a/x.md", "b/z.txt", "c.txt"]


def test_hidden_and_unknown_files_are_left_out_of_a_folder(save: Save, tmp_path: Path) -> None:
    for name in ("a.txt", ".b.txt", ".git/c.txt", "d.docx", "e", "f.gz", "README"):
        save(f"in/{name}", "One.")
    assert len(read(tmp_path / "in")) == 1


def test_hidden_and_unknown_files_are_read_where_they_are_named(save: Save) -> None:
    assert texts(read(save(".a.txt", "One."), save("README", "Two."), save("x.log", "Three."))) == [
        "One.",
        "Two.",
        "Three.",
    ]


def test_a_hidden_folder_is_read_where_it_is_named(save: Save, tmp_path: Path) -> None:
    save(".in/a.txt", "One.")
    assert texts(read(tmp_path / ".in")) == ["One."]


def test_an_error_in_a_folder_does_not_stop_the_rest(save: Save, tmp_path: Path) -> None:
    save("in/a.txt", "One.")
    save("in/b.txt", "")
    save("in/c.txt", "Three.")
    assert texts(read(tmp_path / "in")) == ["One.", "EmptySource", "Three."]


def test_a_folder_without_files_of_ours_is_an_error(save: Save, tmp_path: Path) -> None:
    save("in/sub/d.docx", "One.")
    complaint = error(tmp_path / "in")
    assert isinstance(complaint, EmptySource)
    assert f"{tmp_path / 'in'} holds no file that can be read; the suffixes known are .txt," in str(complaint)


def test_folders_may_lie_deeper_than_the_stack(save: Save, tmp_path: Path) -> None:
    save("in/" + "d/" * 200 + "a.txt", "One.")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    try:
        items = read(tmp_path / "in")
    finally:
        sys.setrecursionlimit(limit)
    assert texts(items) == ["One."]


def test_links_to_files_are_followed_links_to_folders_are_not(save: Save, tmp_path: Path) -> None:
    save("elsewhere/a.txt", "One.")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").symlink_to("../elsewhere/a.txt")
    (tmp_path / "in/loop").symlink_to("../in")
    (tmp_path / "in/folder.txt").symlink_to("../elsewhere")
    assert texts(read(tmp_path / "in")) == ["One."]
    assert texts(read(tmp_path / "in/folder.txt")) == ["One."]


def test_broken_and_circular_links_are_errors(save: Save, tmp_path: Path) -> None:
    save("in/a.txt", "One.")
    (tmp_path / "in/b.txt").symlink_to("nowhere.txt")
    (tmp_path / "in/c.txt").symlink_to("c.txt")
    one, broken, circular = read(tmp_path / "in")
    assert isinstance(one, Document)
    assert f"{tmp_path / 'in/b.txt'} is a link to a file that is not there; " in str(broken)
    assert f"{tmp_path / 'in/c.txt'} is a link that leads back to itself; " in str(circular)
    assert str(error(tmp_path / "in/b.txt")) == str(broken)
    assert str(error(tmp_path / "in/c.txt")) == str(circular)


@pytest.mark.parametrize(
    "name", ["missing.txt", "no/such/folder/", "a\nb\x1b[31m.txt", "nul\0.txt", "half\ud800.txt", "n" * 5000]
)
def test_what_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    complaint = error(f"{tmp_path}/{name}")
    assert isinstance(complaint, NotFound)
    assert name.rstrip("/") in str(complaint)


def test_a_file_where_a_folder_should_be_is_told(save: Save) -> None:
    assert isinstance(error(save("a.txt", "One.") / "b.txt"), NotFound)


@pytest.mark.parametrize(
    "name",
    ["line\nbreak.txt", "\x1b]0;title\x07.txt", "n" * 250 + ".txt", "half\udcff.txt", "-.txt", "http:.txt"],
)
def test_any_file_name_can_be_read_and_is_carried_in_errors(name: str, save: Save) -> None:
    assert document(save(name, "One.")).text == "One."
    assert name in str(error(save(name, b"")))


@as_root
def test_files_and_folders_without_permission_are_errors(save: Save, tmp_path: Path) -> None:
    save("in/a.txt", "One.").chmod(0)
    save("in/b/c.txt", "Two.").parent.chmod(0)
    save("in/d.txt", "Three.")
    try:
        items = read(tmp_path / "in")
    finally:
        (tmp_path / "in/b").chmod(0o700)
    assert texts(items) == ["SourceError", "SourceError", "Three."]


def test_a_folder_that_cannot_be_listed_is_an_error_and_the_rest_is_read(
    save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save("in/a.txt", "One.")
    save("in/b/c.txt", "Two.")
    scandir = os.scandir

    def refusing(path: "os.PathLike[str]") -> object:
        if os.fspath(path).endswith("/b"):
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    one, refused = read(tmp_path / "in")
    assert isinstance(one, Document)
    assert str(refused).startswith(f"{tmp_path / 'in/b'} may not be read; ")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux")
def test_a_file_that_fails_while_it_is_read_is_an_error() -> None:
    assert "/proc/self/mem could not be read (input/output error); " in str(error("/proc/self/mem"))


def test_pipes_in_a_folder_are_not_waited_for(save: Save, tmp_path: Path) -> None:
    save("in/a.txt", "One.")
    os.mkfifo(tmp_path / "in/b.txt")
    (tmp_path / "in/c.txt").symlink_to("b.txt")
    assert texts(read(tmp_path / "in")) == ["One."]


def test_a_pipe_that_is_named_is_read_and_has_no_size(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert Sources([pipe]).size is None
    thread = threading.Thread(target=pipe.write_bytes, args=(gzip.compress(b"One. " * 9999),))
    thread.start()
    assert document(pipe).words == 9999
    thread.join()


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".jsonl", ".pdf", ""])
def test_an_empty_file_is_told(suffix: str, save: Save) -> None:
    for path in (save(f"a{suffix}", b""), save(f"a{suffix}.gz", gzip.compress(b""))):
        complaint = error(path)
        assert isinstance(complaint, EmptySource)
        assert str(path) in str(complaint)


def test_gzip_is_known_by_its_bytes(save: Save) -> None:
    packed = gzip.compress(b"One.")
    names = ("a.txt.gz", "a.txt", "a.gz", "a")
    assert texts(read(*(save(name, packed) for name in names))) == ["One."] * 4
    assert texts(read(save("b.txt.gz", "One."))) == ["One."]  # unpacked on the way, but not renamed


def test_parts_that_were_packed_one_after_another_are_one_text(save: Save) -> None:
    assert document(save("a.txt.gz", gzip.compress(b"One. ") + gzip.compress(b"Two."))).text == "One. Two."


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(b"One. " * 999, mtime=0)[:-9],
        gzip.compress(b"One. " * 999, mtime=0)[:5],
        gzip.compress(b"One.", mtime=0)[:-8] + bytes(8),
        gzip.compress(b"One.", mtime=0) + b"rubbish",
        b"\x1f\x8b\x08" + bytes(range(256)),
        b"\x1f\x8b",
    ],
)
def test_damaged_gzip_is_told(content: bytes, save: Save) -> None:
    complaint = error(save("a.txt.gz", content))
    assert isinstance(complaint, NotText)
    assert "a.txt.gz is a damaged gzip file; " in str(complaint)


def test_what_is_packed_twice_is_told(save: Save) -> None:
    assert "is compressed twice" in str(error(save("a.txt.gz.gz", gzip.compress(gzip.compress(b"One.")))))
