"""Ratios of models of made-up words at a tiny scale."""

from pathlib import Path

import numpy as np
import pytest

from guerdon.recipes import density_ratio_reward as recipe
from guerdon.testbeds import Phrases
from guerdon.testbeds.filled import FILLERS, dryness, filled, unlike
from guerdon.types import Example

TINY = recipe.Config(texts=96, further=(16, 32), pairs=16, sampled=4)


def test_pairs_are_of_unlike_lengths_and_the_first_is_better() -> None:
    world = Phrases(103)
    pairs = unlike(world, lambda each: world.gold.value(each.response.split()), 40, fillers=3)
    assert len(pairs) > 20
    for first, second in pairs:
        assert first.prompt == second.prompt
        assert {len(first.response.split()), len(second.response.split())} == {9, 17}
        values = [[world.values.get(word, 0) for word in each.response.split()] for each in (first, second)]
        assert np.mean([sum(row) / len(row) for row in values[:1]]) > -1
        assert sum(values[0]) / (len(values[0]) - 3) > sum(values[1]) / (len(values[1]) - 3)


def test_fillers_halve_in_frequency_and_change_nothing_else() -> None:
    some = [Example("p", "ba be")] * 4000
    words = [each.response.split() for each in filled(some, 2, 1)]
    assert all([word for word in row if word not in FILLERS] == ["ba", "be"] for row in words)
    counts = [sum(row.count(word) for row in words) for word in FILLERS[:3]]
    assert counts[0] / counts[1] == pytest.approx(2, rel=0.1)
    assert counts[1] / counts[2] == pytest.approx(2, rel=0.15)
    assert filled(some[:3], 0, 1) == some[:3]


def test_dryness_by_hand() -> None:
    world = Phrases(103)
    good, dry = (world.lexicon.words[world.lexicon.moods[0, kind, 0]] for kind in (2, 1))
    assert dryness(world, Example("", f"{good} {dry} {dry}")) == pytest.approx(2 / 3)


def test_all_that_is_recorded_and_a_seed_repeats(tmp_path: Path) -> None:
    trained = recipe.Trained(Phrases(103), TINY, 0)
    plain, wider = trained.grid(tmp_path, "phrases")
    assert plain.baseline == max(
        plain.controls[f"{name}, 32 good"] for name in ("strong alone", "strong alone, a token")
    )
    assert plain.method == wider.method == plain.controls["ratio, 32 good"]
    assert wider.claim is recipe.WIDER
    told = trained.conditioned(tmp_path)
    assert told.method == pytest.approx(np.mean([told.controls[f"{name}, own condition"] for name in recipe.KINDS]))
    assert trained.grid(tmp_path / "again", "phrases") == [plain, wider]
