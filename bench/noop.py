"""The queue's floor: the project's own queue with one task that does nothing but leave a mark.

Run by bench.messages as `celery -A bench.noop worker`; each task adds a byte to the file NOOP_MARKS.
"""

import os

from mediation.celery import app

__all__ = ["app", "mark"]
_marks = os.open(os.environ["NOOP_MARKS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)


@app.task(name="bench.mark")
def mark(number: int) -> None:
    os.write(_marks, b".")
