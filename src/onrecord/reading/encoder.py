"""Word pieces and encoder: one pass over a text feeds every head.

Runs the ONNX network of ``weights/`` on ONNX Runtime, one window a call: the int8 scales span what is
passed in together, so that with several windows a result would depend on its neighbours.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import onnxruntime

from onrecord.errors import ModelError
from onrecord.reading.record import ClaimKind, Likelihood
from onrecord.reading.tokens import Tokens, Window, tokenize, windows
from onrecord.reading.wordpiece import WordPiece

Floats = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights"

#: The networks' files, and what each gives, in this order: that which the others go on from, that for a window's
#: words, that for the links of a sentence.
SHARED = "shared.onnx", ["states"]
MODEL = "model.onnx", ["tags", "pointers", "words"]
LINKS = "links.onnx", ["holds", "anchors", "at", "roles", "signals"]
#: [CLS] and [SEP], which stand at a window's ends; word 0 is [CLS], the pointers' "none".
CLS, SEP = 101, 102


class Chain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A linear chain: its labels, and the scores of one after another (from × to) and of the first."""

    tags: tuple[str, ...]
    transitions: tuple[tuple[float, ...], ...]
    starts: tuple[float, ...]


class RelationSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the decoder needs to know of the network for links.

    ``roles``, ``signals``: the chains. ``gate``: the logistic model, weights and a constant, of the mean of a sentence's
    states, by which it is read for links at all. ``calibration``: the logistic model of a link's evidence; what is
    less likely right than ``least`` is left out.
    """

    roles: Chain
    signals: Chain
    gate: tuple[float, ...] = ()
    calibration: tuple[float, ...] = ()
    least: float = 0.0


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``model.json``: what the decoder needs to know of the trained network.

    ``tags``, ``transitions`` (from × to) and ``starts``: the chains' labels and scores, a level each;
    ``window`` and ``context``: pieces read together, and looked back at. ``bias`` is added, by level, to
    each tag's score: more is found, of which what is less likely right than ``least`` is left out.
    ``calibration``: by level, the logistic model of a statement's evidence. ``entities``, ``marks``, ``kinds``,
    ``likelihoods`` and ``parts`` (of speech): the labels of the words' further scores, in order. ``temperature``: what
    a claim's scores are divided by for its kind's probability. ``relations``: ``None`` where there is no network for
    links.
    """

    tags: tuple[str, ...]
    transitions: tuple[tuple[tuple[float, ...], ...], ...]
    starts: tuple[tuple[float, ...], ...]
    window: int = 256
    context: int = 48
    bias: tuple[tuple[float, ...], ...] = ()
    calibration: tuple[tuple[float, ...], ...] = ()
    least: tuple[float, ...] = (0.0, 0.0)
    entities: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    kinds: tuple[ClaimKind, ...] = ()
    likelihoods: tuple[Likelihood, ...] = ()
    parts: tuple[str, ...] = ()
    temperature: float = 1.0
    relations: RelationSettings | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """The heads' outputs for one window; word 0 is "none", word ``i`` the text's ``context + i - 1``.

    ``tags``: level × word × tag; ``pointers``: (outer cue, outer source, inner cue, inner source) ×
    choosing word × chosen word; ``words``: word × what :class:`WordScores` tells apart. All are logits.
    ``states``: pieces × width, from [CLS] to [SEP], what the others were made of.
    """

    window: Window
    tags: Floats
    pointers: Floats
    words: Floats
    states: Floats


@dataclass(frozen=True, slots=True)
class LinkScores:
    """The outputs of the network for links, for one sentence of a window, whose words are counted from 0.

    ``holds``: whether it holds one; ``anchors``, ``at``: the likeliest anchors' scores and words, the surest first;
    ``roles``, ``signals``: anchor × word × tag. All but ``at`` are logits.
    """

    holds: float
    anchors: Floats
    at: npt.NDArray[np.int64]
    roles: Floats
    signals: Floats


class Encoder:
    """The trained networks, loaded once and shared by threads.

    Raises :class:`~onrecord.errors.ModelError` where ``weights`` lacks a file or holds another's.
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        try:
            self.settings = msgspec.json.decode((weights / "model.json").read_bytes(), type=Settings)
            self.wordpiece = WordPiece.load(weights / "vocabulary.txt")
            self._shared, self._model = _session(weights, *SHARED), _session(weights, *MODEL)
            self._links = _session(weights, *LINKS) if self.settings.relations else None
        except Exception as error:  # the libraries share no exception type
            raise ModelError(
                f"the model in {weights} cannot be loaded ({error}); reinstall onrecord, or give a folder "
                "written by training/"
            ) from error

    def tokenize(self, text: str) -> Tokens:
        """``text`` as words and pieces."""
        return tokenize(text, self.wordpiece)

    def windows(self, tokens: Tokens) -> list[Window]:
        """The windows that ``tokens`` are encoded in, in order; each word is in one's ``first:last``."""
        return list(windows(tokens, self.settings.window, self.settings.context))

    def inputs(self, tokens: Tokens, window: Window) -> dict[str, npt.NDArray[np.int64]]:
        """The network's inputs for one window."""
        words = slice(window.context, window.last)
        low, high = int(tokens.piece[window.context]), int(tokens.piece[window.last])
        per_word = np.diff(tokens.piece[window.context : window.last + 1])
        return {
            "ids": np.concatenate([[CLS], tokens.ids[low:high], [SEP]]),
            "shape": np.concatenate([[0], np.repeat(tokens.shape[words], per_word), [0]]),
            "place": np.concatenate([[0], np.repeat(tokens.place[words], per_word), [0]]),
            "first": np.concatenate([[0], tokens.piece[words] - low + 1]),
        }

    def run(self, tokens: Tokens, window: Window) -> Scores:
        """Encode one window."""
        pieces = self.inputs(tokens, window)
        first = pieces.pop("first")
        states = self._shared.run(None, pieces)[0]
        tags, pointers, words = self._model.run(None, {"states": states, "first": first})
        return Scores(window, tags, pointers, words, states)

    def relate(self, tokens: Tokens, first: int, last: int) -> LinkScores:
        """What the sentence ``first:last`` says to bring about what, read as a text of its own.

        It has at least as many words as the network gives anchors (5). Raises
        :class:`~onrecord.errors.ModelError` where there is no network for links.
        """
        if self._links is None:
            raise ModelError("this model has no network for links; export it with --links")
        pieces = self.inputs(tokens, Window(first, first, last))
        words = pieces.pop("first")
        pieces["place"] = np.concatenate(
            [[0], np.repeat([2], words[2] - words[1]), 0 * pieces["place"][words[2] :]]
        )
        states = self._shared.run(None, pieces)[0]
        holds, anchors, at, roles, signals = self._links.run(None, {"states": states, "first": words})
        return LinkScores(float(holds[0]), anchors, at, roles, signals)


def _session(weights: Path, name: str, outputs: list[str]) -> onnxruntime.InferenceSession:
    """The network in a file, if it gives ``outputs``."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        (weights / name).read_bytes(),
        options,
        providers=["CPUExecutionProvider"],
        # The fused layer norm is the slower one: without it a window takes 12 % less time.
        disabled_optimizers=["SkipLayerNormFusion"],
    )
    names = [output.name for output in session.get_outputs()]
    if names != outputs:
        raise ValueError(f"{name} gives {', '.join(names)}, not {', '.join(outputs)}")
    return session
