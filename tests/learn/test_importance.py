"""What each step of a response counts, against the plain model's attention and models whose attention is known."""

from functools import cache

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoModelForCausalLM, AutoTokenizer

from guerdon.errors import GuerdonError
from guerdon.learn import BradleyTerry, CausalEncoder, RewardModel, StepNumbers, UnitHead, fit, tiny
from guerdon.learn.objectives.importance import AttentionImportance, by_step, in_symbols, permuted, remembered
from guerdon.learn.objectives.redistribution import ReturnRedistribution
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

WORDS = ["red", "green", "blue", "left", "right", "up", "down", "stop"]
STEPS = ("red left\n", "up\n", "green right down\n", "blue\n")


def stepped(*steps: str) -> Example:
    return Example("go", "".join(steps), steps=steps)


@pytest.fixture
def folder() -> str:
    return tiny(WORDS, width=16, heads=2, spread=0.5, window=32)


@pytest.fixture
def model(folder) -> CausalEncoder:
    return CausalEncoder(folder)


def plain(folder: str, words: str) -> tuple[torch.Tensor, torch.Tensor]:
    """The last row of the attention of transformers' own model, mean over layers and heads; and what it says comes next."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    alone = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()
    ids = tokenizer(f"<user>go<end><assistant>{words}", add_special_tokens=False, return_tensors="pt")["input_ids"]
    with torch.no_grad():
        said = alone(ids, output_attentions=True)
    return torch.cat(said.attentions).mean((0, 1))[-1], said.logits[0, -1].softmax(-1)


def test_weights_are_where_the_last_prediction_looks(folder, model):
    [weights] = AttentionImportance(model)([stepped(*STEPS)])
    looks = plain(folder, " ".join(STEPS))[0][-7:]
    expected = torch.stack([looks[:2].sum(), looks[2], looks[3:6].sum(), looks[6]]) / looks.sum()
    assert weights.tolist() == pytest.approx(expected.tolist(), abs=1e-6)
    assert weights.std() > 0.02


@settings(max_examples=30)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), min_size=1, max_size=5))
def test_a_model_that_looks_everywhere_alike_weighs_steps_by_their_words(steps):
    model = blind()
    [weights] = AttentionImportance(model)([stepped(*(" ".join(words) + "\n" for words in steps))])
    counts = [len(words) for words in steps]
    assert weights.tolist() == pytest.approx([count / sum(counts) for count in counts], abs=1e-6)


@cache
def blind() -> CausalEncoder:
    """A model whose queries are all zero."""
    model = CausalEncoder(tiny(WORDS, width=16, heads=2, spread=0.5, window=32))
    with torch.no_grad():
        for layer in model.model.model.layers:
            layer.self_attn.q_proj.weight.zero_()
    return model


def test_symbols_are_read_and_their_weights_copied_back(model):
    written = {"0 1\n": "up", "1 0\n": "blue left"}
    example = stepped("0 1\n", "1 0\n", "0 1\n")
    [weights] = AttentionImportance(model, written.__getitem__)([example])
    [expected] = AttentionImportance(model)([stepped("up\n", "blue left\n", "up\n")])
    assert weights.equal(expected)
    assert in_symbols(example, written.__getitem__).steps == ("up\n", "blue left\n", "up\n")


def test_each_response_is_read_once(model, monkeypatch):
    read: list[int] = []
    slow = CausalEncoder.attentions
    monkeypatch.setattr(CausalEncoder, "attentions", lambda self, items: read.append(len(items)) or slow(self, items))
    importance = AttentionImportance(model)
    first, second = stepped(*STEPS), stepped(*STEPS[1:])
    weights = importance([first, second, first])
    assert sum(read) == 2
    assert importance([second])[0].equal(weights[1])
    assert weights[0].equal(weights[2])
    assert sum(read) == 2


def test_a_fit_asks_once_for_each_response():
    asked: list[str] = []

    def counted(examples):
        asked.extend(example.response for example in examples)
        return [torch.full((2,), 0.5) for _ in examples]

    rows = [Comparison(two(number, 1), two(number, -1)) for number in range(6)]
    model = RewardModel(StepNumbers(1), UnitHead("sum"))
    fit(model, Comparisons.of(rows), BradleyTerry() + ReturnRedistribution(remembered(counted)))
    assert sorted(asked) == sorted(each.response for row in rows for each in (row.chosen, row.rejected))


def two(number: int, sign: int) -> Example:
    steps = (f"{sign * (number + 1)}\n", f"{sign * 0.5}\n")
    return Example(f"pair {number}", "".join(steps), steps=steps)


def test_leaving_out_is_what_the_plain_model_says_of_the_other_steps(folder, model):
    found = AttentionImportance(model).left_out(stepped(*STEPS))
    whole = plain(folder, " ".join(STEPS))[1]
    rest = [plain(folder, " ".join(STEPS[:place] + STEPS[place + 1 :]))[1] for place in range(4)]
    assert found.tolist() == pytest.approx([float((said - whole).abs().sum()) / 2 for said in rest], abs=1e-5)
    with pytest.raises(GuerdonError, match="can be left out of two or more"):
        AttentionImportance(model).left_out(stepped("up\n"))


def test_permuted_weights_are_the_same_at_other_steps():
    examples = [stepped(*(f"{number} {step}\n" for step in range(8))) for number in range(5)]
    importance = by_step(lambda step: float(step.split()[1]))
    shuffled = permuted(importance, seed=3)
    rows = list(zip(importance(examples), shuffled(examples), strict=True))
    assert all(one.sort().values.equal(other.sort().values) for one, other in rows)
    assert len({tuple(other.tolist()) for _, other in rows}) > 1
    assert shuffled(examples[::-1])[0].equal(rows[-1][1])
    assert any(
        not one.equal(other) for one, other in zip(shuffled(examples), permuted(importance, 4)(examples), strict=True)
    )


@pytest.mark.parametrize(
    ("example", "steps"),
    [
        (Example("go", "red left"), 0),
        (stepped("red\n", "\n", "left\n"), 3),
        (Example("go", "red\nleft\n", steps=("red\n",)), 1),
        (stepped(*(f"{word}\n" for word in WORDS * 5)), 40),
    ],
)
def test_steps_that_have_no_words_of_their_own_are_refused(model, example, steps):
    with pytest.raises(GuerdonError, match=f"has {steps}, not all of which"):
        AttentionImportance(model)([example])
