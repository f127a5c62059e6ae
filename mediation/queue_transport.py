"""The queue's way to talk to Redis: kombu's own, but a worker outlives a lost connection.

When the connection is lost, kombu 5.7 closes its channels after it has let go of the connection, and each
puts the tasks in its hands back into the queue over that same connection. That raises AttributeError, which
Celery takes for a fault of its own, and the worker ends. There is nothing to put back to; the rows of the
tasks are leased in PostgreSQL, and the sweep finds them.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis


class QoS(redis.QoS):
    """Keeps the tasks that were received and not yet acknowledged."""

    def restore_unacked(self, client: Any = None) -> Any:
        """Put them back at shutdown; nothing happens once the connection is gone."""
        transport = self.channel.connection
        if transport is None or transport.client is None:
            self._delivered.clear()
            return []
        return super().restore_unacked(client)


class Channel(redis.Channel):
    QoS = QoS


class Transport(redis.Transport):
    Channel = Channel


def use() -> None:
    """Make this the transport of every redis:// address."""
    for name in ("redis", "rediss"):
        TRANSPORT_ALIASES[name] = f"{__name__}:Transport"
