"""The web room: the ledger in a browser, and the same as an API.

>>> uvicorn.run(application(Ledger.open("news.db")))  # doctest: +SKIP

One module a page; each has its JSON twin at the same address with ``.json`` behind it.
"""

try:
    from onrecord.web.app import application
    from onrecord.web.settings import Settings
except ModuleNotFoundError as error:
    missing = (error.name or "").partition(".")[0]
    if missing not in {"fastapi", "starlette", "pydantic", "python_multipart", "multipart"}:
        raise
    from onrecord.ledger import MissingParts

    raise MissingParts(
        f"the web interface needs some more packages ({missing} is not there): pip install 'onrecord[web]'"
    ) from error

__all__ = ["Settings", "application"]
