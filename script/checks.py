"""python -m script.checks: what script/check runs, one line for each check and its output if it failed."""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from mediation.embedded import ServerError, temporary_servers
from script.bootstrap import ROOT, VENV
from script.bootstrap.steps import Argument, step

BIN = VENV / "bin"
MANAGE = (sys.executable, "-W", "error", "manage.py")
SLOWEST = "Types"  # begins first; the others take as long together
DJANGO_VERSION = "5.2"  # what djade writes templates for

# What a practice would set, so that the deployment checks judge production and not this machine.
PRODUCTION = {
    "ALLOWED_HOSTS": "mediation.example.org",
    "SITE_URL": "https://mediation.example.org",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "VIDEO_URL": "https://video.example.org",
    "TRUSTED_PROXIES": "1",
}


class Failed(Exception):
    """A check found something; the text is what it said."""


def main(arguments: list[str]) -> int:
    unknown = set(arguments) - {"--no-audit"}
    if unknown:
        print(
            f"{' '.join(sorted(unknown))}: unknown; script/check --help names the options.", file=sys.stderr
        )
        return 2
    try:
        failed = _failed(_checks())
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if "--no-audit" in arguments:
        print("Known holes in the packages: left out, as asked.")
    elif not _audit():
        failed.append("Known holes in the packages")
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def _checks() -> dict[str, Sequence[Argument]]:
    templates = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html"))
    templates += sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/templates/**/*.html"))
    return {
        "Format": (BIN / "ruff", "format", "--check", "--quiet", "."),
        "Lint": (BIN / "ruff", "check", "--quiet", "."),
        "Types": (BIN / "mypy",),
        "Templates": (BIN / "djade", "--check", "--target-version", DJANGO_VERSION, *templates),
        "Migrations": (*MANAGE, "makemigrations", "--check", "--dry-run"),
        "Deployment settings": (
            *MANAGE,
            "check",
            "--deploy",
            "--fail-level",
            "WARNING",
            "--database",
            "default",
        ),
    }


def _failed(checks: Mapping[str, Sequence[Argument]]) -> list[str]:
    """Run them all, as many at once as there are cores, and name those that failed.

    The seconds in a line are those that it was waited for.
    """
    on_servers = {title for title, command in checks.items() if "manage.py" in command}
    first = sorted(checks.keys() - on_servers, key=lambda title: title != SLOWEST)
    failed = []
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        running = {title: pool.submit(_run, checks[title], {}) for title in first}
        with temporary_servers() as servers:
            environment = production_environment() | servers.environment
            running |= {title: pool.submit(_run, checks[title], environment) for title in on_servers}
            for title in checks:
                if not _passes(title, running[title]):
                    failed.append(title)
    return failed


def _passes(title: str, running: Future[None]) -> bool:
    try:
        with step(title):
            running.result()
    except Failed as failure:
        print(failure)
        return False
    return True


def production_environment() -> dict[str, str]:
    keys = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": "check:" + base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    return PRODUCTION | keys | {"DEMO": "", "DEBUG": ""}


def _run(command: Sequence[Argument], environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(done.stdout.strip() or f"status {done.returncode} and no word")


def _audit() -> bool:
    """Look up known holes in the installed packages and say what could not be; False if one was found."""
    title = "Known holes in the packages"
    with step(title):
        quiet = ("--progress-spinner", "off", "--timeout", "10")
        asked: list[Argument] = [BIN / "pip-audit", "--local", "--format", "json", *quiet]
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        said = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"{title}: left out, because the package index does not answer ({said[:120]} ...).")
        return True
    holes, unknown = audit_findings(done.stdout)
    if unknown:
        print(f"{title}: the package index knows nothing of {len(unknown)} packages ({unknown[0]}, ...).")
    for hole in holes:
        print(hole)
    return not holes


def audit_findings(answer: str) -> tuple[list[str], list[str]]:
    """pip-audit's JSON as lines about holes, and the names of packages that it could not look up."""
    packages = json.loads(answer)["dependencies"]
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}, "
        f"mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for package in packages
        for hole in package.get("vulns", [])
    ]
    return holes, [package["name"] for package in packages if "skip_reason" in package]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
