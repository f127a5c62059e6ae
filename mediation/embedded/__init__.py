"""PostgreSQL and Valkey from Python wheels, for the demo, the tests and the benchmarks.

Production never comes here: it names its own servers in DATABASE_URL and REDIS_URL.
"""

from .errors import ServerError
from .servers import Servers, temporary_servers

__all__ = ["ServerError", "Servers", "temporary_servers"]
