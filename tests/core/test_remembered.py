"""Values that a process remembers for a moment."""

from __future__ import annotations

import threading

import pytest

from mediation.core.remembered import Remembered, forget_everything


class Source:
    """Counts how often it is asked; may fail."""

    def __init__(self) -> None:
        self.asked = 0
        self.fails = False

    def __call__(self) -> int:
        if self.fails:
            raise LookupError
        self.asked += 1
        return self.asked


@pytest.fixture
def source() -> Source:
    return Source()


def test_a_value_is_loaded_once_while_it_is_fresh(source: Source) -> None:
    value = Remembered(source, seconds=60)

    assert [value(), value(), value()] == [1, 1, 1]


def test_a_value_that_is_never_fresh_is_loaded_each_time(source: Source) -> None:
    value = Remembered(source, seconds=0)

    assert [value(), value()] == [1, 2]


def test_forgetting_loads_again(source: Source) -> None:
    value = Remembered(source, seconds=60)
    value()
    value.forget()

    assert value() == 2


def test_everything_can_be_forgotten_at_once(source: Source) -> None:
    first, second = Remembered(source, seconds=60), Remembered(source, seconds=60)
    before = (first(), second())
    forget_everything()

    assert before == (1, 2)
    assert (first(), second()) == (3, 4)


def test_a_failed_load_is_not_remembered(source: Source) -> None:
    value = Remembered(source, seconds=60)
    source.fails = True
    with pytest.raises(LookupError):
        value()
    source.fails = False

    assert value() == 1


def test_threads_share_what_is_remembered(source: Source) -> None:
    value = Remembered(source, seconds=60)
    value()
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(value())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [1, 1, 1, 1]
