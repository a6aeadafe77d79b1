"""The description of the API: OpenAPI, with the record types as they are, not written a second time."""

import dataclasses
import datetime
import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from onrecord.ledger.entries import Outcome
from onrecord.reading import record

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    datetime.date: {"type": "string", "format": "date"},
    datetime.datetime: {"type": "string", "format": "date-time"},
    Any: {},
}
# The names that record types leave to the type checker to load.
_NAMES = {**vars(record), "Outcome": Outcome}


class Schemas:
    """The schemas of some record types, and of all that these are made of, by name."""

    def __init__(self) -> None:
        self.named: dict[str, dict[str, Any]] = {}

    def of(self, kind: Any) -> dict[str, Any]:
        """The schema of a type: a reference where it is a record's."""
        if kind in _PLAIN:
            return _PLAIN[kind]
        if dataclasses.is_dataclass(kind):
            return self._record(kind)
        parts = get_args(kind)
        match get_origin(kind):
            case origin if origin is Literal:
                return {"type": "string", "enum": list(parts)}
            case origin if origin in (Union, types.UnionType):
                return {"anyOf": [self.of(part) for part in parts]}
            case origin if origin is tuple and parts[-1] is not ...:
                return {"type": "array", "prefixItems": [self.of(part) for part in parts]}
            case _:
                return {"type": "array", "items": self.of(parts[0])}

    def _record(self, kind: Any) -> dict[str, Any]:
        name = kind.__name__
        if name not in self.named:
            self.named[name] = {}  # it may hold itself
            hints = get_type_hints(kind, localns=_NAMES)
            names = [field.name for field in dataclasses.fields(kind)]
            self.named[name] = {
                "type": "object",
                "title": name,
                "description": (kind.__doc__ or "").strip().partition("\n")[0],
                "properties": {field: self.of(hints[field]) for field in names},
                "required": names,
            }
        return {"$ref": f"#/components/schemas/{name}"}


def describe(app: FastAPI, schemas: Schemas) -> None:
    """Let ``app`` describe itself, with the ``schemas`` of what its pages give."""
    made: dict[str, Any] = {}

    def description() -> dict[str, Any]:
        if not made:
            made.update(
                get_openapi(
                    title=app.title,
                    version=app.version,
                    summary=app.summary,
                    description=app.description,
                    routes=app.routes,
                )
            )
            parts = made.setdefault("components", {})
            parts.setdefault("schemas", {}).update(schemas.named)
            parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            made["security"] = [{}, {"token": []}]
        return made

    app.openapi = description  # type: ignore[method-assign]
