"""The cache with its server there, away, and back."""

from __future__ import annotations

import os
import socket
from time import monotonic

import pytest
from django.core.cache.backends.base import BaseCache

from mediation.core.caches import RedisOrMemory

AWAY = "redis://127.0.0.1:1/0"  # nothing listens there


def cache_at(url: str, **options: object) -> RedisOrMemory:
    return RedisOrMemory(url, {"KEY_PREFIX": "test-caches", "OPTIONS": options})


@pytest.fixture
def there() -> BaseCache:
    cache = cache_at(os.environ["REDIS_URL"])
    cache.delete_many(["a", "b", "n"])
    return cache


@pytest.fixture
def away() -> BaseCache:
    cache = cache_at(AWAY)
    cache.clear()
    return cache


@pytest.mark.parametrize("which", ["there", "away"])
def test_every_operation_works_with_and_without_the_server(
    which: str, request: pytest.FixtureRequest
) -> None:
    cache: BaseCache = request.getfixturevalue(which)

    assert cache.get("a", "none") == "none"
    assert cache.add("a", 1)
    assert not cache.add("a", 2)
    assert cache.get("a") == 1
    assert cache.has_key("a")
    assert cache.touch("a", 60)
    cache.set_many({"b": [2], "n": 5})
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": [2]}
    assert cache.incr("n", 2) == 7
    assert cache.delete("a")
    cache.delete_many(["b", "n"])
    assert cache.get_many(["a", "b", "n"]) == {}


def test_what_is_kept_in_the_server_is_seen_by_another_process(there: BaseCache) -> None:
    there.set("a", "shared", 60)

    assert cache_at(os.environ["REDIS_URL"]).get("a") == "shared"


def test_a_server_that_hangs_costs_one_short_wait() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cache = cache_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")

        began = monotonic()
        cache.set("a", 1, 60)
        first = monotonic() - began
        values = [cache.get("a") for _ in range(20)]
        rest = monotonic() - began - first

    assert values == [1] * 20
    assert first < 5  # half a second, and what a busy machine adds
    assert rest < 5  # twenty waits would be ten


@pytest.mark.parametrize(("rest", "asked"), [(60, 1), (0, 3)])
def test_the_server_is_asked_again_only_after_a_rest(
    caplog: pytest.LogCaptureFixture, rest: int, asked: int
) -> None:
    cache = cache_at(AWAY, rest_seconds=rest)
    for _ in range(3):
        cache.get("a")

    assert caplog.text.count("The cache is away (ConnectionError); using memory.") == asked
