"""What the tests of the export room share."""

import pytest
from made_up import forecast_reading

from onrecord.reading import Reading


@pytest.fixture
def forecast() -> Reading:
    """An article with quotations over paragraphs and voices two deep."""
    return forecast_reading()
