"""The world on embeddings: its truth is fixed and standardised, its annotators are as good as they say."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.surface import surface
from guerdon.testbeds import EmbeddingWorld, World
from guerdon.testbeds.opening import worlds
from guerdon.types import Comparison, Example


class Words(World):
    """Answers of random words; its own truth is not asked for."""

    @property
    def gold(self) -> Reward:
        raise NotImplementedError

    def comparisons(self, n: int) -> Comparisons:
        rng = np.random.default_rng(0)
        return Comparisons.of(
            Comparison(Example(f"p{place}", said(rng)), Example(f"p{place}", said(rng))) for place in range(n)
        )

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        rng = np.random.default_rng(1)
        return [tuple(Example(f"q{place}", said(rng)) for _ in range(n)) for place in range(prompts)]


def said(rng: np.random.Generator) -> str:
    """Words of several kinds, so that the attributes of the surface differ."""
    return " ".join(rng.choice(["we", "perhaps", "12", "really!", "so?", "**bold**", "\n- item"], rng.integers(3, 40)))


@dataclass(frozen=True)
class SurfaceWorld(EmbeddingWorld):
    def embed(self, examples: Sequence[Example]) -> Float[Tensor, "n width"]:
        return torch.from_numpy(surface([each.response for each in examples])).float()


def agreement(world: EmbeddingWorld, n: int) -> tuple[float, float]:
    """How often labels agree with gold, and how often they should."""
    rows = list(world.comparisons(n))
    chosen, rejected = (
        world.gold.score([getattr(row, side) for row in rows]).values for side in ("chosen", "rejected")
    )
    gaps = chosen - rejected
    return float((gaps > 0).float().mean()), float(torch.sigmoid(world.quality * gaps.abs()).mean())


def test_gold_is_standard_on_the_reference_and_depends_on_the_seed_alone():
    base = Words()
    rows = list(base.comparisons(100))
    batch = [side for row in rows for side in (row.chosen, row.rejected)]
    values = SurfaceWorld(base, seed=5).gold.score(batch).values
    assert abs(float(values.mean())) < 1e-5
    assert abs(float(values.std()) - 1) < 1e-5
    assert torch.equal(values, SurfaceWorld(base, seed=5, quality=9.0).gold.score(batch).values)
    assert not torch.allclose(values, SurfaceWorld(base, seed=6).gold.score(batch).values, atol=0.1)


def test_annotators_are_right_as_often_as_their_quality_says():
    for quality in (0.0, 3.0):
        seen, expected = agreement(SurfaceWorld(Words(), quality=quality), 300)
        assert abs(seen - expected) < 4 * np.sqrt(expected * (1 - expected) / 300)


def test_labels_are_reproduced_and_the_pairs_are_those_of_the_base():
    world = SurfaceWorld(Words(), seed=2)
    rows, again, base = world.comparisons(50), world.comparisons(50), world.base.comparisons(50)
    assert list(rows) == list(again)
    assert len({row.id for row in rows}) == 50
    for row, pair in zip(rows, base, strict=True):
        assert {row.chosen.response, row.rejected.response} == {pair.chosen.response, pair.rejected.response}
        assert row.target == 1
    assert world.candidates(2, 3) == world.base.candidates(2, 3)


def test_it_needs_an_embedding_and_is_no_world_to_open_by_name():
    assert "embeddingworld" not in worlds()
