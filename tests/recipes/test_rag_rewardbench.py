"""RAG-RewardBench: published averages from published scenarios, its columns, and the scenarios that are made here."""

import json

import pytest
import torch

from guerdon.bench import Contest, figures, run
from guerdon.bench.rag_rewardbench import RagRewardBench, group
from guerdon.recipes import rag_rewardbench as recipe
from guerdon.recipes.grounded import Support, corrected, invented, supported
from guerdon.reward import Reward
from guerdon.shape import Measure
from guerdon.types import Example, Scores

SIZES = {
    "helpful/general": 262, "helpful/reasoning": 306, "helpful/citation": 361,
    "harmless/general": 155, "harmless/abstain": 217, "harmless/conflict": 184,
}  # fmt: skip
PUBLISHED = {
    "Skywork-Critic-Llama-3.1-70B": ((85.9, 77.1, 68.1, 91.6, 74.2, 83.2), (76.1, 82.0, 78.3)),
    "INF-ORM-Llama3.1-70B": ((80.5, 76.5, 62.9, 85.2, 84.8, 81.0), (72.3, 83.6, 76.6)),
    "Skywork-Reward-Gemma-2-27B-v0.2": ((80.9, 74.5, 67.9, 75.5, 82.9, 67.9), (73.7, 75.9, 74.5)),
}
"""Per cent by scenario; of the helpful, of the harmless, of all."""


class Said(Reward):
    def score(self, batch):
        return Scores(torch.tensor([float(each.response) for each in batch]))


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_scenarios_give_the_published_averages(name):
    scenarios, averages = PUBLISHED[name]
    contests = [
        Contest(
            (Example(f"{subset} {row}", str(int(row < round(size * share / 100)))),),
            (Example(f"{subset} {row}", "0"),),
            subset,
        )
        for (subset, size), share in zip(SIZES.items(), scenarios, strict=True)
        for row in range(size)
    ]
    found = figures(RagRewardBench(), contests, Said())
    said = [100 * found[part] for part in ("helpful", "harmless", "accuracy")]
    assert said == pytest.approx(averages, abs=0.06)


def test_sizes_are_those_of_the_sections():
    assert sum(size for name, size in SIZES.items() if name.startswith("helpful")) == RagRewardBench.counts["helpful"]
    assert sum(SIZES.values()) == sum(RagRewardBench.counts.values()) == 1485


@pytest.mark.parametrize(
    ("subset", "scenario"),
    [("Multi-hop Reasoning", "helpful/reasoning"), ("Fine-grained Citation", "helpful/citation"),
     ("Appropriate Abstain", "harmless/abstain"), ("Conflict Robustness", "harmless/conflict"),
     ("conflict", "harmless/conflict"), ("reason", "helpful/reasoning"), ("abstain", "harmless/abstain"),
     ("harmless-general", "harmless/general"), ("Helpful_General", "helpful/general"), ("else", "else")],
)  # fmt: skip
def test_subsets_are_told_by_what_their_names_have(subset, scenario):
    assert group(subset) == scenario


def test_rows_are_read_with_their_passages(tmp_path, monkeypatch):
    row = {
        "id": 1, "prompt": "[1] Ann lives in Oslo. Where does Ann live?", "question": "Where does Ann live?",
        "retrieval": ["Ann lives in Oslo."], "chosen": "Ann lives in Oslo [1].", "chosen_model": "a",
        "rejected": "Lima.", "rejected_model": "b", "subset": "Fine-grained Citation",
    }  # fmt: skip
    other = {
        **row,
        "id": 2,
        "subset": "Appropriate Abstain",
        "chosen": "No idea.",
        "rejected": "She lives in Lima now.",
    }
    folder = tmp_path / "rag-reward-bench"
    folder.mkdir()
    (folder / "train.jsonl").write_text(json.dumps(row) + "\n" + json.dumps(other) + "\n")
    monkeypatch.setenv("GUERDON_DATA", str(tmp_path))
    first, second = RagRewardBench().contests()
    assert first.right[0].context == {"passages": ["Ann lives in Oslo."]}
    assert (first.right[0].meta["model"], second.subset) == ("a", "harmless/abstain")
    report = run(RagRewardBench(), Measure("log_words"))
    assert report.contests == {"helpful": (1, 929), "harmless": (1, 556)}
    assert {name: each.value for name, each in report.sections.items()} == {"helpful": 1, "harmless": 0}


def test_support_by_hand():
    example = Example("q", "Ann lives in Oslo today", {"passages": ["They say Ann lives in Oslo."]})
    assert supported(example) == pytest.approx(2 / 3)
    assert supported(Example("q", "no", {"passages": ["no"]})) == 0


def test_abstaining_is_right_where_the_passages_are_of_another_question():
    cases = invented(6, 103)
    contests = recipe.contests(cases)
    when = [each for each in contests if each.subset == recipe.WHEN]
    assert [each.right[0].response == recipe.ABSTAIN for each in when] == [False, True] * 3
    for case, each in zip(cases, when, strict=True):
        assert (each.right[0].context["passages"] == list(case.passages)) == (each.right[0].response != recipe.ABSTAIN)
    grounding = [each for each in contests if each.subset == recipe.CITATION]
    assert figures(RagRewardBench(), grounding, Support())["accuracy"] == 1


def test_with_and_without_passages(short_fits, monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    small = recipe.Config(train=24, test=8)
    [outcome] = recipe.run(small, 103)
    controls = outcome.controls
    for arm, value in (("without passages", outcome.baseline), ("with passages", outcome.method)):
        assert value == pytest.approx((controls[f"{recipe.CITATION}, {arm}"] + controls[f"{recipe.WHEN}, {arm}"]) / 2)
    assert controls[f"{recipe.CITATION}, support"] == 1
    assert recipe.run(small, 103) == [outcome]


@pytest.mark.realdata
def test_corrected_answers_of_people(data_folder):
    cases = corrected(400, 103)
    assert 250 < len(cases) <= 342
    assert all(case.grounded != case.wrong and case.better != case.worse and case.passages for case in cases)
