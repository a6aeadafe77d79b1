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

#: What the network gives of a window, in this order; older networks give less.
OUTPUTS = ["tags", "pointers", "words"]
#: [CLS] and [SEP], which stand at a window's ends; word 0 is [CLS], the pointers' "none".
CLS, SEP = 101, 102


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``model.json``: what the decoder needs to know of the trained network.

    ``tags``, ``transitions`` (from × to) and ``starts``: the chains' labels and scores, a level each;
    ``window`` and ``context``: pieces read together, and looked back at. ``bias`` is added, by level, to
    each tag's score: more is found, of which what is less likely right than ``least`` is left out.
    ``calibration``: by level, the logistic model of a statement's evidence. ``entities``, ``marks``, ``kinds``
    and ``likelihoods``: the labels of the words' further scores, in order. ``temperature``: what a claim's
    scores are divided by for its kind's probability.
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
    temperature: float = 1.0


@dataclass(frozen=True, slots=True)
class Scores:
    """The heads' outputs for one window; word 0 is "none", word ``i`` the text's ``context + i - 1``.

    ``tags``: level × word × tag; ``pointers``: (outer cue, outer source, inner cue, inner source) ×
    choosing word × chosen word; ``words``: word × what :class:`WordScores` tells apart. All are logits.
    """

    window: Window
    tags: Floats
    pointers: Floats
    words: Floats


class Encoder:
    """The trained network, loaded once and shared by threads.

    Raises :class:`~onrecord.errors.ModelError` where ``weights`` lacks a file or holds another's.
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self.settings = msgspec.json.decode((weights / "model.json").read_bytes(), type=Settings)
            self.wordpiece = WordPiece.load(weights / "vocabulary.txt")
            self.session = onnxruntime.InferenceSession(
                (weights / "model.onnx").read_bytes(),
                options,
                providers=["CPUExecutionProvider"],
                # The fused layer norm is the slower one: without it a window takes 12 % less time.
                disabled_optimizers=["SkipLayerNormFusion"],
            )
            outputs = [output.name for output in self.session.get_outputs()]
            if outputs != OUTPUTS:
                raise ValueError(f"it gives {', '.join(outputs)}, not {', '.join(OUTPUTS)}")
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
        return Scores(window, *self.session.run(None, self.inputs(tokens, window)))
