"""Changes: that they come from a page of ours or from a program, and who signs them."""

import re
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from onrecord.ledger import Signed
from onrecord.web.guard import PROGRAM, equal, signature
from onrecord.web.settings import Settings

SESSION = "onrecord-session"
NAME = "onrecord-name"
#: The field of a form that says that it is ours.
FIELD = "csrf"
#: A year, in seconds: how long somebody's name is kept.
_YEAR = 365 * 24 * 3600

_OURS = re.compile(r"/(?![/\\])[\w/.?=&%#+-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that has a page of ours open. ``fresh``: it does not know its id yet."""

    id: str
    fresh: bool


def session(request: Request) -> Session:
    """The session of whoever asks, the same for all of one answer."""
    known: Session | None = getattr(request.state, "session", None)
    if known is None:
        id = request.cookies.get(SESSION, "")
        known = (
            Session(id, False)
            if re.fullmatch(r"[\w-]{20,64}", id)
            else Session(secrets.token_urlsafe(24), True)
        )
        request.state.session = known
    return known


def stamp(request: Request) -> str:
    """What a form of this session carries."""
    settings: Settings = request.app.state.settings
    return signature(settings, f"form {session(request).id}")


def keep(request: Request, response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Give a browser a cookie that no script reads and no other site's page sends."""
    response.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )


async def ours(request: Request) -> None:
    """Refuse a change that neither a form of ours asks for nor a program."""
    if PROGRAM in request.headers or request.headers.get("Authorization", "").lower().startswith("bearer "):
        return
    form = await request.form(max_part_size=request.app.state.settings.upload)
    given = form.get(FIELD)
    if not session(request).fresh and isinstance(given, str) and equal(given, stamp(request)):
        return
    raise HTTPException(
        HTTPStatus.FORBIDDEN,
        "This form is not from a page that this server gave you, or from before it was started again; open the "
        f"page anew and send it again. Programs send the header {PROGRAM}: 1.",
    )


def signed(
    request: Request,
    note: Annotated[str, Form(max_length=5_000, description="What else there is to say of it.")] = "",
    evidence: Annotated[
        str, Form(max_length=10_000, description="What shows it: addresses or words, one a line.")
    ] = "",
    by: Annotated[str, Form(max_length=200, description="Who says so.")] = "",
) -> Signed:
    """Who makes an entry, and why."""
    name = " ".join(by.split()) or name_of(request)
    if not name:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, "Say who says so, in the field by, or Signed.")
    if name != name_of(request):
        request.state.name = name  # remembered with the answer
    return Signed(name, note, tuple(line for line in evidence.splitlines() if line.strip()))


def name_of(request: Request) -> str:
    """The name that whoever asks signs with: as they last did, else the user's who started the server."""
    from urllib.parse import unquote

    settings: Settings = request.app.state.settings
    return unquote(request.cookies.get(NAME, ""))[:200] or settings.by


def remember(request: Request, response: Response) -> None:
    """Keep what an answer brings along: the session, and the name that somebody signed with."""
    from urllib.parse import quote

    if session(request).fresh:
        keep(request, response, SESSION, session(request).id)
    if name := getattr(request.state, "name", None):
        keep(request, response, NAME, quote(name), _YEAR)


def back(
    back: Annotated[str, Form(max_length=2_000, description="Where a browser goes then.")] = "",
) -> str:
    """Where a browser goes after a change: a page of ours, else nowhere."""
    return back if _OURS.fullmatch(back) else ""


SignedBy = Annotated[Signed, Depends(signed)]
Back = Annotated[str, Depends(back)]
