"""python -m mediation.supervisor.prepare: bring the database and the static files up to date.

One process for all of it, because each start of Django costs most of a second. Standard output carries the
demo staff's sign-ins and nothing else; what the commands say goes to standard error.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

from script.bootstrap import ROOT, VENV, stamps


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")
    django.setup()
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", interactive=False)
        call_command("load_guides")
        call_command("reindex_people", only_missing=True)
        collect_static()
        call_command("prepare_demo")
    call_command("demo_sign_ins")


def collect_static() -> None:
    """Collect, name by content and compress the static files, unless none of them changed."""
    from django.conf import settings

    folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
    folders += [folder for folder in ROOT.glob("*/static") if folder.is_dir()]
    folders += [folder for folder in ROOT.glob("mediation/*/static") if folder.is_dir()]
    files = [file for folder in folders for file in stamps.files_below(folder)]
    digest = stamps.digest_of(files=[*files, VENV / "installed-runtime"])
    stamp = Path(settings.VAR_DIR) / "stamps" / "static"
    if Path(settings.STATIC_ROOT).is_dir() and stamps.is_current(stamp, digest):
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamps.write(stamp, digest)


if __name__ == "__main__":
    main()
