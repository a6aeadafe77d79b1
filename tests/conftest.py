"""What all tests share."""

from hypothesis import settings

# A machine that is busy with something else fails no test.
settings.register_profile("onrecord", deadline=None)
settings.load_profile("onrecord")
