"""The cache: Redis where it answers, memory where it does not. Nothing in it is needed for correctness."""

from __future__ import annotations

import logging
from time import monotonic
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
REST_SECONDS = 10.0


class RedisOrMemory(RedisCache):
    """Django's Redis cache that falls back to this process's memory after a failure, for `rest_seconds` (an
    option, ten by default)."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"socket_connect_timeout": 0.2, "socket_timeout": 0.5, **params.get("OPTIONS", {})}
        self._rest_seconds = options.pop("rest_seconds", REST_SECONDS)
        super().__init__(server, {**params, "OPTIONS": options})
        self._memory = LocMemCache("fallback", {})
        self._resting_until = 0.0

    def _call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if monotonic() >= self._resting_until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except RedisError as error:
                self._resting_until = monotonic() + self._rest_seconds
                logger.warning("The cache is away (%s); using memory.", type(error).__name__)
        return getattr(self._memory, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("get_many", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("delete_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("incr", *args, **kwargs)

    def clear(self) -> Any:
        return self._call("clear")
