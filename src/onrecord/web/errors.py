"""What goes wrong, as a page or as JSON, in a sentence and never with a stack trace."""

import logging
import secrets
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from onrecord.errors import OnrecordError, SourceError
from onrecord.ledger import BadEntry, Busy, LedgerError, NotInLedger

log = logging.getLogger("onrecord.web")


@dataclass(frozen=True, slots=True)
class Fault:
    """A status, and a sentence for the person who reads it."""

    status: int
    message: str


#: The status of each kind of error of ours, the narrowest first.
_STATUS: tuple[tuple[type[OnrecordError], HTTPStatus], ...] = (
    (NotInLedger, HTTPStatus.NOT_FOUND),
    (BadEntry, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Busy, HTTPStatus.SERVICE_UNAVAILABLE),
    (LedgerError, HTTPStatus.SERVICE_UNAVAILABLE),
    (SourceError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (OnrecordError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
_NOT_FOUND = "There is no page at this address; go by the links above, or search."
_NOT_ALLOWED = "This address is asked in another way; see the list of all at /openapi.json."


def answer(request: Request, fault: Fault) -> Response:
    """A fault as who asked wants it: JSON for a program, else a page."""
    from onrecord.web.rendering import page, record

    if fault.status == HTTPStatus.UNAUTHORIZED and not _by_program(request) and request.method == "GET":
        return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": "/login"})
    if _by_program(request):
        response = record({"error": fault.message}, fault.status)
    else:
        phrase = HTTPStatus(fault.status).phrase.lower()
        response = page(request, "error.html", {"fault": fault, "phrase": phrase}, fault.status)
    if fault.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _by_program(request: Request) -> bool:
    return request.url.path.endswith(".json") or "text/html" not in request.headers.get("Accept", "text/html")


def answering(app: FastAPI) -> None:
    """Let ``app`` answer what goes wrong."""

    @app.exception_handler(HTTPException)
    async def of_http(request: Request, error: HTTPException) -> Response:
        known = {404: _NOT_FOUND, 405: _NOT_ALLOWED}
        said = error.detail if error.detail != HTTPStatus(error.status_code).phrase else None
        message = said or known.get(error.status_code, f"{HTTPStatus(error.status_code).phrase}.")
        return answer(request, Fault(error.status_code, message))

    @app.exception_handler(RequestValidationError)
    async def of_values(request: Request, error: RequestValidationError) -> Response:
        said = "; ".join(f"{_place(one)}: {one['msg'].lower()}" for one in error.errors()[:5])
        return answer(request, Fault(HTTPStatus.UNPROCESSABLE_ENTITY, f"This cannot be: {said}."))

    @app.exception_handler(OnrecordError)
    async def of_ours(request: Request, error: OnrecordError) -> Response:
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.warning("%s %s: %s", request.method, request.url.path, error)
        message = str(error)
        return answer(request, Fault(status, message[:1].upper() + message[1:] + "."))


def unforeseen(request: Request, error: Exception) -> Response:
    """The answer to what should not have happened: the log has all of it, the page a name to find it by."""
    name = secrets.token_hex(4)
    log.error("%s: %s %s", name, request.method, request.url.path, exc_info=error)
    message = f"Something went wrong here that should not have; it is in the log as {name}. Nothing was lost."
    return answer(request, Fault(HTTPStatus.INTERNAL_SERVER_ERROR, message))


def _place(error: dict[str, object]) -> str:
    place = error.get("loc")
    return " ".join(str(part) for part in place[1:]) if isinstance(place, tuple | list) else "what was sent"
