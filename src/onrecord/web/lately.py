"""What takes a while to count and does not have to be the newest: it is counted once in a while, for all."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Value = TypeVar("Value")


class Lately:
    """Values that were made not longer than ``seconds`` ago, at most ``most``. Threads may share it."""

    def __init__(self, seconds: float, most: int = 200) -> None:
        self._seconds = seconds
        self._most = most
        self._made: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._changes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of ``key``, made now unless it was of late.

        Who asks for it meanwhile gets the one before or, where there is none, waits for the same.
        """
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
            known = self._made.get(key)
        if known and (time.monotonic() - known[0] < self._seconds or lock.locked()):
            before: Value = known[1]
            return before
        with lock:
            made, value = self._made.get(key, (-self._seconds, None))
            if time.monotonic() - made >= self._seconds:
                value = self._new(key, make)
        result: Value = value
        return result

    def _new(self, key: Hashable, make: Callable[[], Any]) -> Any:
        changes = self._changes
        try:
            value = make()
        except BaseException:
            with self._lock:
                self._locks.pop(key, None)
            raise
        with self._lock:
            if changes == self._changes:  # else it does not say how it is now
                self._made[key] = (time.monotonic(), value)
                self._made.move_to_end(key)
                while len(self._made) > self._most:
                    old, _ = self._made.popitem(last=False)
                    self._locks.pop(old, None)
        return value

    def forget(self) -> None:
        """Make everything anew when it is asked for next: something was changed."""
        with self._lock:
            self._changes += 1
            self._made.clear()
            self._locks.clear()
