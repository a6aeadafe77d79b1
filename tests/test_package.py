"""The package's front door."""

import subprocess
import sys

import pytest

import onrecord


def test_a_text_is_read_with_one_call() -> None:
    reading = onrecord.read('"The dam will hold," the engineer said.')
    assert [s.text for s in reading.statements[0].source] == ["the engineer"]
    assert reading.to_dict()["format"] == "onrecord/1"


def test_everything_public_is_there_and_nothing_else() -> None:
    for name in onrecord.__all__:
        assert getattr(onrecord, name) is not None
    with pytest.raises(AttributeError, match="unheard_of"):
        _ = onrecord.unheard_of


def test_importing_the_package_or_asking_for_help_loads_no_model() -> None:
    program = (
        "import sys, onrecord, onrecord.cli\n"
        "heavy = {'numpy', 'onnxruntime', 'trafilatura', 'pypdf', 'httpx', 'jinja2'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
