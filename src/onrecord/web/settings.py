"""What the web interface may be told: who may use it, from where, and how much it takes."""

import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address

#: A token has at least so many characters: one that can be guessed is none.
TOKEN = 16

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """``host``: what it is bound to. ``token``: what whoever uses it has to know, ``None``: everybody may.

    ``by``: who signs what is entered, unless they say another name. ``document``: the largest document, in bytes;
    ``upload``: the largest request with documents in it, ``files`` of them; ``body``: the largest other one. ``idle``:
    how many seconds to wait for a request's next bytes; ``patience``: for it to be answered. ``secret``: what signs
    cookies and forms; by default it goes with the token, so that both outlive a restart.
    """

    host: str = "127.0.0.1"
    token: str | None = None
    by: str = ""
    document: int = 20 * MEGABYTE
    upload: int = 50 * MEGABYTE
    files: int = 100
    body: int = MEGABYTE // 4
    idle: float = 20
    patience: float = 60
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @property
    def local(self) -> bool:
        """Whether it can be reached from this machine alone."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a host's name or number is this machine's own."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
