"""Pages and records: what a template makes of some data, and the same data as JSON."""

import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

import msgspec
from jinja2 import ChoiceLoader, Environment, PackageLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from onrecord.export import KINDS, LIKELIHOODS, OPEN
from onrecord.export.cast import KINDS as SPEAKER_KINDS
from onrecord.export.cast import LIKENESS, described
from onrecord.export.characters import encodable
from onrecord.export.claims import in_words, odds, turned_out
from onrecord.export.page import environment_of_pages
from onrecord.export.records import encoded
from onrecord.ledger import Hit, Repeat
from onrecord.scoring import Estimate
from onrecord.web import forms, static

#: What stands above every page.
SECTIONS = (
    ("/search", "Search"), ("/forecasts", "Forecasts"), ("/speakers", "Speakers"), ("/words", "Words"),
    ("/articles", "Articles"), ("/add", "Add"),
)  # fmt: skip
_LENGTHS = ((365, "year"), (30, "month"), (1, "day"))
#: How much of a statement a list shows, in characters.
EXCERPT = 420


def page(request: Request, template: str, data: Any, status: int = 200) -> Response:
    """``data`` as a page; the template knows it as ``data``."""
    context = {
        "data": data,
        "request": request,
        "sections": SECTIONS,
        "today": datetime.date.today(),
        "name": forms.name_of(request),
        "ours": Markup('<input type="hidden" name="{}" value="{}">').format(
            forms.FIELD, forms.stamp(request)
        ),
        "ledger": request.app.state.ledger.name,
        "guarded": request.app.state.settings.token is not None,
    }
    text = encodable(_environment().get_template(template).render(context))
    response = HTMLResponse(text, status)
    forms.remember(request, response)
    return response


def record(data: Any, status: int = 200) -> Response:
    """``data`` as JSON."""
    given = data.to_dict() if hasattr(data, "to_dict") else msgspec.to_builtins(data)
    return Response(encoded(given), status, media_type="application/json")


def address(value: str | None) -> str:
    """A web address that a browser can safely follow; empty for anything else."""
    return value if value and value.lower().startswith(("https://", "http://")) else ""


def day(value: datetime.date | str | None) -> str:
    """A date, as a person writes it: "31 March 2032"; a text that begins with none as it is."""
    try:
        date = datetime.date.fromisoformat(value[:10]) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return f"{date.day} {date:%B %Y}" if date else ""


def away(due: datetime.date, today: datetime.date) -> str:
    """How far off a day is: "in 3 days", "today", "14 months ago"."""
    days = (due - today).days
    if days == 0:
        return "today"
    number = abs(days)
    length, unit = next(part for part in _LENGTHS if number >= 2 * part[0] or part[0] == 1)
    number //= length
    said = f"{number:,} {unit}{'' if number == 1 else 's'}"
    return f"in {said}" if days > 0 else f"{said} ago"


def excerpt(hit: Hit | Repeat) -> Markup:
    """The part of a statement that shows most of what was looked for, with that marked."""
    start, end = hit.excerpt(EXCERPT)
    out = [escape("… " if start else "")]
    done = start
    for left, right in hit.marks if isinstance(hit, Hit) else ():
        if start <= left and right <= end:
            out += [escape(hit.text[done:left]), Markup("<b>{}</b>").format(hit.text[left:right])]
            done = right
    out += [escape(hit.text[done:end]), escape(" …" if end < len(hit.text) else "")]
    return Markup("").join(out)


def counted(number: int, noun: str) -> str:
    """A number of things: "1 statement", "2,100 statements"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def figure(estimate: Estimate, percent: bool = False) -> str:
    """A figure with its 95 % interval: "0.182 (0.140–0.231)", or in ``percent``: "62% (48–75%)", "−5% (−20 to 9%)"."""
    written = "{:.0%}" if percent else "{:.3f}"
    said = written.format(estimate.value)
    if estimate.interval:
        low, high = map(written.format, estimate.interval)
        between = "{} to {}" if low.startswith("-") else "{}–{}"
        said += f" ({between.format(low.removesuffix('%'), high)})"
    return said.replace("-", "−")


@pass_context
def here(context: Context, **changed: Any) -> str:
    """This page's address with some of its query changed; ``None`` takes a name out, a tuple gives it several values."""
    request: Request = context["request"]
    query = [
        (name, value) for name, value in request.query_params.multi_items() if name not in changed and value
    ]
    for name, value in changed.items():
        values = value if isinstance(value, tuple | list) else [value]
        query += [(name, str(one)) for one in values if one not in {None, ""}]
    path = request.url.path.removesuffix(".json")
    return f"{path}?{urlencode(query)}" if query else path


@pass_context
def query(context: Context) -> str:
    """This page's query, as it ends an address."""
    asked = context["request"].url.query
    return f"?{asked}" if asked else ""


@pass_context
def twin(context: Context) -> str:
    """The address of the same as JSON."""
    return f"{context['request'].url.path}.json{query(context)}"


@cache
def _environment() -> Environment:
    loader = ChoiceLoader([PackageLoader("onrecord.web"), PackageLoader("onrecord.export", "")])
    environment = environment_of_pages(loader)
    environment.filters.update(
        address=address,
        day=day,
        away=away,
        excerpt=excerpt,
        number=lambda n: f"{n:,}",
        figure=figure,
        described=described,
        in_words=in_words,
    )
    environment.globals.update(
        counted=counted,
        here=here,
        query=query,
        twin=twin,
        static=static.address,
        odds=odds,
        turned_out=turned_out,
        kinds=KINDS,
        open_kinds=OPEN,
        likelihoods=LIKELIHOODS,
        speaker_kinds=SPEAKER_KINDS,
        likeness=LIKENESS,
    )
    return environment
