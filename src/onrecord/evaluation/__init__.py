"""The evaluation room: readings against what trained annotators found in the same articles.

Each judge is a function from :data:`Cases`, articles and what was found in each, to its figures; they
know nothing of one another. Gold files are as PolNeAR's: E. Newell, D. Margolin and D. Ruths, "An
Attribution Relations Corpus for Political News", LREC 2018.
"""

from onrecord.evaluation.attributions import Cases, attributions
from onrecord.evaluation.calibration import Bin, Calibration, calibration
from onrecord.evaluation.files import (
    Article,
    Attribution,
    Found,
    Voice,
    found,
    read_gold,
    read_nested,
    read_readings,
)
from onrecord.evaluation.nested import nested
from onrecord.evaluation.scores import Score

__all__ = [
    "Article",
    "Attribution",
    "Bin",
    "Calibration",
    "Cases",
    "Found",
    "Score",
    "Voice",
    "attributions",
    "calibration",
    "found",
    "nested",
    "read_gold",
    "read_nested",
    "read_readings",
]
