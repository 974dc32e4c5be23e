"""A question as a reward: by hand from log-probabilities, with both wanted answers, calibrated, and where it fails."""

from collections.abc import Mapping, Sequence
from math import log

import pytest
import torch
from worths import BAD, GOLD, GOOD, PLAIN

from guerdon.errors import GuerdonError
from guerdon.judge import FailingError, YesNo
from guerdon.llm import Cached, Continuation, Likelihood, Local, Options, Request, Scripted, SimulatedJudge
from guerdon.loading import load
from guerdon.shape import Affine, Ensemble
from guerdon.types import Example, Message


class Told(Scripted):
    """Gives each answer the probability that a table of responses and spellings has for it."""

    def __init__(self, table: Mapping[str, Mapping[str, float]]) -> None:
        super().__init__(lambda _: "")
        self.table = table
        self.asked: list[str] = []

    def likelihoods(self, continuations: Sequence[Continuation]) -> list[Likelihood]:
        self.asked += [each.messages[-1].content for each in continuations]
        return [self.of(each) for each in continuations]

    def of(self, one: Continuation) -> Likelihood:
        shown = one.messages[-1].content.split("<text>\n")[1].split("\n</text>")[0].strip()
        if shown not in self.table:
            return Likelihood.failed(f"{shown!r} is unknown")
        return Likelihood(torch.tensor([log(self.table[shown].get(one.text, 1e-30))]), torch.tensor([len(one.text)]))


TABLE = {"good": {"Yes": 0.4, "yes": 0.2, "No": 0.15}, "bad": {"Yes": 0.1, "NO": 0.7}, "": {"Yes": 0.8, "No": 0.2}}


def test_by_hand() -> None:
    scores = YesNo(Told(TABLE), "Is it good?").score([GOOD, BAD])
    assert scores.values.tolist() == pytest.approx([0.6 / 0.75, 0.1 / 0.8])
    assert scores.parts["elsewhere"].tolist() == pytest.approx([0.25, 0.2])
    wanted_no = YesNo(Told(TABLE), "Is it bad?", wants_yes=False).score([GOOD, BAD])
    assert wanted_no.values.tolist() == pytest.approx([0.15 / 0.75, 0.7 / 0.8])


def test_calibrated_an_empty_text_is_a_half() -> None:
    judge = YesNo(Told(TABLE), "Is it good?", calibrated=True)
    # odds 0.6 / 0.15 = 4 and 1 / 7, over those of an empty text, 4
    values = judge.score([GOOD, BAD, Example("p", "")]).values.tolist()
    assert values == pytest.approx([0.5, 1 / 29, 0.5])


def test_the_same_as_the_chances_of_plain_passes(tiny_model: Local) -> None:
    example = Example("one two", "three four")
    judge = YesNo(tiny_model, "is it good ?")
    [value] = judge.score([example]).values.tolist()
    [asked] = judge.template.messages(
        prompt="one two", response="three four", question="is it good ?", form="Answer yes or no."
    )
    ids = tiny_model.tokenizer(f"<user>{asked.content}<end><assistant>", add_special_tokens=False)["input_ids"]
    chances = tiny_model.model(torch.tensor([ids])).logits[0, -1].detach().softmax(-1)
    by_word = {
        word: float(chances[tiny_model.tokenizer.convert_tokens_to_ids(word)]) for word in (*judge.yes, *judge.no)
    }
    yes, no = (sum(by_word[word] for word in words) for words in (judge.yes, judge.no))
    assert value == pytest.approx(yes / (yes + no), abs=1e-5)


def test_question_prompt_and_response_reach_the_model() -> None:
    model = Told(TABLE)
    YesNo(model, "Is it good?").score([GOOD])
    for text in ("<task>\np\n</task>", "<text>\ngood\n</text>", "Is it good? Answer yes or no."):
        assert text in model.asked[0]
    YesNo(model, "Is it good?").score([Example("", "good")])
    assert "<task>" not in model.asked[-1]


def test_the_log_odds_of_who_sees_the_truth() -> None:
    values = YesNo(SimulatedJudge(GOLD), "Is it good?").score([GOOD, PLAIN, BAD]).values
    assert values.logit().tolist() == pytest.approx([1, 0, -1], abs=1e-5)


def test_what_fails_has_a_reason_also_where_the_empty_text_does() -> None:
    scores = YesNo(Told(TABLE), "Is it good?").score([GOOD, PLAIN])
    assert scores.values.isnan().tolist() == [False, True]
    assert scores.errors == (None, "'plain' is unknown")
    without_empty = {name: row for name, row in TABLE.items() if name}
    scores = YesNo(Told(without_empty), "Is it good?", calibrated=True).score([GOOD])
    assert scores.failed == (0,)
    assert scores.errors == ("'' is unknown",)
    assert YesNo(Told(TABLE), "Is it good?").score([]).values.tolist() == []


def test_a_run_in_which_too_much_fails_stops() -> None:
    with pytest.raises(FailingError, match=r"30 of the first 40 questions to scripted have failed.*'plain' is unknown"):
        YesNo(Told(TABLE), "Is it good?").score([GOOD] * 10 + [PLAIN] * 30)


def test_a_model_that_does_not_tell_says_so() -> None:
    with pytest.raises(GuerdonError, match="does not say how probable"):
        YesNo(Scripted(lambda _: "Yes"), "Is it good?").score([GOOD])


def test_several_questions_on_the_scale_of_training() -> None:
    judge, opposite = YesNo(Told(TABLE), "Is it good?"), YesNo(Told(TABLE), "Is it bad?", wants_yes=False)
    mean = Ensemble((judge, opposite))
    assert mean.score([GOOD]).values.tolist() == pytest.approx([0.5])
    assert mean.score([GOOD]).parts["elsewhere"].tolist() == pytest.approx([0.25])
    assert (judge >> Affine(10, 0.5)).score([GOOD]).values.tolist() == pytest.approx([10 * (0.8 - 0.5)])


def test_saved_and_loaded_it_says_the_same(tmp_path, tiny_model: Local) -> None:
    judge = YesNo(Cached(tiny_model), "is it good ?", wants_yes=False, calibrated=True)
    judge.save(tmp_path / "judge")
    again = load(tmp_path / "judge")
    shown = [Example("one", "two"), Example("one", "three")]
    assert again.score(shown).values.tolist() == pytest.approx(judge.score(shown).values.tolist(), abs=1e-6)


def test_options_of_nothing_are_nothing(tiny_model: Local) -> None:
    said = tiny_model.choice_logits([], (("Yes",), ("No",)))
    assert isinstance(said, Options)
    assert said.logits.shape == (0, 2)
    assert Request((Message("user", "x"),)).form is None
