"""The recipe at a tiny scale: its arms and controls are there, and a seed is a result."""

from guerdon.recipes import haf_rm

ARMS = {
    "Bradley-Terry", "HAF", "HAF, weight 1", "HAF, the losses in turns", "GRM", "DPO implicit", "frozen trunk",
}  # fmt: skip


def test_every_arm_is_measured_and_the_method_stands_against_both_baselines():
    config = haf_rm.Config(texts=60, pairs=24, prompts=4, n=4, epochs=2)
    plain, implicit = haf_rm.run(config, 7)
    assert {name.split(", ", 1)[1] for name in plain.controls} == ARMS
    assert plain.method == implicit.method == plain.controls["accuracy outside, HAF"]
    assert implicit.baseline == plain.controls["accuracy outside, DPO implicit"]
    assert implicit.claim is haf_rm.IMPLICIT
    assert [plain, implicit] == haf_rm.run(config, 7)


def test_without_weight_the_policy_term_changes_nothing():
    found = haf_rm.run(haf_rm.Config(texts=60, pairs=24, prompts=4, n=4, epochs=1, weight=0.0), 7)[0]
    assert found.method == found.baseline
