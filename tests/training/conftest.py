"""What trains a network is tested where torch is, which neither users nor these tests need otherwise."""

from importlib.util import find_spec

NEED_TORCH = ["test_links_training.py"]

collect_ignore = [] if find_spec("torch") else NEED_TORCH


def pytest_report_header() -> str | None:
    """Say what is left out."""
    return f"left out without torch: {', '.join(NEED_TORCH)}" if collect_ignore else None
