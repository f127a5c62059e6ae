"""A template as its reader would see it, with invented data."""

from __future__ import annotations

import html
import re
from enum import StrEnum
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from mediation.core import sending
from mediation.core.enums import Channel
from mediation.core.samples import Sample

PREHEADER = re.compile(r'<div style="display:none[^"]*">(.*?)</div>', re.DOTALL)


class Variant(StrEnum):
    FULL = "full"
    NEUTRAL = "neutral"  # says nothing of what it is about


def variants(sample: Sample, channel: Channel) -> tuple[Variant, ...]:
    """In which words it can be read; messages to staff have no neutral ones."""
    return tuple(one for one in Variant if _exists(sample, channel, one)) or (Variant.FULL,)


def of(sample: Sample, channel: Channel, variant: Variant) -> dict[str, Any]:
    """Subject, preheader, sender, text and HTML of an e-mail; words and their number of a text message."""
    neutral = variant is Variant.NEUTRAL
    said = sending.words_of(sample.template, channel, sample.context, neutral=neutral)
    if channel is Channel.SMS:
        return {"text": said["text"], "characters": len(said["text"])}
    preheader = PREHEADER.search(said["html"])
    words = html.unescape(preheader.group(1).strip()) if preheader else ""
    return said | {"sender": sending.sender(), "preheader": words}


def _exists(sample: Sample, channel: Channel, variant: Variant) -> bool:
    name = sample.template + (".neutral" if variant is Variant.NEUTRAL else "")
    try:
        get_template(f"texts/{name}.txt" if channel is Channel.SMS else f"emails/{name}.subject.txt")
    except TemplateDoesNotExist:
        return False
    return True
