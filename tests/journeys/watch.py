"""What no page of ours may do, watched from the browser's side while a journey runs."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# Chromium repeats on the console what `response` has said already.
SAID_TWICE = "Failed to load resource: the server responded with a status of"


class Watch:
    """Collects console errors (violations of the content policy among them), errors in scripts, failed
    requests, answers from 400 up that the journey did not foresee, and requests to any other host."""

    def __init__(self, context: BrowserContext, *, hosts: frozenset[str]) -> None:
        self.problems: list[str] = []
        self._hosts = hosts
        self._foreseen: set[int] = set()
        self._may_be_interrupted = False
        context.on("console", self._console)
        context.on("weberror", self._weberror)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def foresee(self, *statuses: int) -> None:
        """These answers are part of the story."""
        self._foreseen.update(statuses)

    def foresee_interrupted_requests(self) -> None:
        """The visitor goes elsewhere, or downloads, before a page has come."""
        self._may_be_interrupted = True

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(SAID_TWICE):
            self.problems.append(f"console: {message.text}")

    def _weberror(self, error: WebError) -> None:
        self.problems.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc not in self._hosts:
            self.problems.append(f"other host: {request.url}")

    def _failed(self, request: Request) -> None:
        if self._may_be_interrupted and request.failure == "net::ERR_ABORTED":
            return
        self.problems.append(f"failed: {request.method} {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._foreseen:
            self.problems.append(f"answer {response.status}: {response.request.method} {response.url}")
