"""Invented readers: what each template says to them, for the desk and for the tests. PURE.

Whoever writes a template registers it here beside its handler, so that staff can see exactly what a reader
sees, in both variants, before anybody is written to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .enums import Channel


@dataclass(frozen=True, slots=True)
class Sample:
    """One template with an invented context. `title` is what staff call the message."""

    template: str
    title: str
    context: Mapping[str, Any] = field(default_factory=dict)
    channels: tuple[Channel, ...] = (Channel.EMAIL,)


_samples: dict[str, Sample] = {}


def register(sample: Sample) -> None:
    """Make the template known; the same template registered again replaces it."""
    _samples[sample.template] = sample


def samples() -> tuple[Sample, ...]:
    """Every template of the product, in the order in which they were registered."""
    return tuple(_samples.values())


def sample_of(template: str) -> Sample | None:
    return _samples.get(template)
