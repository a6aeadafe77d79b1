"""Linear-chain decoding: the best tag sequence and each tag's probability (Lafferty et al., 2001).

Sequences are decoded side by side, one step for all, so that the cost of a step is shared.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

#: Sequences decoded side by side; bounds the memory that a long text takes.
BATCH = 32


def decode(
    emissions: list[Floats], transitions: list[Floats], starts: list[Floats]
) -> tuple[list[Ints], list[Floats]]:
    """The Viterbi path of each sequence, and each word's distribution over the tags.

    ``emissions``: words × tags for each sequence; ``transitions`` (from × to) and ``starts`` are that
    sequence's own. Gives, for each, the tags (words) and probabilities (words × tags).
    """
    paths: list[Ints] = []
    marginals: list[Floats] = []
    for at in range(0, len(emissions), BATCH):
        part = slice(at, at + BATCH)
        lengths = [len(e) for e in emissions[part]]
        scores = np.zeros((max(lengths), len(lengths), emissions[at].shape[1]), dtype=np.float32)
        for i, e in enumerate(emissions[part]):
            scores[: len(e), i] = e
        moves = np.stack(transitions[part]).astype(np.float32)
        begin = np.stack(starts[part]).astype(np.float32)
        best = _viterbi(scores, moves, begin, np.array(lengths))
        sure = _marginals(scores, moves, begin, np.array(lengths))
        paths += [best[:n, i] for i, n in enumerate(lengths)]
        marginals += [sure[:n, i] for i, n in enumerate(lengths)]
    return paths, marginals


def _viterbi(scores: Floats, moves: Floats, begin: Floats, lengths: Ints) -> Ints:
    n, b, k = scores.shape
    back = np.empty((n, b, k), dtype=np.int64)
    into = np.ascontiguousarray(moves.transpose(0, 2, 1))  # to × from
    alpha = scores[0] + begin
    every = np.empty((n, b, k), dtype=np.float32)
    every[0] = alpha
    for t in range(1, n):
        paths = into + alpha[:, None, :]
        back[t] = paths.argmax(2)
        alpha = paths.max(2) + scores[t]
        every[t] = alpha
    rows = np.arange(b)
    out = np.zeros((n, b), dtype=np.int64)
    tag = every[lengths - 1, rows].argmax(1)
    for t in range(n - 1, -1, -1):
        # A shorter sequence holds its last tag until its own end is reached.
        inside = t < lengths - 1
        if t < n - 1:
            tag = np.where(inside, back[t + 1, rows, tag], tag)
        out[t] = tag
    return out


def _marginals(scores: Floats, moves: Floats, begin: Floats, lengths: Ints) -> Floats:
    """Forward-backward in scaled probabilities."""
    n, b, k = scores.shape
    emit = np.exp(scores - scores.max(2, keepdims=True))
    step = np.exp(moves)
    forward = np.empty((n, b, 1, k), dtype=np.float32)
    alpha = (emit[0] * np.exp(begin))[:, None, :]
    alpha /= alpha.sum(2, keepdims=True)
    forward[0] = alpha
    rows = emit[:, :, None, :]
    for t in range(1, n):
        alpha = (alpha @ step) * rows[t]
        alpha /= alpha.sum(2, keepdims=True)
        forward[t] = alpha
    backward = np.ones((n, b, k, 1), dtype=np.float32)
    columns = emit[:, :, :, None]
    beta = backward[-1]
    unfinished = np.arange(n)[:, None] < lengths - 1
    ragged = not unfinished[:-1].all()
    for t in range(n - 2, -1, -1):
        beta = step @ (columns[t + 1] * beta)
        beta = beta / beta.sum(1, keepdims=True)
        if ragged:
            beta = np.where(unfinished[t, :, None, None], beta, np.float32(1.0))
        backward[t] = beta
    joint = forward[:, :, 0, :] * backward[:, :, :, 0]
    out: Floats = joint / joint.sum(2, keepdims=True)
    return out
