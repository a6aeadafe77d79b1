"""Log in and out, where the server asks for a token."""

import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.web import forms
from onrecord.web.guard import LOGIN, equal, login
from onrecord.web.pages.router import Pages
from onrecord.web.settings import Settings

#: How long somebody waits who gives a wrong token, in seconds.
PAUSE = 0.5
#: Thirty days, in seconds: how long a login holds.
MONTH = 30 * 24 * 3600

pages = Pages()


@dataclass(frozen=True, slots=True)
class Door:
    """Whether a token is asked for."""

    token: bool


@pages.page("/login", "login.html")
def door(request: Request) -> Door:
    """Whether a token is asked for."""
    return Door(request.app.state.settings.token is not None)


@pages.change("/login")
def log_in(request: Request, token: Annotated[str, Form(max_length=1_000)] = "") -> Response:
    """Show the token, and get a cookie for it."""
    settings: Settings = request.app.state.settings
    if settings.token is not None and not equal(token.strip(), settings.token):
        time.sleep(PAUSE)
        raise HTTPException(
            HTTPStatus.FORBIDDEN, "This is not the token; ask whoever started the server for it."
        )
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    if settings.token is not None:
        forms.keep(request, response, LOGIN, login(settings), MONTH)
    return response


@pages.change("/logout")
def log_out(request: Request) -> Response:
    """Forget the cookie."""
    response = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
    response.delete_cookie(LOGIN, httponly=True, samesite="strict")
    return response
