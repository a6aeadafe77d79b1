"""Measures what people say that phrases of probability mean, for ``src/onrecord/reading/likelihood.toml``.

``python -m training.likelihood --data ../shared/data`` prints, for each of the 17 phrases that 46 people
put a number to (probability-words.csv; zonination/perceptions), the median and the middle 80 % of their
answers: the 50th, 10th and 90th percentiles, between answers by linear interpolation.
"""

import argparse
import csv
from pathlib import Path

import numpy as np


def measure(path: Path) -> dict[str, tuple[float, float, float]]:
    """Median, 10th and 90th percentile of the answers to each phrase, as probabilities."""
    with path.open(encoding="utf-8", newline="") as file:
        phrases, *answers = csv.reader(file)
    percent = np.array(answers, dtype=float)
    low, median, high = (np.percentile(percent, [10, 50, 90], axis=0) / 100).round(3)
    return {p.lower(): (m, a, b) for p, m, a, b in zip(phrases, median, low, high, strict=True)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    for phrase, (median, low, high) in measure(parser.parse_args().data / "probability-words.csv").items():
        print(f"{phrase:20} probability = {median:g}, low = {low:g}, high = {high:g}")
