"""Pages with JSON twins: one function gives the data, and a page and a record are made of it."""

import dataclasses
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Header, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.export.characters import encodable
from onrecord.ledger import Ledger
from onrecord.web import forms
from onrecord.web.guard import PROGRAM
from onrecord.web.rendering import page, record
from onrecord.web.schemas import Schemas

Function = TypeVar("Function", bound=Callable[..., Any])

#: What an id may look like, whatever it is of.
Id = Annotated[
    str, Path(pattern=r"^[A-Za-z][0-9A-Za-z]{1,24}$", description="An id, as the ledger gives it.")
]

_FAULT = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
_FAULTS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": f"{HTTPStatus(status).phrase}: a sentence that says why.",
        "content": {"application/json": {"schema": _FAULT}},
    }
    for status in (400, 401, 403, 404, 408, 413, 421, 422, 503)
}
#: The schemas of all that pages give.
schemas = Schemas()


def book(request: Request) -> Ledger:
    """The ledger."""
    ledger: Ledger = request.app.state.ledger
    return ledger


Book = Annotated[Ledger, Depends(book)]


@dataclass(frozen=True, slots=True)
class Done:
    """What a change came to: the record of it, where a browser goes then, and what it is shown of it in place."""

    record: Any
    to: str
    fragment: str = ""
    shown: Any = None


class Pages(APIRouter):
    """The addresses of one page."""

    def page(self, path: str, template: str) -> Callable[[Function], Function]:
        """Show what a function gives by ``template`` at ``path``, and as JSON at ``path.json``."""

        def register(function: Function) -> Function:
            def as_record(data: Annotated[Any, Depends(function)]) -> Response:
                return data if isinstance(data, Response) else record(data)

            def as_page(request: Request, data: Annotated[Any, Depends(function)]) -> Response:
                return data if isinstance(data, Response) else page(request, template, data)

            given = inspect.signature(function).return_annotation
            self._described(f"{path}.json", function, as_record, ["GET"], _content(given))
            self.add_api_route(path, as_page, methods=["GET", "HEAD"], include_in_schema=False)
            return function

        return register

    def drawing(self, path: str) -> Callable[[Function], Function]:
        """Give the chart that a function makes as JSON at ``path.json``; a page that has it draws it from there."""

        def register(function: Function) -> Function:
            def as_record(data: Annotated[Any, Depends(function)]) -> Response:
                return record(data)

            given = inspect.signature(function).return_annotation
            self._described(f"{path}.json", function, as_record, ["GET"], _content(given))
            return function

        return register

    def file(self, path: str, kind: str) -> Callable[[Function], Function]:
        """Give the text that a function makes as a file of that kind, named as ``path`` ends."""
        name = f"onrecord-{path.rpartition('/')[2]}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}

        def register(function: Function) -> Function:
            def as_file(text: Annotated[str, Depends(function)]) -> Response:
                return Response(encodable(text), media_type=kind, headers=headers)

            content = {kind: {"schema": {"type": "string"}}}
            self._described(
                path, function, as_file, ["GET"], {"description": "The file.", "content": content}
            )
            return function

        return register

    def change(self, path: str, gives: Any = None) -> Callable[[Function], Function]:
        """Let a function, which gives a :class:`Done`, change something when a form is sent to ``path``.

        ``gives``: the type of its record.
        """

        def register(function: Function) -> Function:
            def as_record(
                done: Annotated[Any, Depends(function)],
                program: Annotated[
                    str | None, Header(alias=PROGRAM, description="That you are a program: 1.")
                ] = None,
            ) -> Response:
                return done if isinstance(done, Response) else record(done.record)

            def as_page(request: Request, done: Annotated[Any, Depends(function)]) -> Response:
                if isinstance(done, Response):
                    return done
                if done.fragment and "HX-Request" in request.headers:
                    return page(request, done.fragment, done.shown)
                response = RedirectResponse(done.to, HTTPStatus.SEE_OTHER)
                forms.remember(request, response)
                return response

            guarded = [Depends(forms.ours)]
            self._described(f"{path}.json", function, as_record, ["POST"], _content(gives), guarded)
            self.add_api_route(path, as_page, methods=["POST"], dependencies=guarded, include_in_schema=False)
            return function

        return register

    def _described(
        self,
        path: str,
        function: Callable[..., Any],
        answer: Callable[..., Response],
        methods: list[str],
        gives: dict[str, Any],
        dependencies: list[Any] | None = None,
    ) -> None:
        """Let programs ask at ``path``, as the docstring of ``function`` describes; what it ``gives`` is an answer of OpenAPI."""
        summary, _, rest = (inspect.getdoc(function) or "").partition("\n")
        self.add_api_route(
            path,
            answer,
            methods=methods,
            dependencies=dependencies,
            summary=summary.rstrip("."),
            description=rest.strip() or None,
            operation_id=function.__name__,
            response_class=Response,
            responses={200: gives, **_FAULTS},
        )


def _content(kind: Any) -> dict[str, Any]:
    plain = dataclasses.is_dataclass(kind) and not hasattr(kind, "to_dict")
    schema = schemas.of(kind) if plain else {"type": "object"}
    return {"description": "What the page shows.", "content": {"application/json": {"schema": schema}}}
