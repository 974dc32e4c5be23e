"""Choices by a power of a density: the loss by hand, what it comes to, and the table that it is fitted on."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch

from guerdon.audit import choice_density
from guerdon.errors import GuerdonError
from guerdon.learn import (
    BradleyTerry,
    Forward,
    FullBatch,
    PreferenceBehaviour,
    RewardModel,
    ScalarHead,
    Table,
    fit,
)
from guerdon.learn.batch import ComparisonBatch
from guerdon.loading import load
from guerdon.records import Comparisons
from guerdon.testbeds import Strings
from guerdon.types import Comparison, Example, Scores

STRINGS = Strings(longest=2)


def told(examples: Sequence[Example]) -> Scores:
    return Scores(torch.tensor([float(len(example.response)) for example in examples], requires_grad=True))


def loss(objective: object, *rows: Comparison) -> float:
    result = objective(Forward(RewardModel(Table(["x"]), ScalarHead()), told), ComparisonBatch(rows))
    result.total.backward()
    return float(result.total.detach())


def test_by_hand():
    rows = [
        Comparison(Example("p", "xxx"), Example("p", "x"), target=0.9),  # scores 3 and 1
        Comparison(Example("p", "x"), Example("p", "xx"), weight=3.0),  # scores 1 and 2
    ]
    # powers 1/3, 1 and 1/2 make every utility 1: log 2 whatever the target
    assert loss(PreferenceBehaviour(lambda text: 1 / len(text)), *rows) == pytest.approx(np.log(2))
    # power = length: utilities 9 and 1, then 1 and 4
    expected = 0.9 * np.log1p(np.exp(-8)) + 0.1 * np.log1p(np.exp(8))
    assert loss(PreferenceBehaviour(lambda text: float(len(text))), *rows) == pytest.approx(
        (expected + 3 * np.log1p(np.exp(3))) / 4
    )
    assert loss(PreferenceBehaviour(lambda text: 1.0), *rows) == pytest.approx(loss(BradleyTerry(), *rows))


def exact() -> Comparisons:
    """Every pair with its true probability."""
    f = STRINGS.density ** np.array([STRINGS.power(text) for text in STRINGS.texts])
    return Comparisons.of(
        Comparison(one, other, target=float(f[a] / (f[a] + f[b])))
        for a, one in enumerate(STRINGS.support)
        for b, other in enumerate(STRINGS.support)
        if a < b
    )


def test_exact_choices_give_the_density_back():
    model = RewardModel(Table(STRINGS.texts), ScalarHead())
    solver = FullBatch(l2=(1e-9,), iterations=200)
    fit(model, exact(), PreferenceBehaviour(STRINGS.power), validation=exact(), solver=solver)
    power = np.array([STRINGS.power(text) for text in STRINGS.texts])
    logp = model.score(STRINGS.support).values.double().numpy()
    assert choice_density(power * logp, power) == pytest.approx(STRINGS.density, abs=2e-3)


def test_what_does_not_fit_is_refused():
    model = RewardModel(Table(STRINGS.texts), ScalarHead())
    with pytest.raises(GuerdonError, match="the power of the response 'a' is 0, expected above 0"):
        fit(model, exact(), PreferenceBehaviour(lambda text: 0.0), validation=exact())


def test_a_table_has_a_column_for_each_response(tmp_path):
    table = Table(["yes", "no", "maybe"])
    encoded = table(table.prepare([Example("p", "maybe"), Example("q", "yes"), Example("p", "maybe")]))
    assert encoded.pooled.tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 1]]
    with pytest.raises(GuerdonError, match="'never' is none of the 3 responses"):
        table([Example("p", "never")])
    for names in ([], ["a", "a"]):
        with pytest.raises(ValueError, match="names each once"):
            Table(names)


def test_a_table_of_rewards_is_saved_and_loaded(tmp_path):
    model = RewardModel(Table(STRINGS.texts), ScalarHead())
    fit(model, exact(), validation=exact(), solver=FullBatch(l2=(1e-3,), iterations=20))
    model.save(tmp_path / "saved")
    again = load(tmp_path / "saved")
    assert again.score(STRINGS.support).values.tolist() == model.score(STRINGS.support).values.tolist()
