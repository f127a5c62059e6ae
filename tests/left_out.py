"""pytest plugin: tests that this machine cannot run are left out by name, never in silence.

With REQUIRE_ALL_TESTS=1 (set by .ci/run) leaving one out fails the run.
"""

from __future__ import annotations

import os

import pytest

from script.bootstrap.system import find_chromium, pango_is_there

LEFT_OUT = "left out: "
MAY_BE = "optional:"  # a service of half a gigabyte that no machine of ours needs: its absence fails no run
NEEDS = {
    "browser": (
        "no Chromium here (install chromium, or set CHROMIUM to its path)",
        lambda: bool(find_chromium()),
    ),
    "pdf": ("no Pango here (install libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0)", pango_is_there),
    "clamav": (f"{MAY_BE} no ClamAV here (set CLAMD_URL to one)", lambda: bool(os.environ.get("CLAMD_URL"))),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for marker, (reason, is_there) in NEEDS.items():
        marked = [item for item in items if item.get_closest_marker(marker)]
        if marked and not is_there():
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=LEFT_OUT + reason))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    needed = [reason for reason in _left_out(session.config) if MAY_BE not in reason]
    if os.environ.get("REQUIRE_ALL_TESTS") == "1" and needed and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = _left_out(config)
    if not found:
        return
    terminalreporter.section("tests left out", sep="-")
    for reason, names in found.items():
        terminalreporter.line(f"{len(names)} {reason}:")
        for name in names:
            terminalreporter.line(f"  {name}")


def _left_out(config: pytest.Config) -> dict[str, list[str]]:
    """The names of the tests left out, by reason; empty in xdist's workers, which report nothing."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    found: dict[str, list[str]] = {}
    for report in reporter.stats.get("skipped", []) if reporter else []:
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if reason.startswith(LEFT_OUT):
            found.setdefault(reason, []).append(report.nodeid)
    return found
