"""From the corpora to the package's weights: ``python -m training --data DIR --runs DIR --out DIR``.

Three stages of two runs each; the mean of the two begins the next. The first learns the articles' own
statements, and labels the voices inside their contents (silver). From these and the gold ones the second
learns both levels, and labels them once more, for the third. On its mean stand the layers that causes and effects have
of their own. All becomes int8 ONNX, calibrated on the development articles and, for causes, on the sentences kept aside
for choosing. Whatever was interrupted is resumed by the same command.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from training.calibrate import calibrate
from training.calibrate_links import calibrate as calibrate_links
from training.export import write
from training.links import loaded
from training.silver import label
from training.train import mean

SEEDS = (1, 2)
FIRST = ("--epochs", "3")
SECOND = ("--epochs", "8")
THIRD = ("--epochs", "6", "--int8", "2")
LINKS = ("--seed", "2", "--epochs", "10", "--variants", "5", "--dropout", "0.15")


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    p.add_argument("--runs", type=Path, required=True, help="where checkpoints and logs go")
    p.add_argument("--out", type=Path, required=True, help="where the weights go")
    a = p.parse_args()
    stage: list[Path] = []
    silver: tuple[str, ...] = ()
    for name, options in (("first", FIRST), ("second", SECOND), ("third", THIRD)):
        start = ("--start", *map(str, stage)) if stage else ()
        stage = train(a.data, a.runs, name, (*options, *silver, *start))
        if name != "third":
            file = a.runs / f"silver-{name}.jsonl"
            if not file.exists():
                write(mean(stage), a.runs / name)
                label(a.data, a.runs / name, file)
            silver = ("--silver", str(file))
    network = mean(stage)
    write(network, a.out, loaded(train_links(a.data, a.runs, stage), network.encoder))
    calibrate(a.data, a.out)
    calibrate_links(a.data, a.out)


def train_links(data: Path, runs: Path, stage: list[Path]) -> Path:
    """Train the layers for causes and effects on the mean of a stage; gives their file."""
    out = runs / "links.pt"
    command = [sys.executable, "-m", "training.links", "--data", str(data), "--runs", *map(str, stage)]
    if subprocess.run([*command, "--out", str(out), *LINKS], check=False).returncode:
        sys.exit("training did not finish; the same command resumes it")
    return out


def train(data: Path, runs: Path, name: str, options: tuple[str, ...]) -> list[Path]:
    """Train one run a seed, side by side; gives their folders."""
    folders = [runs / f"{name}-s{seed}" for seed in SEEDS]
    command = [sys.executable, "-m", "training.train", "--data", str(data), *options]
    processes = [
        subprocess.Popen([*command, "--out", str(folder), "--seed", str(seed)])
        for folder, seed in zip(folders, SEEDS, strict=True)
    ]
    status = [process.wait() for process in processes]
    if any(status):
        sys.exit("training did not finish; the same command resumes it")
    return folders


if __name__ == "__main__":
    main()
