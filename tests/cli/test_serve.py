"""``onrecord serve`` as its user runs it."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from processes import RUN, onrecord

Started = Callable[..., "tuple[subprocess.Popen[str], str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Started]:
    """Starts a server at a port of its own, and gives it with its address."""
    running = []

    def start(*options: str, **more: str) -> "tuple[subprocess.Popen[str], str]":
        environment = {**os.environ, "ONRECORD_LEDGER": str(tmp_path / "ledger.db"), **more}
        server = subprocess.Popen(
            [*RUN, "serve", "--port", "0", "--no-browser", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip
        running.append(server)
        assert server.stdout
        said = re.match(r"onrecord is at (http://\S+/) ", server.stdout.readline())
        assert said
        return server, said[1]

    yield start
    for server in running:
        server.kill()
        server.communicate()


def get(address: str, **headers: str) -> httpx.Response:
    with httpx.Client(transport=httpx.HTTPTransport(retries=5)) as client:
        for _ in range(100):
            try:
                return client.get(address, headers=headers)
            except httpx.ConnectError:
                continue
    raise AssertionError(address)


def test_it_serves_a_ledger_until_it_is_stopped(start: Started, tmp_path: Path) -> None:
    server, address = start("--by", "Nell Varga")
    assert get(address).status_code == 200
    assert get(f"{address}.json").json()["state"]["documents"] == 0
    assert (tmp_path / "ledger.db").is_file()
    server.send_signal(signal.SIGINT)
    _, complained = server.communicate(timeout=20)
    assert "Traceback" not in complained
    assert server.returncode in {0, 130}


def test_a_token_is_taken_from_the_environment(start: Started) -> None:
    _, address = start(ONRECORD_TOKEN="a-token-of-some-length")
    assert get(f"{address}.json").status_code == 401
    assert get(f"{address}.json", Authorization="Bearer a-token-of-some-length").status_code == 200


def test_only_this_machine_is_served_without_a_token(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "desk.example"):
        done = onrecord("serve", "--host", host, "--no-browser", "--ledger", str(tmp_path / "ledger.db"))
        assert done.returncode == 2
        assert "--host" in done.stderr


def test_a_short_token_is_none(tmp_path: Path) -> None:
    done = onrecord("serve", "--token", "short", "--no-browser", "--ledger", str(tmp_path / "ledger.db"))
    assert done.returncode == 2
    assert "16 characters" in done.stderr


def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = onrecord("serve", "--port", port, "--no-browser", "--ledger", str(tmp_path / "ledger.db"))
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
