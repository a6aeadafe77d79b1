"""The chain decoder against every path written out."""

from itertools import pairwise, product

import numpy as np
import pytest

from onrecord.reading import chain


def by_hand(
    emissions: np.ndarray, moves: np.ndarray, begin: np.ndarray
) -> tuple[tuple[int, ...], np.ndarray]:
    n, k = emissions.shape
    weights = {}
    for path in product(range(k), repeat=n):
        score = begin[path[0]] + sum(emissions[t, tag] for t, tag in enumerate(path))
        weights[path] = np.exp(score + sum(moves[a, b] for a, b in pairwise(path)))
    total = sum(weights.values())
    sure = np.zeros((n, k))
    for path, weight in weights.items():
        for t, tag in enumerate(path):
            sure[t, tag] += weight / total
    return max(weights, key=lambda p: weights[p]), sure


@pytest.mark.parametrize("seed", range(5))
def test_paths_and_probabilities_are_those_of_all_paths_written_out(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lengths = (5, 1, 3, 6)
    emissions = [rng.normal(size=(n, 3)).astype(np.float32) * 2 for n in lengths]
    moves = [rng.normal(size=(3, 3)).astype(np.float32) for _ in lengths]
    begin = [rng.normal(size=3).astype(np.float32) for _ in lengths]
    moves[0][0, 1] = -1e4  # a forbidden step
    paths, sure = chain.decode(emissions, moves, begin)
    for e, m, b, path, marginal in zip(emissions, moves, begin, paths, sure, strict=True):
        best, expected = by_hand(e.astype(float), m.astype(float), b.astype(float))
        assert tuple(path.tolist()) == best
        np.testing.assert_allclose(marginal, expected, atol=1e-4)


def test_a_sequence_does_not_depend_on_its_neighbours() -> None:
    rng = np.random.default_rng(9)
    emissions = [rng.normal(size=(n, 7)).astype(np.float32) for n in (40, 7, 90)]
    moves, begin = [np.zeros((7, 7), np.float32)] * 3, [np.zeros(7, np.float32)] * 3
    together = chain.decode(emissions, moves, begin)[1][1]
    alone = chain.decode(emissions[1:2], moves[:1], begin[:1])[1][0]
    np.testing.assert_allclose(together, alone, atol=1e-6)
