"""Somebody who uses the pages as a browser without scripts does: links, forms, cookies."""

from typing import Any

import httpx
from fastapi.testclient import TestClient
from lxml import html

HERE = "http://127.0.0.1:8765"
READER = "0.1.0+00000000"
PROGRAM = {"X-Onrecord": "1"}
_BROWSER = {"Accept": "text/html,application/xhtml+xml"}


class Visitor:
    """A browser: ``page`` is what it shows, ``answer`` what it got last."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.answer: httpx.Response | None = None

    def open(self, address: str, **headers: str) -> html.HtmlElement:
        """Go to an address, and see the page there."""
        return self._see(self.client.get(address, headers={**_BROWSER, **headers}))

    def send(
        self,
        form: html.HtmlElement,
        /,
        files: Any = None,
        headers: dict[str, str] | None = None,
        **fields: str,
    ) -> html.HtmlElement:
        """Fill a form in and send it, and see the page that comes."""
        values = {name: value for name, value in form.form_values() if name not in fields} | fields
        sent = {**_BROWSER, "Origin": HERE, "Sec-Fetch-Site": "same-origin", **(headers or {})}
        more: dict[str, Any] = {"files": files} if files is not None else {}
        return self._see(self.client.post(form.get("action"), data=values, headers=sent, **more))

    def json(self, address: str) -> Any:
        """What a program gets at an address."""
        answer = self.client.get(address)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "application/json"
        return answer.json()

    def _see(self, answer: httpx.Response) -> html.HtmlElement:
        self.answer = answer
        assert answer.headers["Content-Type"].startswith("text/html"), answer.text
        return html.document_fromstring(answer.text)


def form_to(page: html.HtmlElement, action: str) -> html.HtmlElement:
    """The form of a page that is sent to an address that ends so."""
    return next(form for form in page.forms if (form.get("action") or "").endswith(action))


def words(page: html.HtmlElement) -> str:
    """A page's words, without runs of white space."""
    return " ".join(page.find("body").text_content().split())
