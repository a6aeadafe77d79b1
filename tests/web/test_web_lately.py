"""What is counted once in a while: made once for all who ask, anew after a change, and never stale for long."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from onrecord.web.lately import Lately


def test_it_is_made_once_for_all_who_ask_at_once() -> None:
    lately = Lately(60)
    asked = threading.Barrier(4)
    made: list[int] = []

    def ask() -> int:
        asked.wait()
        return lately.get("figure", lambda: made.append(1) or len(made))

    with ThreadPoolExecutor(4) as pool:
        assert {future.result() for future in [pool.submit(ask) for _ in range(4)]} == {1}


def test_it_is_made_anew_after_a_change_and_when_it_is_old() -> None:
    values = iter(range(10))
    lately, ever_new = Lately(60), Lately(0)
    assert [lately.get("figure", lambda: next(values)) for _ in range(2)] == [0, 0]
    lately.forget()
    assert lately.get("figure", lambda: next(values)) == 1
    assert [ever_new.get("figure", lambda: next(values)) for _ in range(2)] == [2, 3]


def test_what_was_begun_before_a_change_is_not_kept() -> None:
    lately = Lately(60)

    def slow() -> str:
        lately.forget()  # somebody changes something meanwhile
        return "before"

    assert lately.get("figure", slow) == "before"
    assert lately.get("figure", lambda: "after") == "after"
    assert lately.get("figure", lambda: "later") == "after"


def test_what_cannot_be_made_is_tried_again_and_leaves_nothing() -> None:
    lately = Lately(60, most=3)
    for key in range(100):
        with pytest.raises(ZeroDivisionError):
            lately.get(key, lambda: 1 // 0)
    assert lately._locks == {}
    for key in range(100):
        lately.get(key, lambda key=key: key)  # type: ignore[misc]
    assert len(lately._locks) == len(lately._made) == 3
    assert lately.get(99, lambda: "anew") == 99
