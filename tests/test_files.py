"""Files are written whole or not at all."""

import os
import threading
from pathlib import Path

import pytest

from onrecord.errors import OnrecordError
from onrecord.files import OutputError, saved, write_whole


def test_a_file_holds_what_was_written_as_utf_8_with_line_ends_untouched(tmp_path: Path) -> None:
    with saved(tmp_path / "out.csv") as stream:
        stream.write("a\r\nмир\n")
    assert (tmp_path / "out.csv").read_bytes() == "a\r\nмир\n".encode()


def test_until_the_end_the_old_file_is_there_and_then_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    path.chmod(0o640)
    with saved(path) as stream:
        stream.write("new")
        stream.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_exception_leaves_the_old_file_and_no_other(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(error), saved(path) as stream:
        stream.write("half of the n")
        raise error
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_exception_leaves_no_file_where_there_was_none(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="stop"), saved(tmp_path / "out.txt"):
        raise ValueError("stop")
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_followed_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    real, link = tmp_path / "there" / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    link.symlink_to(real)
    with saved(link) as stream:
        stream.write("new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_pipe_is_written_to_as_it_comes(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    seen: list[str] = []
    reader = threading.Thread(target=lambda: seen.append(pipe.read_text()))
    reader.start()
    with saved(pipe) as stream:
        stream.write("through the pipe")
    reader.join(10)
    assert seen == ["through the pipe"]
    assert pipe.is_fifo()


def test_a_pipe_that_has_no_name_of_its_own_is_written_to() -> None:
    ours, theirs = os.pipe()
    with saved(Path(f"/dev/fd/{theirs}")) as stream:
        stream.write("through")
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        assert pipe.read() == "through"


def test_a_device_is_written_to_and_its_faults_are_told() -> None:
    with saved(Path("/dev/null")) as stream:
        stream.write("gone")
    with pytest.raises(OutputError, match="no space left"), saved(Path("/dev/full")) as stream:
        stream.write("too much")
    assert Path("/dev/full").is_char_device()


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="it is a folder"), saved(tmp_path):
        pass


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    path = tmp_path / "no" / "out.txt"
    with pytest.raises(OutputError) as caught, saved(path):
        pass
    assert str(caught.value) == f"{path} could not be written (no such file or directory); name another file"
    assert isinstance(caught.value, OnrecordError)


def test_a_write_protected_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anything
    with pytest.raises(OutputError, match="it is write-protected"), saved(path) as stream:
        stream.write("new")
    assert path.read_text() == "old"


def test_a_fault_of_another_file_is_not_blamed_on_this_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), saved(tmp_path / "out.txt"):
        (tmp_path / "article.txt").read_text()


def test_bytes_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.png"
    path.write_bytes(b"old")
    write_whole(path, b"\x89\r\n\0")
    assert path.read_bytes() == b"\x89\r\n\0"
    with pytest.raises(OutputError, match="it is a folder"):
        write_whole(tmp_path, b"new")
    assert list(tmp_path.iterdir()) == [path]
