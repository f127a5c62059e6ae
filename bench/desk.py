"""The pages of the staff desk after years of work. `python -m bench.desk [--quick]`.

Prints one table: median and 95th percentile of each page at the server, with 20,000 cases and 100,000
appointments, beside a bare Django view with one indexed query in the same run. The exit status is 1 where a
page takes longer than the bar and 2 where nothing could start.

A new page is one line in PAGES.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import process_time, time
from typing import TYPE_CHECKING, Any

from mediation.embedded import ServerError

from .load import Load, LoadError, drive
from .progress import Progress
from .surroundings import PROXY_HEADERS, SERVED, SHARED, NotReady, WebServer, surroundings
from .table import Row, all_met, rendered

if TYPE_CHECKING:
    from django.test import Client

    from mediation.core.models import User

    from .desk_world import World

CASES, FEW = 20_000, 1_000
BAR_MS = 150.0
REQUESTS, FEW_REQUESTS = 60, 12
# Requests that load what later ones have, in both workers: templates, prepared statements.
WARMING_UP, AT_ONCE = 24, 8
SOME = 20  # different rows that a page of one thing is asked for
REPORTS = ["bookings", "time-to-meeting", "sources", "outcomes", "no-shows", "calls", "legal-aid", "flags"]
NOTES = (
    f"{SHARED} Served by {SERVED}.",
    "One colleague asks for one page after the other. A page of one case or appointment is asked for twenty",
    "different ones in turn; a search for the commonest names. The bar is on the 95th percentile.",
    "Floor: a bare Django view with one indexed query, no middleware. With fewer cases (--quick) the figures",
    "say only that the pages work.",
)

Paths = Callable[["Ways"], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the desk: what it is called here, and where it is."""

    what: str
    paths: Paths
    is_mediators: bool = False


def at(*paths: str) -> Paths:
    """The same address, or addresses, each time."""
    return lambda _: paths


def _today() -> date:
    return datetime.now(tz=UTC).date()


def events(ways: Ways) -> Sequence[str]:
    """What the calendar asks for a week of everybody's."""
    start = _today()
    return [f"/staff/calendar/events/?start={start}&end={start + timedelta(days=7)}"]


def a_years(slug: str) -> Paths:
    """A report over the year to yesterday."""
    after = _today()
    return at(f"/staff/reports/{slug}/?first={after - timedelta(days=365)}&last={after - timedelta(days=1)}")


def searched(text: str) -> Paths:
    """The page of results for somebody who typed this."""
    return lambda ways: [ways.search(text)]


PAGES = (
    Page("today", at("/staff/")),
    Page("today, of a mediator", at("/staff/"), is_mediators=True),
    Page("flags", at("/staff/flags/")),
    Page("flags, of a mediator", at("/staff/flags/"), is_mediators=True),
    Page("people, nothing typed", at("/staff/people/")),
    Page("people, by a full name", searched("Alex Smith")),
    Page("people, by the commonest last name", searched("Clarke")),
    Page("people, by a last name, of a mediator", searched("Clarke"), is_mediators=True),
    Page("people, by a phone number", searched("07700 900123")),
    Page("people, by an e-mail address that everybody has", searched("alex@example.org")),
    Page("cases, the newest", at("/staff/cases/")),
    Page("cases, of a mediator", at("/staff/cases/"), is_mediators=True),
    Page("cases, page 200", lambda ways: [f"/staff/cases/?before={ways.old_case}"]),
    Page("cases, a meeting to come", at("/staff/cases/?show=coming")),
    Page("cases, no outcome yet", at("/staff/cases/?show=no_outcome")),
    Page("cases, legal aid", at("/staff/cases/?show=legal_aid")),
    Page("cases, flags stand", at("/staff/cases/?show=flagged")),
    Page("cases, of one mediator", at("/staff/cases/?with=1")),
    Page("one case", lambda ways: [f"/staff/cases/{one}/" for one in ways.cases]),
    Page("one case, what changed", lambda ways: [f"/staff/cases/{one}/history/" for one in ways.cases]),
    Page("one case, file check", lambda ways: [f"/staff/cases/{one}/file-check/" for one in ways.cases]),
    Page("one appointment", lambda ways: [f"/staff/appointments/{one}/" for one in ways.meetings]),
    Page("papers", at("/staff/papers/")),
    Page("legal aid", at("/staff/legal-aid/")),
    Page("invitations", at("/staff/invitations/")),
    Page("invitations, finished", at("/staff/invitations/?state=finished")),
    Page("callbacks", at("/staff/callbacks/")),
    Page("callbacks, finished", at("/staff/callbacks/?state=finished")),
    Page("messages", at("/staff/messages/")),
    Page("messages, page 500", at("/staff/messages/?page=500")),
    Page("messages, waiting", at("/staff/messages/?state=waiting")),
    Page("alerts", at("/staff/alerts/")),
    Page("alerts, closed", at("/staff/alerts/?state=closed")),
    Page("alerts, of a mediator", at("/staff/alerts/"), is_mediators=True),
    Page("calendar", at("/staff/calendar/")),
    Page("calendar, of a mediator", at("/staff/calendar/"), is_mediators=True),
    Page("calendar, a week's events", events),
    Page("hours", at("/staff/hours/")),
    Page("hours, a week's meetings outside them", at("/staff/hours/meetings/")),
    Page("the promise", at("/staff/promise/")),
    Page("the promise, over 90 days", at("/staff/promise/?days=90")),
    Page("earlier times", at("/staff/earlier/")),
    *(Page(f"report: {slug}", at(f"/staff/reports/{slug}/")) for slug in REPORTS),
    *(Page(f"report over a year: {slug}", a_years(slug)) for slug in REPORTS),
    Page("settings", at("/staff/settings/")),
    Page("records", at("/staff/records/")),
    Page("complaints", at("/staff/records/complaints/")),
    Page("requests", at("/staff/records/requests/")),
    Page("colleagues", at("/staff/colleagues/")),
)


def _sign_in_wholly(client: Any, user: User) -> None:
    """What signing in by the pages leaves in the session: both steps were taken, a moment ago."""
    now = int(time())
    session = client.session
    session["account_authentication_methods"] = [{"method": name, "at": now} for name in ("password", "mfa")]
    session["account_authentication_methods_user"] = str(user.pk)
    session.update({"staff_began": now, "staff_seen": now, "staff_idle": 24 * 60 * 60})
    session.save()


class Ways:
    """How one colleague comes to the pages: their session, and rows to ask for."""

    def __init__(self, user: User) -> None:
        from bookings.queries import appointments_visible_to, cases_visible_to

        self.client = _client()
        self.client.force_login(user)
        _sign_in_wholly(self.client, user)
        cases = cases_visible_to(user).order_by("-pk").values_list("pk", "reference")
        found = list(cases[:: max(cases.count() // SOME, 1)])
        self.cases: list[str] = [reference for _, reference in found][:SOME]
        self.old_case: int = found[len(found) // 2][0]
        meetings = appointments_visible_to(user).order_by("-starts_at").values_list("reference", flat=True)
        self.meetings: list[str] = list(meetings[:SOME])

    @property
    def headers(self) -> str:
        return f"{PROXY_HEADERS}Cookie: session={self.client.cookies['session'].value}\r\n"

    def search(self, text: str) -> str:
        """Type it, and give the address of the results."""
        response = self.client.post("/staff/people/search/", {"text": text}, secure=True)
        return str(response["Location"])

    def cost(self, path: str) -> tuple[int, float]:
        """How many queries the page makes, and the processor time that Python takes for it in milliseconds:
        measured in this process, and the same whatever else the machine does."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.client.get(path, secure=True)
        with CaptureQueriesContext(connection) as asked:
            began = process_time()
            self.client.get(path, secure=True)
            used = process_time() - began
        return len(asked), used * 1000

    def slowest(self, path: str) -> str:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            self.client.get(path, secure=True)
        worst = max(asked.captured_queries, key=lambda one: float(one["time"]))
        return f"{float(worst['time']) * 1000:.0f} ms  {worst['sql']}"


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    try:
        rows = _measured(options)
    except (NotReady, ServerError, LoadError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(rendered("bench.desk", rows, NOTES))
    return 0 if all_met(rows) else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--quick", action="store_true", help=f"{FEW:,} cases and few requests: a minute, to see that it works"
    )
    parser.add_argument("--cases", type=int, help=f"how many ({CASES:,}); five appointments for each")
    parser.add_argument("--only", default="", help="only pages whose name has this in it")
    parser.add_argument(
        "--slowest", action="store_true", help="also the slowest query of each page, on standard error"
    )
    return parser.parse_args(arguments)


def _measured(options: argparse.Namespace) -> list[Row]:
    size = options.cases or (FEW if options.quick else CASES)
    requests = FEW_REQUESTS if options.quick else REQUESTS
    with surroundings(durable=False) as place:
        from django.db import connection
        from django.utils import timezone

        from .desk_world import CHUNK, World

        pages = [one for one in PAGES if options.only in one.what]
        progress = Progress(len(pages) + 2 - (-size // CHUNK))
        world = World(size, now=timezone.now(), progress=progress)
        world.build()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        progress.step("floor")
        bare = _floor(place.serve("bench.bare:application"), requests)
        server = place.serve()
        ways = {False: Ways(world.admin), True: Ways(world.mediator)}
        rows = []
        for one in pages:
            progress.step(one.what)
            rows.append(_row(one, ways[one.is_mediators], server, requests, bare))
            if options.slowest:
                _tell_slowest(one, ways[one.is_mediators])
        progress.end()
        return [_counts(world), *rows]


def _tell_slowest(page: Page, ways: Ways) -> None:
    print(f"\n{page.what}: {ways.slowest(page.paths(ways)[0])}", file=sys.stderr)


def _floor(server: WebServer, requests: int) -> Load:
    drive(server.port, ["/"], headers=PROXY_HEADERS, connections=AT_ONCE, requests=WARMING_UP)
    return drive(server.port, ["/"], headers=PROXY_HEADERS, connections=1, requests=requests)


def _row(page: Page, ways: Ways, server: WebServer, requests: int, bare: Load) -> Row:
    paths = page.paths(ways)
    drive(server.port, paths, headers=ways.headers, connections=AT_ONCE, requests=WARMING_UP)
    load = drive(server.port, paths, headers=ways.headers, connections=1, requests=requests)
    count, used = ways.cost(paths[0])
    figure = f"median {load.median_ms:.0f} ms, p95 {load.p95_ms:.0f} ms"
    beside = f"bare view {bare.median_ms:.1f} ms; {count} queries, {used:.0f} ms of processor"
    return Row(page.what, figure, beside, f"p95 <= {BAR_MS:.0f} ms", load.p95_ms <= BAR_MS)


def _counts(world: World) -> Row:
    """What stands in the database in this run."""
    from bookings.models import Appointment
    from intake.models import Case, Party
    from mediation.core.models import Message

    counted = [
        f"{model.objects.count():,} {name}"
        for model, name in (
            (Case, "cases"),
            (Party, "files"),
            (Appointment, "appointments"),
            (Message, "messages"),
        )
    ]
    return Row("the practice", ", ".join(counted))


def _client() -> Client:
    from django.test import Client

    return Client(headers={"host": "127.0.0.1", "x-forwarded-proto": "https"})


if __name__ == "__main__":
    sys.exit(main())
