"""From the corpora to the package's weights: ``python -m training --data DIR --runs DIR --out DIR``.

Trains one run a seed, side by side, each resumed where it was interrupted; averages them, writes
int8 ONNX, and calibrates on the development articles.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from training.calibrate import calibrate
from training.export import load, write

SEEDS = (1, 2)
#: Below these confidences (outer, inner) a statement is left out.
LEAST = (0.3, 0.3)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    p.add_argument("--runs", type=Path, required=True, help="where checkpoints and logs go")
    p.add_argument("--out", type=Path, required=True, help="where the weights go")
    p.add_argument("--epochs", type=int, default=8)
    a = p.parse_args()
    runs = [a.runs / f"s{seed}" for seed in SEEDS]
    command = [sys.executable, "-m", "training.train", "--data", a.data, "--epochs", str(a.epochs)]
    trained = [
        subprocess.Popen([*map(str, command), "--out", str(run), "--seed", str(seed)])
        for run, seed in zip(runs, SEEDS, strict=True)
    ]
    if any([process.wait() for process in trained]):
        sys.exit("training did not finish; the same command resumes it")
    write(load(runs), a.out, {})
    calibrate(a.data, a.out, LEAST)


if __name__ == "__main__":
    main()
