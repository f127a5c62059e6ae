"""What we send: every template as its reader sees it, with invented data."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from mediation.core.enums import Channel
from mediation.core.samples import Sample, sample_of, samples
from mediation.desk import sample_previews, words
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.sample_previews import Variant

from .frame import page
from .messages import PREVIEW_POLICY


@require_safe
@staff_only(roles=OFFICE)
def what_we_send(request: StaffRequest) -> HttpResponse:
    """Every message of the product, whether or not one has been sent yet."""
    rows = [
        {
            "title": one.title,
            "ways": [
                {"words": _way(channel, variant), "url": _url(one, channel, variant)}
                for channel in one.channels
                for variant in sample_previews.variants(one, channel)
            ],
        }
        for one in sorted(samples(), key=lambda one: one.title)
    ]
    context = {"rows": rows, "list_url": reverse("desk:messages")}
    return page(request, "samples", context, current="messages")


@require_safe
@staff_only(roles=OFFICE)
def sample(request: StaffRequest, template: str) -> HttpResponse:
    """One of them, by one channel, in full or in neutral words."""
    one, channel, variant = _asked(request, template)
    shown = sample_previews.of(one, channel, variant)
    ways = [
        {
            "words": _way(each, kind),
            "url": _url(one, each, kind),
            "is_current": (each, kind) == (channel, variant),
        }
        for each in one.channels
        for kind in sample_previews.variants(one, each)
    ]
    context = {
        "title": one.title,
        "message": shown,
        "is_text": channel is Channel.SMS,
        "ways": ways,
        "preview_url": _url(one, channel, variant, name="sample_preview") if shown.get("html") else "",
        "list_url": reverse("desk:samples"),
    }
    return page(request, "sample", context, current="messages")


@require_safe
@staff_only(roles=OFFICE)
@xframe_options_sameorigin
@csp_replace(PREVIEW_POLICY)  # type: ignore[arg-type]  # it knows views without arguments only
def sample_preview(request: StaffRequest, template: str) -> HttpResponse:
    """The HTML part alone, in a sandbox that runs and loads nothing."""
    return HttpResponse(sample_previews.of(*_asked(request, template)).get("html", ""))


def _asked(request: StaffRequest, template: str) -> tuple[Sample, Channel, Variant]:
    """What the address names: its first way of reading it, where it names no other."""
    one = sample_of(template)
    if one is None:
        raise Http404
    channel = next((each for each in one.channels if each == request.GET.get("channel")), one.channels[0])
    variants = sample_previews.variants(one, channel)
    variant = next((each for each in variants if each == request.GET.get("words")), variants[0])
    return one, channel, variant


def _url(one: Sample, channel: Channel, variant: Variant, *, name: str = "sample") -> str:
    return reverse(f"desk:{name}", args=[one.template]) + f"?channel={channel}&words={variant}"


def _way(channel: Channel, variant: Variant) -> str:
    return words.CHANNELS[channel].capitalize() + (", neutral words" if variant is Variant.NEUTRAL else "")
