"""What the web process does not load: the queue's consumers and whatever only a task needs."""

import subprocess
import sys

HEAVY = ("celery", "weasyprint", "holidays", "pypdf", "clamd", "requests", "anymail")
ASK = f"""
import sys
import mediation.wsgi
print([name for name in {HEAVY!r} if name in sys.modules])
"""


def test_the_web_process_starts_without_what_only_tasks_need():
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "[]"
