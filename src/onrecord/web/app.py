"""The application: all pages, their JSON twins, and what stands before and behind them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from onrecord import __version__
from onrecord.ledger import Ledger
from onrecord.web import static
from onrecord.web.desk import Desk
from onrecord.web.errors import answering
from onrecord.web.guard import Guard
from onrecord.web.lately import Lately
from onrecord.web.pages import add, articles, forecasts, home, login, search, speakers, statements, words
from onrecord.web.pages.router import schemas
from onrecord.web.schemas import describe
from onrecord.web.settings import Settings

_ABOUT = """\
Every page is here under its own address with `.json` behind it. What changes something is sent as a form, and needs \
the header `X-Onrecord: 1`, or, where the server asks for a token, `Authorization: Bearer TOKEN`.
"""


def application(ledger: Ledger, settings: Settings | None = None) -> FastAPI:
    """The web interface to ``ledger``, which stays open and the caller's."""
    settings = settings or Settings()

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.desk.close()

    app = FastAPI(
        title="onrecord",
        summary="Who said what would happen, exactly where.",
        description=_ABOUT,
        version=__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=running,
        redirect_slashes=False,
    )
    lately = Lately(seconds=60)
    app.state.ledger = ledger
    app.state.settings = settings
    app.state.lately = lately
    app.state.desk = Desk(ledger, settings.document, lately.forget)
    answering(app)
    for module in (home, search, forecasts, speakers, words, articles, statements, add, login):
        app.include_router(module.pages)
    app.include_router(static.router)
    app.add_middleware(Guard, settings=settings)
    describe(app, schemas)
    return app
