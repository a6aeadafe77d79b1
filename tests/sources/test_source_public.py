"""Addresses that somebody else gives lead to nothing inside the network that the program runs in."""

import socket
from ipaddress import ip_address
from typing import Any

import httpx
import pytest
from served import Site

from onrecord.errors import FetchFailed
from onrecord.sources import Sources, web
from onrecord.sources.public import PublicOnly, Refused, is_public

PUBLIC = "93.184.215.14"
ARTICLE = "<html><title>Dam</title><body><article><p>The dam will hold, the engineer said.</p></article></body></html>"


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "fe80::1",
        "fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1",
    ],
)  # fmt: skip
def test_no_address_inside_a_network_is_public(number: str) -> None:
    assert not is_public(ip_address(number))


@pytest.mark.parametrize("number", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_addresses_of_everybody_are_public(number: str) -> None:
    assert is_public(ip_address(number))


class Names:
    """What names stand for, one answer after another; and what was asked for, by number and by name."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): list(all_of) for name, all_of in answers.items()}
        self.sent: list[tuple[str, str, str]] = []
        self.pages: dict[str, httpx.Response] = {}

    def look_up(self, host: str, port: int) -> list[Any]:
        try:
            given = self.answers[host]
        except KeyError:
            return socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)
        numbers = given.pop(0) if len(given) > 1 else given[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append((request.url.host, request.headers["Host"], request.extensions["sni_hostname"]))
        return self.pages.get(request.url.path, httpx.Response(200, html=ARTICLE))


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Fetches an address where names are what a test says."""

    def fetched(names: Names, url: str) -> web.Page:
        transport = PublicOnly(names.look_up, httpx.MockTransport(names.answer))
        monkeypatch.setattr(web, "_public", lambda: transport)
        return web.fetch(url, 1_000_000, public=True)

    return fetched


def test_the_connection_goes_to_the_number_that_was_judged_in_the_names_own_name(fetched: Any) -> None:
    names = Names(news_example=[[PUBLIC]])
    assert fetched(names, "https://news.example/dam").url == "https://news.example/dam"
    assert names.sent == [(PUBLIC, "news.example", "news.example")]


def test_a_name_that_answers_differently_the_second_time_is_not_asked_again(fetched: Any) -> None:
    names = Names(turning_example=[[PUBLIC], ["127.0.0.1"]])
    fetched(names, "http://turning.example/")
    assert [number for number, _, _ in names.sent] == [PUBLIC]
    with pytest.raises(Refused):
        fetched(names, "http://turning.example/")
    assert len(names.sent) == 1


def test_one_inner_address_among_several_is_one_too_many(fetched: Any) -> None:
    names = Names(both_example=[[PUBLIC, "10.0.0.1"]])
    with pytest.raises(Refused, match="inside your own network"):
        fetched(names, "http://both.example/")
    assert not names.sent


@pytest.mark.parametrize(
    "there",
    [
        "http://127.0.0.1/",
        "http://inner.example/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_a_redirect_passes_the_same_gate(fetched: Any, there: str) -> None:
    names = Names(news_example=[[PUBLIC]], inner_example=[["192.168.0.7"]])
    names.pages["/away"] = httpx.Response(302, headers={"Location": there})
    with pytest.raises(Refused):
        fetched(names, "http://news.example/away")
    assert len(names.sent) == 1


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "017700000001", "[::ffff:7f00:1]"])
def test_an_address_written_oddly_is_the_same_address(host: str) -> None:
    with pytest.raises((Refused, FetchFailed)):
        web.fetch(f"http://{host}:9/", 1_000, public=True)


def test_a_name_that_is_not_known_is_said_to_be(fetched: Any) -> None:
    with pytest.raises(FetchFailed, match="not known"):
        fetched(Names(), "http://nowhere.example/")


def test_a_server_of_this_machine_is_reached_by_its_user_only(site: Site) -> None:
    url = site.page("/dam.txt", "The dam will hold.", Content_Type="text/plain")
    (mine,) = Sources([url])
    (theirs,) = Sources([url], public=True)
    assert not isinstance(mine, Exception)
    assert isinstance(theirs, Refused)
    assert len(site.asked) == 1
