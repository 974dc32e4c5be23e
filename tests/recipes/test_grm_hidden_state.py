"""The recipe at a tiny scale: its arms and controls are there, and a seed is a result."""

from guerdon.recipes import grm_hidden_state

ARMS = {"Bradley-Terry", "GRM", "GRM, weight 0.01", "margin", "label smoothing", "one epoch", "frozen trunk"}


def test_every_arm_is_measured_where_the_comparisons_were_and_elsewhere():
    config = grm_hidden_state.Config(texts=60, pairs=24, prompts=4, n=4, epochs=2)
    outcome = grm_hidden_state.run(config, 7)
    named = {name.split(", ", 1)[1] for name in outcome.controls}
    assert named == ARMS
    assert outcome.baseline == outcome.controls["accuracy outside, Bradley-Terry"]
    assert outcome.method == outcome.controls["accuracy outside, GRM"]
    assert all(0 <= value <= 1 for name, value in outcome.controls.items() if name.startswith("accuracy"))
    assert all(value >= 0 for name, value in outcome.controls.items() if "lost" in name)
    assert outcome == grm_hidden_state.run(config, 7)
