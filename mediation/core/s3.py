"""S3 that is asked once and not for long: somebody waits for the page. Loaded only where S3 is used."""

from __future__ import annotations

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

CONNECT_SECONDS, READ_SECONDS = 3, 10  # botocore's own are 60 each, and five tries


class HastyS3Storage(S3Storage):
    """An outage is an error after 13 seconds at most, twice where the first answer was lost."""

    client_config: Config

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        limits = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": 2},
        )
        self.client_config = self.client_config.merge(limits)
