"""Speed and size of the reader, as ratios within one run: ``python -m benchmarks``."""
