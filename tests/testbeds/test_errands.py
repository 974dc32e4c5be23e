"""The world of errands: reproducible, readable, disjoint where it must be, and fit for its purpose."""

import os
import subprocess
import sys
from random import Random

import numpy as np
import pytest

from guerdon.testbeds import Errands
from guerdon.testbeds.errands.answers import errand_of, kinds
from guerdon.testbeds.errands.text import tokens
from guerdon.types import Example

ALL = pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
DIGEST = """
import hashlib
from guerdon.testbeds import Errands
world = Errands(seed=4, length_bias=0.5)
rows = [(r.prompt, r.chosen.response, r.rejected.response, r.annotator, r.agreement) for r in world.comparisons(60)]
groups = [[e.response for e in group] for group in world.candidates(5, 8)]
gold = world.gold.score(world.candidates(3, 4)[0]).values.tolist()
print(hashlib.sha256(repr((rows, groups, gold)).encode()).hexdigest())
"""


def texts(world: Errands, n: int) -> list[tuple[str, str, str]]:
    return [(row.chosen.prompt_text, row.chosen.response, row.rejected.response) for row in world.comparisons(n)]


def gold(world: Errands, examples: list[Example]) -> np.ndarray:
    return world.gold.score(examples).require().values.numpy()


def test_the_same_seed_makes_the_same_world_in_another_process(capsys: pytest.CaptureFixture[str]) -> None:
    exec(DIGEST, {})
    here = capsys.readouterr().out.strip()
    environment = os.environ | {"PYTHONHASHSEED": "12345"}
    there = subprocess.run([sys.executable, "-c", DIGEST], capture_output=True, text=True, env=environment, check=True)
    assert there.stdout.strip() == here


def test_another_seed_makes_other_texts() -> None:
    assert not set(texts(Errands(seed=0), 200)) & set(texts(Errands(seed=1), 200))


def test_fewer_comparisons_are_the_first_of_more() -> None:
    assert texts(Errands(seed=2), 30) == texts(Errands(seed=2), 50)[:30]


def test_annotators_change_labels_but_no_texts() -> None:
    fair, biased = texts(Errands(seed=3), 300), texts(Errands(seed=3, length_bias=2), 300)
    assert [set(row) for row in fair] == [set(row) for row in biased]
    assert 30 < sum(a != b for a, b in zip(fair, biased, strict=True)) < 250


def test_candidates_use_prompts_that_no_comparison_of_any_world_uses() -> None:
    compared = {row[0] for seed in (0, 1) for row in texts(Errands(seed=seed), 300)}
    drawn = [group[0].prompt for seed in (0, 1) for group in Errands(seed=seed).candidates(150, 1)]
    assert len(compared) > 250
    assert not compared.intersection(drawn)


def test_candidates_are_that_many_answers_to_that_many_different_prompts() -> None:
    groups = Errands().candidates(30, 5)
    assert len(groups) == 30
    assert {len(group) for group in groups} == {5}
    assert len({group[0].prompt for group in groups}) == 30
    assert all(len({example.prompt for example in group}) == 1 for group in groups)


def test_two_comparisons_share_a_prompt_and_never_an_answer_with_itself() -> None:
    rows = list(Errands().comparisons(200))
    assert [row.prompt for row in rows[::2]] == [row.prompt for row in rows[1::2]]
    assert all(row.chosen.response != row.rejected.response for row in rows)


def test_the_fields_that_are_known_are_filled() -> None:
    world = Errands()
    for row in world.comparisons(50):
        assert row.source in {kind.name for kind in world.kinds}
        assert row.annotator in {annotator.name for annotator in world.panel}
        assert row.agreement is not None
        assert 0 <= row.agreement <= 1
        assert row.provenance == "rule"
        assert set(row.chosen.meta) == {"kind", "defects", "virtues", "styles"}


def test_families_and_single_kinds_are_disjoint_worlds() -> None:
    world = Errands(seed=1)
    there = {kind.name for kind in world.shifted().kinds}
    assert len(world.kinds) >= 6
    assert there
    assert not there & {kind.name for kind in world.kinds}
    assert {row.source for row in world.shifted().comparisons(100)} == there
    assert {row.source for row in Errands(families=("sums", "notes")).comparisons(60)} == {"sums", "notes"}


def test_an_unknown_family_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"families=\('poems',\).*known are .*advising.*shifted.*train"):
        Errands(families=("poems",))


@ALL
def test_prompts_are_many_readable_and_read_back(kind: type) -> None:
    rng = Random(kind.name)
    errands = [kind.sample(rng) for _ in range(1500)]
    prompts = {errand.prompt for errand in errands}
    assert len(prompts) > 800
    for errand in errands[:400]:
        assert errand_of(errand.prompt) == errand
        assert not set("{}<>_\n") & set(errand.prompt)
        assert "  " not in errand.prompt
        assert errand.prompt[0].isupper() or errand.prompt[0] == '"'
        assert errand.prompt[-1] in ".?!"
        assert 3 <= len(tokens(errand.prompt)) <= 100


@ALL
def test_a_prompt_is_read_whatever_its_white_space(kind: type) -> None:
    errand = kind.sample(Random(7))
    assert errand_of(f"  {errand.prompt}".replace(" ", "\n  ")) == errand


def test_answers_are_readable() -> None:
    for group in Errands(seed=9).candidates(60, 10):
        for example in group:
            assert example.response.strip()
            assert not set("{}<>") & set(example.response)


def test_a_prompt_from_elsewhere_has_no_gold_and_says_so() -> None:
    world = Errands()
    known = world.candidates(1, 1)[0][0]
    scores = world.gold.score([Example("Write a poem about rust.", "Rust."), known])
    assert scores.failed == (0,)
    assert scores.errors is not None
    assert "no errand asks 'Write a poem about rust.'" in (scores.errors[0] or "")
    assert scores.errors[1] is None


def test_gold_is_standardised_over_fresh_candidates() -> None:
    drawn = [group[0] for group in Errands(seed=77).candidates(800, 1)]
    values = gold(Errands(), drawn)
    assert abs(values.mean()) < 4 / np.sqrt(len(values))
    assert 0.92 < values.std() < 1.08


def test_gold_has_few_ties_at_the_top() -> None:
    best = [gold(Errands(), list(group)).max() for group in Errands(seed=8).candidates(40, 16)]
    single = [gold(Errands(), list(group))[0] for group in Errands(seed=8).candidates(40, 16)]
    assert np.mean(best) > np.mean(single) + 1.2


def test_the_longest_of_many_candidates_is_worse_than_any() -> None:
    groups = Errands(seed=6).candidates(40, 64)
    longest = [max(group, key=lambda example: len(tokens(example.response))) for group in groups]
    first = [group[0] for group in groups]
    assert gold(Errands(), longest).mean() < gold(Errands(), first).mean() - 0.3


def test_length_alone_says_little_at_the_default_settings() -> None:
    rows = list(Errands(seed=5).comparisons(900))
    gaps = np.array([len(tokens(row.chosen.response)) - len(tokens(row.rejected.response)) for row in rows])
    assert 0.45 < ((gaps > 0) + 0.5 * (gaps == 0)).mean() < 0.59
    margins = gold(Errands(), [row.chosen for row in rows]) - gold(Errands(), [row.rejected for row in rows])
    assert 0.84 < ((margins > 0) + 0.5 * (margins == 0)).mean() < 0.93
