"""Filling the table that guides are searched in."""

from __future__ import annotations

from django.db import transaction

from intake.guide_library import guides
from intake.guide_texts import Passage, passages_of
from intake.models import GuidePassage

KEY = ("guide", "position")
FIELDS = ("title", "heading", "anchor", "markdown", "text", "words")


@transaction.atomic
def load_guides() -> int:
    """Make the table say what the files say, and return how many passages there are. Harmless when repeated.

    Readers see the old passages until it has finished, and nobody waits.
    """
    wanted = [passage for guide in guides().values() for passage in passages_of(guide)]
    GuidePassage.objects.bulk_create(
        [_row(passage) for passage in wanted],
        update_conflicts=True,
        unique_fields=KEY,
        update_fields=FIELDS,
    )
    kept = {(passage.guide, passage.position) for passage in wanted}
    rows = GuidePassage.objects.values_list("pk", *KEY)
    GuidePassage.objects.filter(pk__in=[pk for pk, *key in rows if tuple(key) not in kept]).delete()
    return len(wanted)


def _row(passage: Passage) -> GuidePassage:
    return GuidePassage(**{name: getattr(passage, name) for name in (*KEY, *FIELDS)})
