"""Running maps: against published examples, other programs, and the rules written out once more."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.mapping import BadRun, Settings
from onrecord.mapping.inference import OUTCOMES, Batch, Floats, Links, simulate, trajectory

# The example of Z. Dikopoulou and E. Papageorgiou's R package fcm (0.1.3, 2017): weights from row to column.
EIGHT = np.array(
    [
        [0.0, 0.0, 0.6, 0.9, 0.0, 0.0, 0.0, 0.8],
        [0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.2, 0.5],
        [0.0, 0.7, 0.0, 0.0, 0.9, 0.0, 0.4, 0.1],
        [0.4, 0.0, 0.0, 0.0, 0.0, 0.9, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, -0.9, 0.0, 0.3],
        [-0.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.8, 0.4, 0.9],
        [0.1, 0.0, 0.0, 0.0, 0.0, 0.1, 0.6, 0.0],
    ]
)
BEGIN = np.array([1.0, 1, 0, 0, 0, 0, 0, 0])


def arrays(matrix: Floats) -> tuple[Links, Floats]:
    cause, effect = np.nonzero(matrix)
    return Links(len(matrix), cause, effect), matrix[cause, effect]


def end(
    matrix: Floats, start: Floats, settings: Settings, clamped: "dict[int, float] | None" = None
) -> Batch:
    links, weights = arrays(matrix)
    return simulate(links, weights[:, None], start[:, None], settings, clamped)


def written_out(
    matrix: Floats, start: Floats, s: Settings, clamped: "dict[int, float]", steps: int
) -> Floats:
    """The rules as their papers have them, one concept after another."""
    values = start.copy()
    for i, v in clamped.items():
        values[i] = v
    for _ in range(steps):
        new = np.empty_like(values)
        for j in range(len(values)):
            given_ = [2 * v - 1 if s.rule == "rescaled" else v for v in values]
            x = sum(given_[i] * matrix[i, j] for i in range(len(values)))
            if s.rule != "kosko":
                x += given_[j]
            new[j] = (
                math.tanh(s.steepness * x) if s.transfer == "tanh" else 1 / (1 + math.exp(-s.steepness * x))
            )
        for i, v in clamped.items():
            new[i] = v
        values = new
    return values


# Equilibria that the R package fcm prints to seven digits for its example, with a residual of 0.001; they are quoted,
# and checked to four digits, in the tests of FCMpy 0.0.21 (S. Mkhitaryan et al., 2022).
@pytest.mark.parametrize(
    ("rule", "steps", "published"),
    [
        ("kosko", 6, [0.5481291, 0.6004012, 0.5814756, 0.620872, 0.6279569, 0.6653852, 0.7617789, 0.8416584]),
        (
            "modified",
            6,
            [0.7258851, 0.7907061, 0.7694508, 0.8124733, 0.8192938, 0.8399006, 0.9099403, 0.9557739],
        ),
        (
            "rescaled",
            48,
            [0.4998427, 0.4985174, 0.4989474, 0.4984212, 0.4980938, 0.4885541, 0.4855651, 0.4853266],
        ),
    ],
)
def test_the_example_of_the_r_package_fcm(rule: str, steps: int, published: "list[float]") -> None:
    settings = Settings(rule, "sigmoid", tolerance=0.001)  # type: ignore[arg-type]
    found = end(EIGHT, BEGIN, settings)
    assert found.values[:, 0] == pytest.approx(published, abs=1e-7)
    assert (found.steps[0], OUTCOMES[found.outcome[0]]) == (steps, "converged")


# Not published: what FCMpy 0.0.21's own inference and transfer classes give for the same matrix, run by us. It is an
# independent implementation, no more.
@pytest.mark.parametrize(
    ("rule", "transfer", "steepness", "steps", "theirs"),
    [
        ("kosko", "sigmoid", 2.5, 8, [0.641661519, 0.780186204, 0.723523285, 0.808920209, 0.835988855, 0.894246119, 0.972851724, 0.994802254]),
        ("kosko", "tanh", 1, 54, [-5.7058e-05, 0.000406718, 2.2355e-05, 3.3533e-05, 0.000522924, 0.003984264, 0.004974188, 0.00409735]),
        ("modified", "sigmoid", 2.5, 5, [0.958497606, 0.984887844, 0.979919246, 0.990366117, 0.99082295, 0.991198586, 0.998448092, 0.99986122]),
        ("modified", "tanh", 1, 7, [0.787579249, 0.908773555, 0.873353171, 0.927084869, 0.938446112, 0.949827465, 0.986916591, 0.997490157]),
        ("rescaled", "sigmoid", 2.5, 15, [0.952537274, 0.98350174, 0.976919614, 0.988840957, 0.990024469, 0.990926993, 0.998383915, 0.999839526]),
    ],
)  # fmt: skip
def test_the_same_numbers_as_fcmpy(
    rule: str, transfer: str, steepness: float, steps: int, theirs: "list[float]"
) -> None:
    settings = Settings(rule, transfer, steepness, tolerance=0.001)  # type: ignore[arg-type]
    found = end(EIGHT, BEGIN, settings)
    assert found.values[:, 0] == pytest.approx(theirs, abs=1e-8)
    assert found.steps[0] == steps


# Three concepts in PyFCM and Mental Modeler, as the tests of the R package fcmconfr have them: to two digits only.
@pytest.mark.parametrize(
    ("rule", "published"),
    [("kosko", [0.07, -0.02]), ("modified", [0.02, -0.01]), ("rescaled", [0.40, -0.29])],
)
def test_the_example_of_pyfcm_and_mental_modeler(rule: str, published: "list[float]") -> None:
    matrix = np.array([[0.0, 1, 0], [1, 0, -1], [1, -1, 0]])
    settings = Settings(rule, "sigmoid", steps=1000, tolerance=1e-5)  # type: ignore[arg-type]
    before = end(matrix, np.ones(3), settings)
    after = end(matrix, np.ones(3), settings, {0: 1.0})
    assert (after.values - before.values)[1:, 0] == pytest.approx(published, abs=0.005)


def test_a_fixed_point_that_can_be_worked_out() -> None:
    found = end(np.array([[0, 0.8], [0, 0.0]]), np.zeros(2), Settings(), {0: 1.0})
    assert found.values[:, 0] == pytest.approx([1, math.tanh(0.8)], abs=1e-12)
    chain = np.zeros((3, 3))
    chain[0, 1], chain[1, 2] = 0.5, -1.0
    found = end(chain, np.zeros(3), Settings(steepness=2), {0: 1.0})
    assert found.values[2, 0] == pytest.approx(math.tanh(-2 * math.tanh(1)), abs=1e-12)


def test_cycles_are_told_with_their_length_and_their_bounds() -> None:
    swinging = end(np.array([[-1.0]]), np.array([0.5]), Settings(steepness=5))
    assert (OUTCOMES[swinging.outcome[0]], swinging.period[0]) == ("cycle", 2)
    assert swinging.values[0, 0] == pytest.approx(0, abs=1e-9)
    assert swinging.low[0, 0] == pytest.approx(-swinging.high[0, 0], abs=1e-9)
    assert swinging.high[0, 0] > 0.99
    turning = end(np.array([[0.0, 1], [-1, 0]]), np.array([0.5, 0.5]), Settings(steepness=5))
    assert (OUTCOMES[turning.outcome[0]], turning.period[0]) == ("cycle", 4)


def test_what_neither_rests_nor_comes_round_is_told() -> None:
    # Found by search: no period up to 400 after 2,000 steps.
    matrix = np.array(
        [[-0.6, -0.2, 0.8, -0.2], [0.4, 0, 0.1, 0.8], [-0.5, -0.7, -0.3, -0.2], [0.3, 0.9, -0.6, -0.4]]
    )
    found = end(matrix, np.full(4, 0.3), Settings(steepness=6, steps=500, period=60))
    assert (OUTCOMES[found.outcome[0]], found.period[0], found.steps[0]) == ("chaotic", 0, 500)
    assert (found.low <= found.values).all()
    assert (found.values <= found.high).all()


def test_concepts_without_a_cause_can_be_held() -> None:
    links, weights = arrays(np.array([[0, 0.5], [0, 0.0]]))
    begin = np.array([[0.4], [0.0]])
    held = simulate(links, weights[:, None], begin, Settings(hold_causes=True))
    assert held.values[:, 0] == pytest.approx([0.4, math.tanh(0.2)])
    assert simulate(links, weights[:, None], begin).values[:, 0] == pytest.approx([0, 0], abs=1e-6)


def test_a_trajectory_holds_each_state() -> None:
    links, weights = arrays(EIGHT)
    settings = Settings("modified", "sigmoid", tolerance=0.001)
    states = trajectory(links, weights, BEGIN, settings)
    assert len(states) == 7
    assert states[0].tolist() == BEGIN.tolist()
    for n, state in enumerate(states):
        assert state == pytest.approx(written_out(EIGHT, BEGIN, settings, {}, n), abs=1e-12)


def test_runs_of_one_batch_do_not_touch_one_another() -> None:
    rng = np.random.default_rng(5)
    links, weights = arrays(EIGHT)
    many = np.clip(weights[:, None] + rng.normal(0, 0.4, (len(weights), 40)), -1, 1)
    start = rng.uniform(-1, 1, (8, 40))
    settings = Settings(steepness=2)
    together = simulate(links, many, start, settings, {1: rng.uniform(-1, 1, 40)})
    rng = np.random.default_rng(5)
    rng.normal(0, 0.4, (len(weights), 40)), rng.uniform(-1, 1, (8, 40))
    clamps = rng.uniform(-1, 1, 40)
    for n in range(40):
        alone = simulate(links, many[:, n : n + 1], start[:, n : n + 1], settings, {1: clamps[n]})
        for one, all_ in zip(alone, together, strict=True):
            np.testing.assert_array_equal(one[..., 0], all_[..., n])


def test_a_map_of_nothing_and_a_clamp_of_everything() -> None:
    nothing = end(np.zeros((0, 0)), np.zeros(0), Settings())
    assert OUTCOMES[nothing.outcome[0]] == "converged"
    links, weights = arrays(EIGHT)
    none = simulate(links, np.zeros((len(weights), 0)), np.zeros((8, 0)))
    assert none.values.shape == (8, 0)
    everything = end(EIGHT, BEGIN, Settings(), dict.fromkeys(range(8), 0.5))
    assert everything.values[:, 0].tolist() == [0.5] * 8


def test_what_cannot_be_run_is_told() -> None:
    with pytest.raises(BadRun, match="values from 0 to 1"):
        Settings("rescaled", "tanh")
    with pytest.raises(BadRun, match="name one of kosko"):
        Settings("other")  # type: ignore[arg-type]
    with pytest.raises(BadRun, match="name one of tanh"):
        Settings("kosko", "bivalent")  # type: ignore[arg-type]
    for wrong in ({"steepness": 0}, {"steps": 0}, {"period": 1}, {"tolerance": 0}, {"steepness": math.nan}):
        with pytest.raises(BadRun):
            Settings(**wrong)  # type: ignore[arg-type]
    for start, clamped in ((BEGIN * 2, {}), (BEGIN, {0: -1.5}), (BEGIN * math.nan, {})):
        with pytest.raises(BadRun, match="give each from -1 to 1"):
            end(EIGHT, start, Settings(), clamped)
    with pytest.raises(BadRun, match="give each from 0 to 1"):
        end(EIGHT, BEGIN, Settings("kosko", "sigmoid"), {0: -0.5})
    with pytest.raises(BadRun, match="weight is out of range"):
        end(EIGHT * 3, BEGIN, Settings())
    links, weights = arrays(EIGHT)
    with pytest.raises(BadRun, match="do not fit"):
        simulate(links, weights[1:, None], BEGIN[:, None])
    with pytest.raises(BadRun, match="not of as many runs"):
        simulate(links, weights[:, None], np.zeros((8, 2)))


@given(
    matrix=st.integers(1, 5).flatmap(
        lambda n: st.lists(
            st.lists(st.sampled_from([0.0, 1.0, -1.0]) | st.floats(-1, 1), min_size=n, max_size=n),
            min_size=n,
            max_size=n,
        )
    ),
    rule=st.sampled_from(["kosko", "modified", "rescaled"]),
    transfer=st.sampled_from(["tanh", "sigmoid"]),
    steepness=st.floats(0.1, 10),
    value=st.floats(0, 1),
    clamp=st.none() | st.floats(0, 1),
)
def test_any_map_is_run_by_the_rules_and_stays_in_range(
    matrix: "list[list[float]]",
    rule: str,
    transfer: str,
    steepness: float,
    value: float,
    clamp: "float | None",
) -> None:
    if rule == "rescaled":
        transfer = "sigmoid"
    settings = Settings(rule, transfer, steepness, steps=7, tolerance=1e-300)  # type: ignore[arg-type]
    weights = np.array(matrix)
    clamped = {} if clamp is None else {0: clamp}
    start = np.full(len(weights), value)
    links, column = arrays(weights)
    states = trajectory(links, column, start, settings, clamped)
    expected = written_out(weights, start, settings, clamped, len(states) - 1)
    assert states[-1] == pytest.approx(expected, abs=1e-9)
    found = end(weights, start, Settings(rule, transfer, steepness), clamped)  # type: ignore[arg-type]
    assert ((found.low >= settings.lowest - 1e-9) & (found.high <= 1 + 1e-9)).all()
    assert (found.low <= found.values + 1e-9).all()
    assert (found.values <= found.high + 1e-9).all()
