"""Add: paste an article, upload files, give addresses; then see how far the reading is."""

import datetime
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from onrecord.document import Document
from onrecord.web.desk import Desk, Job, Opening
from onrecord.web.forms import ours
from onrecord.web.pages.router import Done, Pages
from onrecord.web.settings import Settings

#: So many addresses may be given at once.
ADDRESSES = 20
#: What may be said of a text that is pasted.
ABOUT = ("title", "outlet", "author", "published", "url")

pages = Pages()


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty form: the largest document and the largest request that are taken, in bytes, and how many files.

    ``example``: an article to try it with.
    """

    document: int
    upload: int
    files: int
    example: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Something that was handed in, under the id of its job."""

    job: str


@pages.page("/add", "add.html")
def add(request: Request) -> Blank:
    """A form for what is to be read, and how much it takes."""
    settings: Settings = request.app.state.settings
    return Blank(settings.document, settings.upload, settings.files, example())


async def _form(request: Request, _: Annotated[None, Depends(ours)]) -> FormData:
    """What was sent, as far as it is not too much."""
    settings: Settings = request.app.state.settings
    return await request.form(max_files=settings.files, max_fields=50, max_part_size=settings.upload)


async def _parts(request: Request, form: Annotated[FormData, Depends(_form)]) -> list[tuple[str, Opening]]:
    """What is to be read."""
    desk: Desk = request.app.state.desk
    out = []
    text = _word(form, "text").replace("\r\n", "\n")  # as browsers send it
    if text.strip():
        out.append(desk.text(_document(text, form)))
    for name in dict.fromkeys(_word(form, "addresses").split()):
        web = name.lower().startswith(("http://", "https://"))
        out.append(desk.address(name if web else f"https://{name}"))
    if len(out) > ADDRESSES + 1:
        raise HTTPException(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"These are more than {ADDRESSES} addresses; give fewer at a time.",
        )
    for upload in form.getlist("files"):
        if isinstance(upload, UploadFile) and (upload.filename or upload.size):
            out.append(desk.file(upload.filename or "", await upload.read()))
    if not out:
        raise HTTPException(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "There is nothing to read; paste a text, choose files, or give addresses.",
        )
    return out


def _word(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _document(text: str, form: FormData) -> Document:
    about = {name: " ".join(_word(form, name).split())[:1_000] or None for name in ABOUT}
    if about["published"]:
        try:
            datetime.date.fromisoformat(about["published"][:10])
        except ValueError:
            raise HTTPException(
                HTTPStatus.UNPROCESSABLE_ENTITY, "The day of publication is no date; write it as 2032-04-30."
            ) from None
    return Document(
        text,
        title=about["title"],
        outlet=about["outlet"],
        author=about["author"],
        published=about["published"],
        url=about["url"],
    )


@pages.change("/add", gives=HandedIn)
def hand_in(request: Request, parts: Annotated[list[tuple[str, Opening]], Depends(_parts)]) -> Done:
    """Have texts, files and addresses read; the job says how far it is."""
    desk: Desk = request.app.state.desk
    job = desk.hand_in(parts)
    return Done(HandedIn(job.id), f"/add/{job.id}")


@pages.page("/add/{job}", "job.html")
def progress(request: Request, job: str) -> Job:
    """How far something is that was handed in, and what came of it."""
    desk: Desk = request.app.state.desk
    found = desk.job(job)
    if found is None:
        raise HTTPException(
            HTTPStatus.NOT_FOUND,
            "Nothing was handed in under this address of late; what was added is among the articles.",
        )
    return found


@cache
def example() -> str:
    """An article to try it with: people, places and paper are invented."""
    return (files("onrecord.web") / "example.txt").read_text("utf-8")
