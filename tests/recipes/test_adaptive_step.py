"""AdaptiveStep at a tiny scale: every way to cut, and doubt alone, on the same answers."""

import dataclasses

from guerdon.recipes.adaptive_step import Config, run

TINY = Config(corpus=60, rollouts=400, continuations=2, questions=4, n=4)


def test_every_way_to_cut_is_there_and_a_seed_repeats():
    first, second = run(TINY, 3), run(TINY, 3)
    assert dataclasses.asdict(first) == dataclasses.asdict(second)
    assert first.baseline == first.controls["steps cut by random"]
    assert first.method == first.controls["steps cut by doubt"]
    scored = {"steps cut by doubt", "steps cut by random", "steps cut by every sum", "mean log-probability alone", "least log-probability alone"}  # fmt: skip
    assert scored | {f"AUROC of answers, {name}" for name in scored} <= set(first.controls)
    assert all(0 <= first.controls[name] <= first.controls["any right"] for name in scored)
    assert first.controls["words in a step"] > 1
