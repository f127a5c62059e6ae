"""The queue's entry points for intake. Two clocks at once are harmless: each task takes what is still due."""

from celery import shared_task
from django.utils import timezone

from mediation.core.holds import watch_holds
from mediation.core.times import local_day

from . import services
from .services import (
    callback_queue,
    callbacks,
    complaints,
    document_checks,
    document_retention,
    exports,
    flag_comparisons,
    invitation_watch,
    people_index,
    rights_requests,
)


@shared_task(name="intake.purge_drafts")
def purge_drafts() -> int:
    return services.purge_drafts(now=timezone.now())


@shared_task(name="intake.make_callback_windows")
def make_callback_windows() -> int:
    return callbacks.make_windows(today=local_day(timezone.now())).created


@shared_task(name="intake.watch_callbacks")
def watch_callbacks() -> None:
    """Every minute: claims whose lease ran out, times that passed without a call, promises near and late."""
    now = timezone.now()
    callback_queue.return_expired(now=now)
    callback_queue.move_missed(now=now)
    callback_queue.watch_sla(now=now)


@shared_task(name="intake.purge_callbacks")
def purge_callbacks() -> int:
    document_retention.purge_documents(now=timezone.now())  # first, for a paper outlives no request
    return callback_queue.purge_callbacks(now=timezone.now())


@shared_task(name="intake.watch_invitations")
def watch_invitations() -> int:
    """What arrived, what came back, and who has not answered by the day that we named."""
    return invitation_watch.watch(now=timezone.now())


@shared_task(name="intake.compare_files")
def compare_files() -> int:
    """Every minute: what only staff may know, where files meet whose answers were judged since."""
    return flag_comparisons.compare_files(now=timezone.now())


@shared_task(name="intake.reindex_people", soft_time_limit=50 * 60, time_limit=60 * 60)
def reindex_people() -> int:
    """Each night: everybody can be found by what they say now. Returns how many could not."""
    return people_index.reindex().mended


@shared_task(name="intake.read_documents", soft_time_limit=9 * 60, time_limit=10 * 60)
def read_documents() -> int:
    """Look at the papers that wait. Each file is opened by a process of its own, with limits of its own."""
    return document_checks.read_waiting(clock=timezone.now)


@shared_task(name="intake.check_documents_again", soft_time_limit=9 * 60, time_limit=10 * 60)
def check_documents_again() -> int:
    """Papers that ClamAV gave no answer about."""
    return document_checks.check_again(clock=timezone.now)


@shared_task(name="intake.purge_documents")
def purge_documents() -> int:
    now = timezone.now()
    return document_retention.purge_documents(now=now) + exports.expire_exports(now=now)


@shared_task(name="intake.watch_records")
def watch_records() -> None:
    """Complaints and data protection requests whose last day is near or over, and holds to look at again."""
    now = timezone.now()
    complaints.watch_complaints(now=now)
    rights_requests.watch_requests(now=now)
    watch_holds(now=now)


@shared_task(name="intake.make_exports", soft_time_limit=9 * 60, time_limit=10 * 60)
def make_exports() -> int:
    """The files for people who asked to see their data, once somebody has read what is in them."""
    return exports.make_exports(clock=timezone.now)
