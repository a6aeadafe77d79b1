"""Web addresses → their bytes."""

import re
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.client import responses
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from onrecord import __version__
from onrecord.errors import FetchFailed, NotFound, SourceError
from onrecord.sources.kinds import Kind, by_suffix
from onrecord.sources.stream import too_large

if TYPE_CHECKING:
    import httpx

_REDIRECTS = 10

# By their content type; others are told by the address's suffix or by their bytes.
_KINDS = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "application/pdf": Kind.PDF,
    "text/markdown": Kind.MARKDOWN,
    "application/jsonl": Kind.JSONL,
    "application/jsonlines": Kind.JSONL,
    "application/x-jsonlines": Kind.JSONL,
    "application/ndjson": Kind.JSONL,
    "application/x-ndjson": Kind.JSONL,
}

_SAVE = "save the page and read the file"


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds to wait: for a connection, for the next bytes, and for everything."""

    connect: float = 10
    read: float = 30
    total: float = 60


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered: the bytes, the address that it led to, and what the server says of them."""

    body: BytesIO
    url: str
    kind: Kind | None
    charset: str | None


def fetch(url: str, limit: int, patience: Patience = Patience(), *, public: bool = False) -> Page:
    """Fetch ``url``, an ``http`` or ``https`` address, following redirects.

    ``public``: only from where everybody may go, whatever proxy there is (:mod:`onrecord.sources.public`).

    Raises :class:`~onrecord.errors.NotFound` where nothing is there, :class:`~onrecord.errors.TooLarge`
    past ``limit`` bytes, and :class:`~onrecord.errors.FetchFailed` where the server does not deliver.
    """
    import httpx

    deadline = time.monotonic() + patience.total

    def check_time(_: object = None) -> None:
        if time.monotonic() > deadline:
            raise _too_slow(url)

    client = httpx.Client(
        follow_redirects=True,
        max_redirects=_REDIRECTS,
        timeout=httpx.Timeout(patience.read, connect=patience.connect),
        headers={"User-Agent": f"onrecord/{__version__}"},
        event_hooks={"response": [check_time]},  # each redirect is one
        transport=_public() if public else None,
        trust_env=not public,
    )
    try:
        with client, client.stream("GET", url) as response:
            if not response.is_success:
                raise _refused(url, response.status_code)
            body = BytesIO()
            for chunk in response.iter_bytes():
                check_time()
                body.write(chunk)
                if body.tell() > limit:
                    raise too_large(url, limit)
            body.seek(0)
            kind = _KINDS.get(response.headers.get("Content-Type", "").partition(";")[0].strip().lower())
            return Page(
                body,
                str(response.url.copy_with(userinfo=b"")),  # a password is nobody else's business
                kind or by_suffix(urlsplit(str(response.url)).path),
                response.charset_encoding,
            )
    except httpx.TimeoutException as error:
        raise _too_slow(url) from error
    except httpx.TooManyRedirects as error:
        raise FetchFailed(
            f"{url} redirects more than {_REDIRECTS} times; open it in a browser, {_SAVE}."
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise FetchFailed(
            f"{url} could not be fetched ({_reason(error)}); check the address and the connection, or {_SAVE}."
        ) from error


def _public() -> "httpx.BaseTransport":
    from onrecord.sources.public import PublicOnly

    return PublicOnly()


def _too_slow(url: str) -> FetchFailed:
    return FetchFailed(f"{url} did not answer in time; try again later, or {_SAVE}.")


def _refused(url: str, status: int) -> SourceError:
    answer = f"{url} answered {status}, {responses.get(status, 'which means nothing known').lower()}"
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return NotFound(f"{answer}; check the address, or {_SAVE}.")
    if status >= 500 or status == HTTPStatus.TOO_MANY_REQUESTS:
        return FetchFailed(f"{answer}; try again later, or {_SAVE}.")
    return FetchFailed(f"{answer}; open it in a browser, {_SAVE}.")


def _reason(error: Exception) -> str:
    # Without the numbers and places in source code that the system puts around it.
    reason = re.sub(r"^\[.*?\] | \(_ssl\.c:\d+\)$", "", str(error)).rstrip(".") or "the connection broke"
    return reason[:1].lower() + reason[1:]
