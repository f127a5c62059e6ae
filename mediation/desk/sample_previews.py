"""A template as its reader would see it, with invented data."""

from __future__ import annotations

import html
import re
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from mediation.core import sending
from mediation.core.enums import Channel
from mediation.core.practice import practice
from mediation.core.samples import Sample

PREHEADER = re.compile(r'<div style="display:none[^"]*">(.*?)</div>', re.DOTALL)


class Variant(StrEnum):
    FULL = "full"
    NEUTRAL = "neutral"  # says nothing of what it is about


def variants(sample: Sample, channel: Channel) -> tuple[Variant, ...]:
    """In which words it can be read; messages to staff have no neutral ones."""
    return tuple(one for one in Variant if _exists(_names(sample, channel, one)[0])) or (Variant.FULL,)


def of(sample: Sample, channel: Channel, variant: Variant) -> dict[str, Any]:
    """Subject, preheader, sender, text and HTML of an e-mail; words and their number of a text message."""
    context = {"practice": practice(), "site_url": settings.SITE_URL, **sample.context}
    parts = [get_template(name).render(dict(context)).strip() for name in _names(sample, channel, variant)]
    if channel is Channel.SMS:
        return {"text": parts[0], "characters": len(parts[0])}
    subject, text, page = parts
    preheader = PREHEADER.search(page)
    return {
        "sender": sending.sender(),
        "subject": " ".join(subject.split()),
        "preheader": html.unescape(preheader.group(1).strip()) if preheader else "",
        "text": text,
        "html": page,
    }


def _names(sample: Sample, channel: Channel, variant: Variant) -> list[str]:
    base = sample.template + (".neutral" if variant is Variant.NEUTRAL else "")
    if channel is Channel.SMS:
        return [f"texts/{base}.txt"]
    return [f"emails/{base}.{part}" for part in ("subject.txt", "body.txt", "body.html")]


def _exists(name: str) -> bool:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    return True
