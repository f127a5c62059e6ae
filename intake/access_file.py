"""The file that a person gets when they asked to see their data: to read, for machines, and their papers."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from mediation.core.practice import practice
from mediation.core.times import local_day

STYLE = mark_safe(
    """<style>
body { font: 1rem/1.5 sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; color: #1d2a2f; }
dt { font-weight: bold; margin-top: 0.75rem; }
dd { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
section { border-top: 1px solid #b8b2a4; margin-top: 2rem; }
</style>"""
)
# Said in every file, since it is the same for everybody.
ALWAYS_LEFT_OUT = (
    "What would tell about somebody else. Where something was taken out, the text says so.",
    "Notes that staff made for themselves, unless the text shows them.",
    "Records of who at our practice opened what, and when.",
)


def packed(
    *,
    reference: str,
    sections: Sequence[dict[str, Any]],
    papers: Sequence[tuple[str, bytes]],
    left_out: Sequence[str],
    now: datetime,
) -> bytes:
    """A zip of `yours.html`, `yours.json` and the folder `papers`. Its names say nothing of whose it is."""
    day = local_day(now)
    told = {
        "reference": reference,
        "made_on": day.isoformat(),
        "sections": list(sections),
        "papers": [name for name, _ in papers],
        "left_out": [*ALWAYS_LEFT_OUT, *left_out],
    }
    page = render_to_string(
        "intake/access_file.html",
        {
            **told,
            "style": STYLE,
            "sections": [(one["heading"], one["items"]) for one in sections],
            "made": f"{day.day} {day:%B %Y}",
            "practice": practice(),
        },
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("yours.html", page)
        zipped.writestr("yours.json", json.dumps(told, indent=2, ensure_ascii=False))
        for name, content in papers:
            zipped.writestr(f"papers/{name}", content)
    return kept.getvalue()
