"""Who is let in, and with how much: it stands before all pages.

A page on the web that somebody has open can send requests to this machine, too. So a host that is not ours is
turned away (a name that was made to stand for this machine is not one), and a change only comes from a page of ours,
or from a program, which says so by a header that no page elsewhere can send.
"""

import asyncio
import hmac
import time
from hashlib import blake2b
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.web.errors import Fault, answer, unforeseen
from onrecord.web.settings import Settings, is_loopback

#: The header by which a program says that it is none that somebody's browser runs.
PROGRAM = "X-Onrecord"
LOGIN = "onrecord-login"

#: What can be had without the token: the page that asks for it, and how it looks.
_OPEN = ("/login", "/login.json", "/static/")
_SAFE = {"GET", "HEAD", "OPTIONS"}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer", by which a form of ours would come from nowhere.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Lets requests through to ``app`` that are allowed in, gives them so much time and room, and adds headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        out = _Answer(scope, send)
        fault = self._fault(scope)
        if fault is not None:
            await answer(Request(scope), fault)(scope, receive, out)
            return
        limited = _Body(receive, self._room(scope), self._settings)
        task = asyncio.ensure_future(self._app(scope, limited, out))
        done, _ = await asyncio.wait({task}, timeout=self._settings.patience)
        if done:
            error = task.exception()
            if isinstance(error, Exception) and not out.begun:
                await unforeseen(Request(scope), error)(scope, receive, out)
            elif error is not None:
                raise error
        elif not out.begun:
            # What runs is left to end by itself; nobody waits for it.
            late = Fault(
                HTTPStatus.SERVICE_UNAVAILABLE, "This took too long; ask for less, or try again later."
            )
            out.begun = True
            await answer(Request(scope), late)(scope, receive, _Answer(scope, send))

    def _room(self, scope: Scope) -> int:
        return self._settings.upload if scope["path"] in {"/add", "/add.json"} else self._settings.body

    def _fault(self, scope: Scope) -> Fault | None:
        """Why a request is not let through, if so."""
        headers = Headers(scope=scope)
        host = headers.get("Host", "")
        if self._settings.local and not is_loopback(_name(host)):
            return Fault(
                HTTPStatus.MISDIRECTED_REQUEST,
                f"This is onrecord on this machine alone, not {host[:100] or 'nowhere'}; "
                "open it by the address that it gave when it started.",
            )
        if not self._known(scope, headers) and not scope["path"].startswith(_OPEN):
            return Fault(HTTPStatus.UNAUTHORIZED, "Log in first: give the token, as a program in a header.")
        if scope["method"] not in _SAFE:
            if (site := headers.get("Sec-Fetch-Site", "none")) not in {"same-origin", "none"}:
                return Fault(HTTPStatus.FORBIDDEN, f"A change was asked for from elsewhere ({site}).")
            origin = headers.get("Origin")
            if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
                return Fault(HTTPStatus.FORBIDDEN, "A change was asked for by another site's page.")
            length = headers.get("Content-Length", "0")
            if not length.isdecimal() or int(length) > self._room(scope):
                return too_large(self._room(scope))
        return None

    def _known(self, scope: Scope, headers: Headers) -> bool:
        """Whether somebody has shown the token, as far as one is needed."""
        token = self._settings.token
        if token is None:
            return True
        scheme, _, shown = headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and equal(shown.strip(), token):
            return True
        return equal(Request(scope).cookies.get(LOGIN, ""), login(self._settings))


def login(settings: Settings) -> str:
    """What the cookie of somebody who has shown the token holds; it gives the token away to nobody."""
    return signature(settings, f"login {settings.token}")


def signature(settings: Settings, text: str) -> str:
    """What only this server, or another with the same token, can have signed ``text`` with."""
    key = settings.token.encode("utf-8", "surrogatepass") if settings.token else settings.secret
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def equal(one: str, other: str) -> bool:
    """Whether two secrets are one, in a time that says nothing of either."""
    digests = [blake2b(text.encode("utf-8", "surrogatepass")).digest() for text in (one, other)]
    return hmac.compare_digest(*digests)


def too_large(limit: int) -> Fault:
    """The fault that a request has more than ``limit`` bytes."""
    return Fault(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"This is more than {limit / 1e6:g} MB, the most that is taken at once; send less at a time, "
        "or use onrecord add on the machine itself.",
    )


def _name(host: str) -> str:
    """The name in a Host header, without the port."""
    return host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host


class _Body:
    """A request's body, no larger and no slower than it may be."""

    def __init__(self, receive: Receive, room: int, settings: Settings) -> None:
        self._receive = receive
        self._room = room
        self._left = room
        self._idle = settings.idle
        self._until = time.monotonic() + settings.patience
        self._ended = False

    async def __call__(self) -> Message:
        if self._ended:  # nothing more comes but that they leave
            return await self._receive()
        wait = min(self._idle, self._until - time.monotonic())
        try:
            message = await asyncio.wait_for(self._receive(), max(wait, 0.001))
        except TimeoutError:
            raise HTTPException(
                HTTPStatus.REQUEST_TIMEOUT, "The request did not arrive in time; send it again."
            ) from None
        self._left -= len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        if self._left < 0:
            fault = too_large(self._room)
            raise HTTPException(fault.status, fault.message)
        return message


class _Answer:
    """Where an answer goes, once, with the headers that every answer has."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send = send
        self._static = scope["path"].startswith("/static/")
        self.begun = False
        self._mine = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self.begun:
                return  # somebody else has answered
            self.begun = self._mine = True
            given: list[Any] = list(message.get("headers", []))
            names = {name.lower() for name, _ in given}
            extra = _HEADERS | ({} if self._static else {"Cache-Control": "no-store"})
            given += [
                (name.lower().encode(), value.encode())
                for name, value in extra.items()
                if name.lower().encode() not in names
            ]
            message = {**message, "headers": given}
        if self._mine:
            await self._send(message)
