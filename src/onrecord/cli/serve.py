"""``onrecord serve``: the ledger in a browser, and as an API."""

import threading
import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.entries import user
from onrecord.cli.ledgers import LedgerOption, opened
from onrecord.cli.terminal import output
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    import uvicorn

EXAMPLES = """
Examples:

onrecord serve

onrecord serve --ledger desk.db --port 9000 --no-browser

ONRECORD_TOKEN=… onrecord serve --host 0.0.0.0 --ledger postgresql://desk@db.example.org/news
"""

#: How many requests are answered side by side; others are told to come back.
SIDE_BY_SIDE = 100


class CannotServe(OnrecordError):
    """The address cannot be served at."""


def serve(
    host: Annotated[
        str,
        typer.Option(
            metavar="HOST", help="The address to serve at. Any but this machine’s own needs a token."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="The port; 0 for any that is free.")
    ] = 8765,
    token: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            envvar="ONRECORD_TOKEN",
            show_envvar=False,
            help="What whoever uses it has to know, 16 characters or more. Better given as ONRECORD_TOKEN, "
            "where no other user of the machine sees it.",
            show_default="none",
        ),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in your browser.")] = True,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="NAME",
            envvar="ONRECORD_BY",
            show_envvar=False,
            help="Who signs what is entered, unless somebody gives another name.",
            show_default="what ONRECORD_BY says, else your user name",
        ),
    ] = None,
    ledger: LedgerOption = None,
) -> None:
    """Open the ledger in your browser: add articles, read them, search, settle what fell due, correct.

    It runs on this machine, loads nothing from elsewhere, and can be reached from this machine alone unless HOST says
    otherwise. Every page is there as JSON too, at its address with .json behind it. Ctrl-C stops it.
    """
    with opened(ledger, create=True) as book:
        from onrecord.web import Settings, application
        from onrecord.web.settings import TOKEN, is_loopback

        if token is not None and len(token) < TOKEN:
            raise typer.BadParameter(f"give one of {TOKEN} characters or more", param_hint="--token")
        if token is None and not is_loopback(host):
            raise typer.BadParameter(
                f"{host} can be reached from other machines; give a token, too", param_hint="--host"
            )
        app = application(book, Settings(host=host, token=token, by=by if by is not None else user()))
        _run(app, host, port, browser)


def _run(app: object, host: str, port: int, browser: bool) -> None:
    import uvicorn

    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        limit_concurrency=SIDE_BY_SIDE,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
    )
    try:
        socket = config.bind_socket()
    except SystemExit:
        raise CannotServe(
            f"{host} cannot be served at port {port}, which is taken or not allowed; give another with --port"
        ) from None
    port = socket.getsockname()[1]
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    address = f"http://{name}:{port}/"
    server = uvicorn.Server(config)
    print(f"onrecord is at {address} (Ctrl-C stops it)", file=output(lossy=True), flush=True)
    if browser:
        threading.Thread(target=_open, args=(server, address), daemon=True).start()
    try:
        server.run([socket])
    finally:
        socket.close()


def _open(server: "uvicorn.Server", address: str) -> None:
    """Open the page as soon as it is there."""
    pause = threading.Event()
    while not server.started:
        if pause.wait(0.05) or server.should_exit:
            return
    webbrowser.open(address)
