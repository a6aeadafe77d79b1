"""Web addresses that somebody else gives: fetched only from where everybody may go.

Whoever can make a program fetch an address can make it look around in the network that it runs in: at the machine
itself, at its neighbours, at the secrets that a cloud keeps at an address of its own. So each name is looked up
here, once, all that it stands for is judged, and the connection is made to the very address that was judged: a name
that answers differently the second time has nobody to ask. Redirects pass through the same gate.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpx

from onrecord.errors import FetchFailed

Address = IPv4Address | IPv6Address
#: What a name and a port stand for, as :func:`socket.getaddrinfo` has it.
LookUp = Callable[[str, int], list[Any]]

# What Python takes for everybody's, in some of its versions: protocol assignments (a cloud's metadata is there), relays,
# Azure's own service for its machines, the site-local addresses of old; and what is sent to many.
_INSIDE = [
    ip_network(block)
    for block in (
        "192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "fec0::/10", "224.0.0.0/4", "ff00::/8",
    )
]  # fmt: skip
# Addresses that hold another, which might be anybody's: mapped, translated (RFC 6052, 8215), 6to4, Teredo.
_HOLDING = [
    ip_network(block)
    for block in ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]


class Refused(FetchFailed):
    """An address that is nobody's but the network's that this program runs in."""


def is_public(address: Address) -> bool:
    """Whether an address is one that everybody may go to."""
    return address.is_global and not any(address in block for block in (*_INSIDE, *_HOLDING))


def look_up(host: str, port: int) -> list[Any]:
    """What the system says that a name stands for."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class PublicOnly(httpx.BaseTransport):
    """Sends requests to public addresses, and raises :class:`Refused` for all others.

    ``look_up``: what names stand for. ``inner``: what sends them then, to the number that it is given.
    """

    def __init__(self, look_up: LookUp = look_up, inner: httpx.BaseTransport | None = None) -> None:
        self._look_up = look_up
        # No connection is used again: one that was made for a name is not for another at the same number.
        self._inner = inner or httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the number that its name stands for, if it is a public one."""
        host = request.url.host
        number = self._public(host, request.url.port or (443 if request.url.scheme == "https" else 80))
        sent = httpx.Request(
            request.method,
            request.url.copy_with(host=number),
            headers=request.headers,  # with the name as the host
            stream=request.stream,
            # The certificate has to be the name's.
            extensions={**request.extensions, "sni_hostname": request.url.raw_host.decode("ascii")},
        )
        return self._inner.handle_request(sent)

    def close(self) -> None:
        """Let go of all connections."""
        self._inner.close()

    def _public(self, host: str, port: int) -> str:
        """The number to go to; all that the name stands for must be public, since any might be taken."""
        try:
            found = self._look_up(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchFailed(
                f"{host} is not known; check the address, or save the page and add the file."
            ) from error
        numbers = [str(entry[4][0]).partition("%")[0] for entry in found]
        for number in numbers:
            if not is_public(ip_address(number)):
                raise Refused(
                    f"{host} is an address inside your own network, where nothing is fetched from; "
                    "save the page and add the file."
                )
        if not numbers:
            raise FetchFailed(f"{host} has no address; check it, or save the page and add the file.")
        return numbers[0]
