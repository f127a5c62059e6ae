"""The house's rules, read off the syntax trees. Each rule takes one `Module` and yields what breaks it.

`tests/test_architecture.py` holds the project to them, and each rule to a snippet that breaks it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("mediation.core", "intake", "legalaid", "bookings", "mediation.desk")
ABOVE_ALL_APPS = frozenset({"mediation.urls", "mediation.wsgi"})
OUR_PACKAGES = frozenset(
    {"mediation", "intake", "legalaid", "bookings", "script", "bench", "tests", "manage"}
)
MODULE_LINES, FUNCTION_LINES = 400, 40  # architecture.md, section 10: split there

# Within an app, imports go down this list only.
ORDER = ("rules", "models", "queries", "services", "forms", "views", "urls")
PLACE_OF_NAME = {
    "enums": "rules",
    "errors": "rules",
    "models": "models",
    "queries": "queries",
    "services": "services",
    "forms": "forms",
    "tasks": "forms",
    "admin": "forms",
    "handlers": "forms",
    "views": "views",
    "management": "views",
    "middleware": "views",
    "templatetags": "views",
    "urls": "urls",
}
FREE = frozenset({"migrations", "apps"})
PURE = frozenset(
    {
        *(
            f"mediation.core.{name}"
            for name in [
                "clearance",
                "json_contract",
                "money",
                "periods",
                "reminder_rules",
                "retention",
                "samples",
                "telling",
                "times",
                "working_time",
            ]
        ),
        "mediation.desk.charts",
        "mediation.desk.report_periods",
        "mediation.desk.report_tables",
        "mediation.desk.suppression",
        *(f"{app}.{name}" for app in APPS for name in ("enums", "errors")),
        *(
            f"intake.{name}"
            for name in [
                "access_review",
                "answers",
                "callback_questions",
                "callback_windows",
                "callbacks",
                "child_inclusive",
                "complaints",
                "conditions",
                "contact_answers",
                "contact_preferences",
                "contact_reasons",
                "contact_safety",
                "contact_times",
                "contact_words",
                "document_enums",
                "document_retention",
                "document_words",
                "file_names",
                "flag_answers",
                "flag_changes",
                "flag_clearing",
                "flag_facts",
                "flag_rule",
                "flag_rules_council",
                "flag_rules_court",
                "flag_rules_person",
                "flag_rules_safety",
                "flags",
                "flags_contract",
                "form_facts",
                "glossary",
                "guide_texts",
                "guide_words",
                "invitation_states",
                "invitations",
                "hearing_dates",
                "letter_rules",
                "letter_text",
                "letters",
                "merging",
                "miam_exemptions",
                "name_sounds",
                "names",
                "own_answers",
                "questionnaire",
                "questions",
                "questions_after",
                "questions_after_family",
                "questions_after_official",
                "questions_after_safety",
                "questions_before",
                "questions_involved",
                "questions_version_1",
                "redaction",
                "retention",
                "rights",
                "safe_times",
                "second_look",
                "typed",
                "usual_questions",
                "who_is_involved",
                "who_questions",
                "who_services",
            ]
        ),
        *(
            f"legalaid.{name}"
            for name in [
                "asking",
                "capital",
                "evidence_needed",
                "evidence_rules",
                "fee_words",
                "findings",
                "form_capital",
                "form_figures",
                "household",
                "income",
                "intervals",
                "means_test",
                "means_test_contract",
                "means_test_input",
                "quick_check",
                "reasons",
                "screening",
                "screening_capital",
                "screening_income",
                "screening_input",
                "screening_outcome",
                "screening_people",
                "screening_rows",
                "thresholds",
                "urgency",
            ]
        ),
        *(
            f"bookings.{name}"
            for name in [
                "assignment",
                "availability",
                "availability_contract",
                "availability_facts",
                "availability_input",
                "call_first",
                "certificates",
                "explanation",
                "fees",
                "file_check",
                "labels",
                "meeting_checklist",
                "policy",
                "reminders",
                "remote_cap",
            ]
        ),
    }
)
# Modules named by their own noun, and where in the order they stand.
PLACE_OF_NOUN = {
    "mediation.core.addresses": "rules",
    "mediation.core.alerts": "services",
    "mediation.core.amounts": "forms",
    "mediation.core.audit": "services",
    "mediation.core.caches": "views",
    "mediation.core.channels": "services",
    "mediation.core.checks": "views",
    "mediation.core.closures": "services",
    "mediation.core.code_pages": "views",
    "mediation.core.codes": "services",
    "mediation.core.context": "views",
    "mediation.core.csrf": "views",
    "mediation.core.delivery": "services",
    "mediation.core.encryption": "rules",
    "mediation.core.error_pages": "views",
    "mediation.core.history": "services",
    "mediation.core.forgetting": "services",
    "mediation.core.holds": "services",
    "mediation.core.hook_urls": "urls",
    "mediation.core.hooks": "views",
    "mediation.core.json_command": "views",
    "mediation.core.links": "services",
    "mediation.core.mail_reports": "forms",
    "mediation.core.message_story": "services",
    "mediation.core.nudge": "rules",
    "mediation.core.outbox": "services",
    "mediation.core.outside": "rules",
    "mediation.core.practice": "queries",
    "mediation.core.rate_limits": "services",
    "mediation.core.retention_terms": "queries",
    "mediation.core.references": "rules",
    "mediation.core.remembered": "rules",
    "mediation.core.s3": "rules",
    "mediation.core.sending": "services",
    "mediation.core.settings_history": "services",
    "mediation.core.signatures": "rules",
    "mediation.core.tracking": "rules",
    "mediation.core.uploads": "rules",
    "intake.contact_fields": "forms",
    "intake.contact_form": "forms",
    "intake.access_file": "services",
    "intake.callback_form": "forms",
    "intake.callback_links": "services",
    "intake.callback_words": "forms",
    "intake.document_files": "rules",
    "intake.document_form": "forms",
    "intake.document_reader": "rules",
    "intake.document_reading": "rules",
    "intake.document_visit": "services",
    "intake.fields": "forms",
    "intake.file_sniffing": "rules",
    "intake.typed_search": "rules",
    "intake.virus_check": "rules",
    "intake.who_visit": "rules",
    "legalaid.client_papers": "queries",
    "legalaid.fee_fields": "rules",
    "legalaid.fields": "forms",
    "legalaid.visitor": "forms",
    "intake.ways_in": "services",
    "intake.invitation_form": "forms",
    "intake.invitation_handlers": "forms",
    "intake.invitation_links": "services",
    "intake.asked": "services",
    "intake.group_form": "forms",
    "intake.guide_form": "forms",
    "intake.guide_html": "forms",
    "intake.guide_library": "rules",
    "bookings.calendar_files": "queries",
    "bookings.busy_reader": "rules",
    "bookings.busy_reading": "rules",
    "bookings.certificate_pdf": "rules",
    "bookings.pdf": "rules",
    "bookings.checks": "views",
    "bookings.feed_files": "services",
    "bookings.meeting_facts": "services",
    "bookings.earlier_form": "forms",
    "bookings.earlier_handlers": "forms",
    "bookings.earliest": "forms",
    "bookings.manage_links": "services",
    "bookings.on_behalf": "forms",
    "bookings.papers": "forms",
    "bookings.reminder_handlers": "forms",
    "bookings.times_page": "forms",
    "bookings.video": "services",
    "bookings.visitor": "forms",
    "mediation.desk.access": "forms",
    "mediation.desk.account_urls": "urls",
    "mediation.desk.accounts": "forms",
    "mediation.desk.applications": "queries",
    "mediation.desk.booking_times": "queries",
    "mediation.desk.calendar_page": "queries",
    "mediation.desk.cancel_words": "queries",
    "mediation.desk.hours_forms": "forms",
    "mediation.desk.hours_words": "services",
    "mediation.desk.move_forms": "forms",
    "mediation.desk.move_words": "services",
    "mediation.desk.standing_in": "services",
    "mediation.desk.calendar_forms": "forms",
    "mediation.desk.calendar_words": "queries",
    "mediation.desk.call_card": "services",
    "mediation.desk.callback_forms": "forms",
    "mediation.desk.callback_list": "queries",
    "mediation.desk.callback_words": "queries",
    "mediation.desk.changes": "queries",
    "mediation.desk.page_of": "queries",
    "mediation.desk.conversion": "services",
    "mediation.desk.day": "queries",
    "mediation.desk.contact_forms": "forms",
    "mediation.desk.demo": "services",
    "mediation.desk.demo_people": "services",
    "mediation.desk.case_list": "queries",
    "mediation.desk.case_matches": "queries",
    "mediation.desk.case_panels": "forms",
    "mediation.desk.child_inclusive_forms": "forms",
    "mediation.desk.earlier_forms": "forms",
    "mediation.desk.earlier_words": "queries",
    "mediation.desk.extra_hours": "queries",
    "mediation.desk.invitation_forms": "forms",
    "mediation.desk.invitation_list": "queries",
    "mediation.desk.invitation_words": "services",
    "mediation.desk.flag_card": "forms",
    "mediation.desk.flag_words": "queries",
    "mediation.desk.meeting_forms": "forms",
    "mediation.desk.meeting_words": "queries",
    "mediation.desk.merge_preview": "forms",
    "mediation.desk.join_preview": "forms",
    "mediation.desk.message_filters": "queries",
    "mediation.desk.message_facts": "services",
    "mediation.desk.next_tries": "services",
    "mediation.desk.paper_forms": "forms",
    "mediation.desk.paper_words": "queries",
    "mediation.desk.people": "queries",
    "mediation.desk.people_forms": "forms",
    "mediation.desk.people_search": "services",
    "mediation.desk.previews": "services",
    "mediation.desk.promise_words": "queries",
    "mediation.desk.record_finder": "queries",
    "mediation.desk.record_forms": "forms",
    "mediation.desk.record_words": "queries",
    "mediation.desk.remote_meetings": "queries",
    "mediation.desk.case_history": "services",
    "mediation.desk.colleague_forms": "forms",
    "mediation.desk.account_notices": "services",
    "mediation.desk.colleagues": "services",
    "mediation.desk.history_words": "queries",
    "mediation.desk.kept_forms": "services",
    "mediation.desk.lockouts": "forms",
    "mediation.desk.second_factor": "forms",
    "mediation.desk.second_factor_urls": "urls",
    "mediation.desk.staff_sessions": "services",
    "mediation.desk.report_files": "services",
    "mediation.desk.report_forms": "forms",
    "mediation.desk.report_meetings": "queries",
    "mediation.desk.report_people": "queries",
    "mediation.desk.reports": "queries",
    "mediation.desk.sample_previews": "services",
    "mediation.desk.setting_up": "services",
    "mediation.desk.settings_forms": "forms",
    "mediation.desk.settings_grids": "forms",
    "mediation.desk.settings_groups": "rules",
    "mediation.desk.settings_list": "services",
    "mediation.desk.settings_subjects": "services",
    "mediation.desk.settings_text_form": "forms",
    "mediation.desk.settings_texts": "services",
    "mediation.desk.settings_words": "queries",
    "mediation.desk.words": "queries",
}
SHARED_ACROSS_APPS = frozenset({"rules", "models", "queries", "services"})
# What core lends to every app besides, the one function that the booking borrows from the questions, the one
# with which the desk begins a booking (see docs/decisions/questions-are-asked-by-the-booking.md and
# docs/decisions/staff-book-on-the-clients-pages.md), the form of safe contact, which clients, callers and
# the desk fill in, the form for papers, which a visitor and a client do, and that of the list for an earlier
# time, which a client and the desk do.
LENT = frozenset(
    {
        "bookings.earlier_form",
        "mediation.core.code_pages",
        "mediation.core.forms",
        "mediation.core.amounts",
        "mediation.core.error_pages",
        "mediation.core.json_command",
        "intake.contact_form",
        "intake.document_form",
        "intake.forms.form_for",
        "intake.group_form.any_form_for",
        "intake.group_form.without_item",
        "bookings.visitor.go_on_with",
    }
)
NOT_PURE_STDLIB = frozenset(
    [
        "asyncio",
        "http",
        "io",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "random",
        "secrets",
        "shutil",
        "signal",
        "smtplib",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "urllib",
        "uuid",
    ]
)
CLOCKS = frozenset({"now", "today", "utcnow", "localtime", "localdate"})
SAYS_NOTHING = frozenset({"utils", "util", "helpers", "helper", "misc", "common", "base2", "stuff"})
# Where one broken message must stop neither the others nor the page that shows it: see
# docs/decisions/bugs-must-surface.md.
MAY_OUTLIVE_BUGS = frozenset({"mediation.core.sending", "mediation.desk.previews"})
SENDER, CHANNELS = "mediation.core.sending", "mediation.core.channels"
OUTWARD = frozenset(
    [
        "aiohttp",
        "aiosmtplib",
        "anymail",
        "asyncio",
        "django.core.mail",
        "http.client",
        "importlib",  # which could bring in any of them by name
        "runpy",
        "httpx",
        "requests",
        "smtplib",
        "socket",
        "ssl",
        "subprocess",
        "twilio",
        "urllib.request",
        "urllib3",
    ]
)
# What brings in or does the same without an import: Django's e-mail to a user, and imports by name.
WAYS_AROUND = frozenset({"__import__", "email_user", "get_connection", "import_string", "send_mail"})
# The providers' reports come in, nothing goes out: see docs/decisions/reports-on-delivery.md.
# ClamAV is asked, and the programs that open files are started: see docs/decisions/documents.md.
SPEAKS = {
    "mediation.core.mail_reports": ("anymail.signals", "anymail.webhooks", "anymail.exceptions"),
    "intake.virus_check": ("socket",),
    "intake.document_reading": ("subprocess",),
    "intake.document_reader": ("subprocess",),
    # Other people's calendars are read: see docs/decisions/outside-calendars.md.
    "mediation.core.outside": ("http.client", "socket", "ssl"),
    "bookings.busy_reading": ("subprocess",),
}


@dataclass(frozen=True)
class Module:
    """One file of Python: its dotted name and its text."""

    name: str
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def app(self) -> str:
        """The app it belongs to; "" for what is no part of one."""
        return app_of(self.name)

    @property
    def place(self) -> str:
        return place_of(self.name)

    def imports(self) -> Iterator[tuple[int, str]]:
        """Every import anywhere in the file, as (line, absolute dotted name of the thing imported)."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        kept = parts[: len(parts) - node.level + int(self.is_package)]
        return ".".join([*kept, *([node.module] if node.module else [])])

    def at(self, line: int, words: str) -> str:
        return f"{self.name}, line {line}: {words}"


def app_of(name: str) -> str:
    return next((app for app in APPS if name == app or name.startswith(f"{app}.")), "")


def place_of(name: str) -> str:
    """Where in its app a module stands; "free" for what the order does not bind, "" for a stranger."""
    app = app_of(name)
    inner = name.removeprefix(app).lstrip(".").split(".")
    if not inner[0] or inner[0] in FREE:
        return "free"
    first = f"{app}.{inner[0]}"
    if first in PURE or first in declared_pure():
        return "rules"
    return PLACE_OF_NOUN.get(first) or PLACE_OF_NAME.get(inner[0], "")


def stand_somewhere(module: Module) -> Iterator[str]:
    """A module of an app has a name from the order, or a noun with a place in PLACE_OF_NOUN."""
    if module.app and not module.place:
        yield module.at(1, "has no place: say in tests/architecture.py where it stands")


def go_down(module: Module) -> Iterator[str]:
    """core < intake < legalaid < bookings < desk, mediation.urls; within an app down the order."""
    own = module.app
    for line, target in module.imports():
        app = app_of(target)
        if _is_in(ABOVE_ALL_APPS, target) and _is_in(("mediation", *APPS), module.name):
            yield module.at(line, f"{target} stands above everything")
        elif app and own and APPS.index(app) > APPS.index(own):
            yield module.at(line, f"{own} may not import {app}, which stands above it")
        elif app and app == own and _is_upward(module.place, place_of(target)):
            yield module.at(line, f"{module.place} may not import {place_of(target)} ({target})")
        elif app and not own and module.name not in ABOVE_ALL_APPS and module.name.startswith("mediation."):
            yield module.at(line, f"{module.name} is ground: it may not import {app}")


def _is_upward(own: str, other: str) -> bool:
    return own in ORDER and other in ORDER and ORDER.index(other) > ORDER.index(own)


def meet_in_the_open(module: Module) -> Iterator[str]:
    """Across apps: queries, services, PURE modules, enums, errors and models; never views, forms or tasks."""
    for line, target in module.imports():
        app, place = app_of(target), place_of(target)
        if not module.app or not app or app == module.app or _is_in(LENT, target):
            continue
        if place not in SHARED_ACROSS_APPS and target != app:
            yield module.at(line, f"{target} is another app's own ({place})")
        if place == "models" and module.place == "models":
            yield module.at(line, f"foreign keys to {target} are written as strings")


def is_pure(module: Module) -> bool:
    """Named in PURE, a part of such a package, or saying so of itself."""
    return bool(module.app) and (_is_in(PURE, module.name) or _says_pure(module))


def _says_pure(module: Module) -> bool:
    return "PURE" in (ast.get_docstring(module.tree) or "")


@cache
def declared_pure() -> frozenset[str]:
    """Every module of the project that calls itself PURE."""
    found = modules(*(app.replace(".", "/") for app in APPS))
    return frozenset(module.name for module in found if _says_pure(module))


def _is_in(names: Iterable[str], name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in names)


def stay_pure(module: Module) -> Iterator[str]:
    """PURE modules know no Django, clock, environment, settings or database, nor modules that do."""
    if not is_pure(module):
        return
    for line, target in module.imports():
        root = target.split(".")[0]
        if app_of(target):
            if not _is_in(PURE | declared_pure(), target):
                yield module.at(line, f"a PURE module may not import {target}, which is not PURE")
        elif root in NOT_PURE_STDLIB or root not in sys.stdlib_module_names | {"jellyfish", "phonenumbers"}:
            yield module.at(line, f"a PURE module may not import {target}")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield module.at(node.lineno, f"a PURE module may not read the clock ({node.func.attr})")
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"open", "input"}
        ):
            yield module.at(node.lineno, f"a PURE module may not call {node.func.id}")


def leave_sending_to_channels(module: Module) -> Iterator[str]:
    """Only the outbox's channels speak with mail servers and providers; only the sender uses a channel."""
    if not module.app or _is_in({CHANNELS}, module.name):
        return
    for line, target in module.imports():
        if _is_in({CHANNELS}, target) and module.name != SENDER:
            yield module.at(line, f"only {SENDER} hands anything to a channel")
        elif _is_in(OUTWARD, target) and not _is_in(SPEAKS.get(module.name, ()), target):
            yield module.at(line, f"only {CHANNELS} speaks with the outside, not by {target}")
    for node in ast.walk(module.tree):
        called = node.func if isinstance(node, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", ""))
        if name in WAYS_AROUND:
            yield module.at(node.lineno, f"{name}() would go round the outbox")


def ask_contact_safety(module: Module) -> Iterator[str]:
    """Clearances are made by intake.contact_safety; `Clearance.for_staff` is open to all."""
    if not module.app or module.name in {"intake.contact_safety", "mediation.core.clearance"}:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name == "Clearance" and alias.asname:
                    yield module.at(node.lineno, "Clearance keeps its name, so that who makes one is a grep")
        if isinstance(node, ast.Call) and _makes_clearance(node.func):
            yield module.at(node.lineno, "only intake.contact_safety makes a Clearance")


def _makes_clearance(called: ast.expr) -> bool:
    if isinstance(called, ast.Attribute):
        return called.attr == "Clearance" or (
            called.attr in {"granted", "refused", "__new__"} and "Clearance" in ast.unparse(called.value)
        )
    return isinstance(called, ast.Name) and called.id == "Clearance"


def call_plainly(module: Module) -> Iterator[str]:
    """No signals for flow. (The queue's own, of a worker's life, are no part of an app.)

    Anymail has no other way to tell what a provider reports: who listens to it alone is the one exception.
    """
    for line, target in module.imports() if module.app else ():
        if module.name == "mediation.core.mail_reports" and _is_in({"anymail.signals"}, target):
            continue
        if target.startswith("django.dispatch") or ".signals" in target:
            yield module.at(line, f"no signals: {target}")


def let_bugs_surface(module: Module) -> Iterator[str]:
    """No `except Exception`; BaseException only to clean up and raise it again.

    The modules in MAY_OUTLIVE_BUGS may catch one if they log it with its traceback.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            names = {ast.unparse(kind) if kind else "" for kind in kinds}
            passes_on = "BaseException" in names and isinstance(node.body[-1], ast.Raise)
            tells = module.name in MAY_OUTLIVE_BUGS and "logger.exception(" in ast.unparse(node)
            if names & {"", "Exception", "BaseException"} and not passes_on and not tells:
                yield module.at(node.lineno, "catch what you expect; anything else is a bug and must surface")


def say_what_they_hold(module: Module) -> Iterator[str]:
    for part in module.name.split("."):
        if part in SAYS_NOTHING:
            yield module.at(1, f"{part} says nothing of what the module holds")


def stay_small(module: Module) -> Iterator[str]:
    """Modules below 400 lines, functions below 40; tables of data and migrations are exempt."""
    if ".migrations." in module.name:
        return
    lines = module.text.count("\n")
    if lines >= MODULE_LINES:
        yield module.at(1, f"{lines} lines: split it")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length >= FUNCTION_LINES:
                yield module.at(node.lineno, f"{node.name} has {length} lines: split it")


def leave_our_code_alone(module: Module) -> Iterator[str]:
    """Tests patch no code of ours: neither through mock nor through monkeypatch."""
    for line, target in module.imports():
        if target.startswith(("unittest.mock", "mock", "pytest_mock")):
            yield module.at(line, "tests do not mock")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "monkeypatch.setattr":
            words = ast.unparse(node.args[0]).strip("'\"") if node.args else ""
            if words.split(".")[0] in OUR_PACKAGES:
                yield module.at(node.lineno, f"tests do not patch our own code ({words})")


def modules(*folders: str, root: Path = ROOT) -> list[Module]:
    """Every Python file under these folders of the project."""
    found: list[Module] = []
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            found.append(Module(name, path.read_text(encoding="utf-8"), is_package))
    return found


def offences(rule: object, found: Iterable[Module]) -> list[str]:
    return [words for module in found for words in rule(module)]  # type: ignore[operator]
