"""The queue. Redis carries ids only; everything that matters is a row in PostgreSQL."""

from datetime import timedelta
from typing import Any

import pghistory
from celery import Celery, Task, signals
from celery.schedules import crontab
from django.conf import settings

from mediation import queue_transport, startup

startup.start()
queue_transport.use()


def at_night(task: str, hour: int) -> dict[str, Any]:
    """An entry for one time in the night, UTC: two clocks are harmless, and a night that was missed waits for
    the next."""
    return {"task": task, "schedule": crontab(hour=str(hour), minute="10"), "options": {"expires": 6 * 3600}}


def every(task: str, interval: timedelta) -> dict[str, Any]:
    """An entry of the schedule. While no worker takes it, at most one interval's worth waits in the queue."""
    return {
        "task": task,
        "schedule": interval,
        "options": {"expires": max(interval.total_seconds(), 30)},
    }


class RecordedTask(Task):
    """Changes of rows are recorded as this task's: see mediation.core.history, which needs the apps."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with pghistory.context(by="task", task=self.name):
            return super().__call__(*args, **kwargs)


app = Celery("mediation", task_cls=RecordedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # an outage of Redis may be long; the default ends the worker
    broker_transport_options={
        # A repeated task is harmless, because every task re-reads its row, and a lost one too, because the
        # sweep finds the row again. So tasks are acknowledged early, as is Celery's default.
        "visibility_timeout": 3600,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
    },
    worker_hijack_root_logger=False,
    worker_max_tasks_per_child=2000,
    timezone="UTC",
    beat_schedule={
        "send due messages": every("core.sweep_outbox", settings.OUTBOX_SWEEP),
        "watch the 48-hour promise": every("bookings.watch_promise", timedelta(minutes=5)),
        "read mediators' other calendars": every("bookings.refresh_calendars", timedelta(minutes=1)),
        "measure the 48-hour promise": every("bookings.sample_promise", timedelta(minutes=5)),
        "forget old measures of the promise": every("bookings.forget_promise_samples", timedelta(hours=24)),
        "offer earlier times": every("bookings.offer_earlier_times", timedelta(minutes=1)),
        "watch who is to be called first": every("bookings.watch_red_flags", timedelta(minutes=1)),
        "make the files of certificates": every("bookings.make_certificates", timedelta(minutes=1)),
        "compare files for staff": every("intake.compare_files", timedelta(minutes=1)),
        "return, move and watch requests for a call": every("intake.watch_callbacks", timedelta(minutes=1)),
        "make the windows for calls": every("intake.make_callback_windows", timedelta(hours=1)),
        "forget old requests for a call": every("intake.purge_callbacks", timedelta(hours=24)),
        "watch invitations": every("intake.watch_invitations", timedelta(minutes=5)),
        "make everybody found by what they say": every("intake.reindex_people", timedelta(hours=24)),
        "forget old drafts": every("intake.purge_drafts", timedelta(hours=1)),
        "look at new papers": every("intake.read_documents", timedelta(minutes=1)),
        "ask again about papers in quarantine": every("intake.check_documents_again", timedelta(minutes=10)),
        "forget old papers": every("intake.purge_documents", timedelta(hours=1)),
        "forget cases whose time is up": at_night("bookings.purge", 2),
        "watch complaints, requests and holds": every("intake.watch_records", timedelta(hours=1)),
        "make files for people who asked": every("intake.make_exports", timedelta(minutes=5)),
        "forget old screenings": every("legalaid.purge_assessments", timedelta(hours=1)),
        "refresh bank holidays": every("core.refresh_bank_holidays", timedelta(hours=24)),
        "clear old sessions and counters": every("core.clear_expired", timedelta(hours=6)),
    },
)
app.autodiscover_tasks()


@signals.worker_init.connect
def prepare_worker(**kwargs: Any) -> None:
    """Connect to the database plainly, once for each task.

    Celery closes a pool after every task, because none may be open when a child is forked: it only costs.
    """
    options: Any = settings.DATABASES["default"]["OPTIONS"]
    options.pop("pool", None)
