"""The queue. Redis carries ids only; everything that matters is a row in PostgreSQL."""

import os
from datetime import timedelta

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")

app = Celery("mediation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    task_serializer="json",
    accept_content=["json"],
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        # No task runs for minutes, and a repeated one is harmless: every task re-reads its row.
        "visibility_timeout": 3600,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
    },
    worker_hijack_root_logger=False,
    worker_max_tasks_per_child=2000,
    timezone="UTC",
    beat_schedule={
        "send due messages": {"task": "core.sweep_outbox", "schedule": timedelta(seconds=30)},
        "watch the 48-hour promise": {"task": "bookings.watch_promise", "schedule": timedelta(minutes=5)},
        "forget old drafts": {"task": "intake.purge_drafts", "schedule": timedelta(hours=1)},
        "refresh bank holidays": {"task": "core.refresh_bank_holidays", "schedule": timedelta(hours=24)},
        "clear old sessions and counters": {"task": "core.clear_expired", "schedule": timedelta(hours=6)},
    },
)
app.autodiscover_tasks()
