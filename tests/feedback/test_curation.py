"""Chains of steps: the account, the file of steps, and what is written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.feedback import (
    Confidence,
    Decontamination,
    FeedbackError,
    LengthRatio,
    Lookup,
    Max,
    MinOf,
    Pairs,
    Quantile,
    Right,
    Texts,
    Top,
    curate,
    curate_file,
    read,
    read_plan,
)
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Comparison, Example, Scores


@dataclass(frozen=True)
class Words(Reward[Sequence[Example]]):
    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([float(len(each.response.split())) for each in batch]))


def reward(name: str) -> Words:
    if name != "words":
        raise GuerdonError(f"{name}: no such folder")
    return Words()


LOOKUP = Lookup(reward, lambda name: ("Name three fruits.",))
ROWS = [
    {"prompt": "Name three fruits.", "chosen": "Apple and pear and plum.", "rejected": "Apple."},
    {"prompt": "Name a town.", "chosen": "Oslo is one of them.", "rejected": "Oslo, a town."},
    {"prompt": "Name a river.", "chosen": "The Po.", "rejected": "I would say that the Rhine is one."},
    {"prompt": "Name a river.", "chosen": "The Rhine is one, I would say.", "rejected": "The long Po is one."},
]
STEPS = """
seed = 3

[[step]]
use = "decontamination"
against = "fruits"

[[step]]
use = "confidence"
reward = "words"

[[step]]
use = "pairs"
reward = "words"
chosen = "max"
rejected = { use = "min-of", k = 9 }
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "steps.toml"
    path.write_text(text)
    return path


def test_a_chain_accounts_for_every_row():
    rows = Comparisons.of(
        Comparison(Example(row["prompt"], row["chosen"]), Example(row["prompt"], row["rejected"])) for row in ROWS
    )
    lost = []
    steps = [Decontamination((Texts("fruits", ("Name three fruits.",)),)), Confidence(Words())]
    made = curate(rows, steps, lost=lambda number, dropped, row: lost.append((number, dropped.why, row["prompt"])))
    assert [(each.step, each.before, each.after) for each in made.accounts] == [
        ("decontamination", 4, 3),
        ("confidence", 3, 2),
    ]
    assert made.accounts[0].examples == {"prompt in fruits": "name three fruits: Name three fruits."}
    assert [(number, prompt) for number, _, prompt in lost] == [(1, "Name three fruits."), (2, "Name a river.")]
    assert [row.chosen.response for row in made.records] == [ROWS[1]["chosen"], ROWS[3]["chosen"]]


def test_a_file_of_steps_becomes_the_steps(tmp_path):
    plan = read_plan(written(tmp_path, STEPS), LOOKUP)
    assert plan.seed == 3
    assert plan.steps == (
        Decontamination((Texts("fruits", ("Name three fruits.",)),)),
        Confidence(Words()),
        Pairs(Words(), Max(), MinOf(9)),
    )
    nested = '[[step]]\nuse = "pairs"\nchosen = { use = "right", of = { use = "quantile", q = 0.9 }, part = "ok" }'
    assert read_plan(written(tmp_path, nested), LOOKUP).steps == (Pairs(chosen=Right(Quantile(0.9), "ok")),)
    table = '[[step]]\nuse = "top"\nreward = "words"\nshares = { a = 1, b = 0.5 }\n[[step]]\nuse = "length-ratio"'
    assert read_plan(written(tmp_path, table), LOOKUP).steps == (
        Top(Words(), shares={"a": 1.0, "b": 0.5}),
        LengthRatio(),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[step]]\nuse = "confidance"', r"steps.toml, step 1 \(confidance\): there is no step 'confidance'; did you mean 'confidence'"),
        ('[[step]]\nuse = "length-ratio"\nmots = 2', r"step 1 \(length-ratio\): there is no option 'mots'; did you mean 'most'"),
        ('[[step]]\nuse = "length-ratio"\nmost = "2"', "most: '2' is not a number"),
        ('[[step]]\nuse = "length-ratio"\nmost = true', "most: True is no number"),
        ('[[step]]\nuse = "decontamination"\nagainst = ["x"]\nn = 2.5', "n: 2.5 is not a whole number"),
        ('[[step]]\nuse = "decontamination"\nagainst = ["x"]\nn = 0', "n is 0, expected at least 1 word"),
        ('[[step]]\nuse = "confidence"', "the option 'reward' is missing"),
        ('[[step]]\nuse = "confidence"\nreward = "my-reward"', r"step 1 \(confidence\): my-reward: no such folder"),
        ('[[step]]\nuse = "pairs"\nchosen = "maxx"', "chosen: there is no selector 'maxx'; did you mean 'max'"),
        ('[[step]]\nuse = "pairs"\nchosen = { use = "min-of", k = 0 }', "k is 0, expected at least 1 sample"),
        ('[[step]]\nuse = "pairs"\nchosen = 3', 'expected a name, or a table with the name of a selector under "use"'),
        ('[[step]]\nuse = "top"\nreward = "words"\nshares = 1', "shares: 1 is not a table"),
        ('seeds = 1\n[[step]]\nuse = "distinct"', "there is no key 'seeds'; did you mean 'seed'"),
        ("seed = 1", "there are no steps"),
        ('seed = -1\n[[step]]\nuse = "distinct"', "seed is -1"),
        ("[[step", "not valid TOML"),
        ('[[step]]\nuse = "distinct"\n[[step]]\nmost = 3', "step 2: expected a name"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_one_line_that_says_where(tmp_path, text, says):
    with pytest.raises(FeedbackError, match=says) as caught:
        read_plan(written(tmp_path, text), LOOKUP)
    assert "\n" not in str(caught.value).replace("\\n", "")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FeedbackError, match="cannot be read"):
        read_plan(tmp_path / "none.toml", LOOKUP)


def test_what_is_kept_left_out_and_said_is_written(tmp_path, jsonl):
    data, recipe = jsonl(*ROWS), written(tmp_path, STEPS)
    made = curate_file(recipe, data, tmp_path / "out" / "kept.jsonl.gz", LOOKUP)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "kept.dropped.jsonl", "kept.jsonl.gz", "kept.summary.json",
    ]  # fmt: skip
    kept = read(tmp_path / "out" / "kept.jsonl.gz").records
    assert [(row.chosen.response, row.strength) for row in kept] == [
        ("Oslo is one of them.", 2.0),
        ("The Rhine is one, I would say.", 2.0),
    ]
    lost = [json.loads(line) for line in (tmp_path / "out" / "kept.dropped.jsonl").read_text().splitlines()]
    assert [(row["step"], row["name"], row["prompt"]) for row in lost] == [
        (1, "decontamination", "Name three fruits."), (2, "confidence", "Name a river."),
    ]  # fmt: skip
    said = json.loads((tmp_path / "out" / "kept.summary.json").read_text())
    assert said == made.to_json()
    assert [step["after"] for step in said["steps"]] == [3, 2, 2]
    again = curate_file(recipe, data, tmp_path / "again.jsonl.gz", LOOKUP)
    assert (tmp_path / "again.jsonl.gz").read_bytes() == (tmp_path / "out" / "kept.jsonl.gz").read_bytes()
    assert again.rows == made.rows == 2


def test_a_dry_run_writes_nothing_and_says_the_same(tmp_path, jsonl):
    data, recipe = jsonl(*ROWS), written(tmp_path, STEPS)
    dry = curate_file(recipe, data, None, LOOKUP)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["prefs.jsonl", "steps.toml"]
    assert dry.accounts == curate_file(recipe, data, tmp_path / "kept.csv", LOOKUP).accounts
    assert dry.to_json()["out"] is None


def test_nothing_is_left_behind_where_nothing_is_left(tmp_path, jsonl):
    recipe = written(tmp_path, '[[step]]\nuse = "only"\nkeep = ["elsewhere"]')
    with pytest.raises(FeedbackError, match=r"nothing is left after only \(4 source that is not wanted\)"):
        curate_file(recipe, jsonl(*ROWS), tmp_path / "out.jsonl", LOOKUP)
    assert not list(tmp_path.glob("out*"))
    with pytest.raises(FeedbackError, match="ending"):
        curate_file(recipe, jsonl(*ROWS), tmp_path / "out.txt", LOOKUP)
