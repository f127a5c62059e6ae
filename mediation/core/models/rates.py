"""Counters against abuse. In PostgreSQL, so that they hold with Redis down and over every web process."""

from django.db import models


class RateCounter(models.Model):
    """How often something was tried in one window of time; the key is a fingerprint, never an address."""

    key = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("key", "window_start", name="core_rate_one_row")]

    def __str__(self) -> str:
        return f"{self.used} since {self.window_start}"
