"""The scoring room: settled forecasts in, scores, track records, what words have meant, and charts out.

All are pure functions over plain data; what is settled, and how, is the ledger's. Scores are *proper*: to say
what one believes scores best. Every figure comes with how far it may be off, by resampling utterances.
"""

from onrecord.scoring.board import GROUPINGS, RANKED, Board, By, Group, Word, board
from onrecord.scoring.charts import calibration_chart, history_chart, words_chart
from onrecord.scoring.commitments import Kept, kept
from onrecord.scoring.curve import Curve, calibration_curve
from onrecord.scoring.decomposition import Corp, Murphy, corp, murphy
from onrecord.scoring.errors import BadForecast, ChartError, MissingParts, NothingSettled, ScoringError
from onrecord.scoring.forecasts import Settled
from onrecord.scoring.history import Standing, history
from onrecord.scoring.intervals import Estimate
from onrecord.scoring.record import FLOOR, Ranked, Scores, TrackRecord, base_rate, rank, track_record
from onrecord.scoring.rules import brier, logarithmic
from onrecord.scoring.saving import ENDINGS, save
from onrecord.scoring.words import Chance, Meaning, meanings, observed

__all__ = [
    "ENDINGS",
    "FLOOR",
    "GROUPINGS",
    "RANKED",
    "BadForecast",
    "Board",
    "By",
    "Chance",
    "ChartError",
    "Corp",
    "Curve",
    "Estimate",
    "Group",
    "Kept",
    "Meaning",
    "MissingParts",
    "Murphy",
    "NothingSettled",
    "Ranked",
    "Scores",
    "ScoringError",
    "Settled",
    "Standing",
    "TrackRecord",
    "Word",
    "base_rate",
    "board",
    "brier",
    "calibration_chart",
    "calibration_curve",
    "corp",
    "history",
    "history_chart",
    "kept",
    "logarithmic",
    "meanings",
    "murphy",
    "observed",
    "rank",
    "save",
    "track_record",
    "words_chart",
]
