"""How judges ask: what cannot be read has a reason, what is hopeless stops, and a missing place is named."""

import itertools
from collections.abc import Iterator

import pytest

from guerdon.errors import GuerdonError
from guerdon.judge import (
    FailingError,
    PairwiseJudge,
    PointwiseJudge,
    ReactPlanner,
    YesNo,
    judgements,
    question,
    scored,
    told,
)
from guerdon.judge.asking import SURE, Judgement
from guerdon.judge.trace import Trace
from guerdon.llm import Form, Grade, Reply, Request, Sampling, Scripted, SimulatedJudge, Template
from guerdon.shape import Recorded
from guerdon.types import Example, Message

TWICE = Sampling(n=2, temperature=1.0)


def requests(n: int, form: Form | None = None) -> list[Request]:
    return [Request((Message("user", str(number)),), form=form or Grade()) for number in range(n)]


def test_answers_are_read_by_their_form_in_the_order_of_the_questions() -> None:
    model = Scripted(lambda request: f"Rating: {1 + int(request.messages[0].content)}")
    assert [each.values for each in judgements(model, requests(3), Sampling())] == [(1.0,), (2.0,), (3.0,)]


def test_answers_that_come_in_another_order_go_to_their_questions() -> None:
    class Backwards(Scripted):
        def stream(self, requests, sampling=None) -> Iterator:
            return iter(list(super().stream(requests, sampling))[::-1])

    model = Backwards(lambda request: f"Rating: {1 + int(request.messages[0].content)}")
    assert [each.mean for each in judgements(model, requests(3), Sampling())] == [1, 2, 3]


def test_samples_that_cannot_be_read_are_counted_and_the_others_kept() -> None:
    [half, none] = judgements(
        Scripted(lambda request: ["Rating: 4", "hm"] if request.messages[0].content == "0" else ["hm", "well"]),
        requests(2),
        TWICE,
    )
    assert (half.values, half.unread, half.error) == ((4.0,), 1, None)
    assert (none.values, none.unread, none.texts) == ((), 2, ("hm", "well"))
    assert "'hm' cannot be read" in (none.error or "")


def test_scores_are_means_with_the_spread_over_samples() -> None:
    scores = scored([Judgement((4.0, 8.0), ("a", "b")), Judgement((5.0,), ("c",)), Judgement(error="refused")])
    assert scores.values[:2].tolist() == [6.0, 5.0]
    assert scores.std is not None
    assert scores.std[:2].tolist() == [2.0, 0.0]  # sqrt(((4 - 6)^2 + (8 - 6)^2) / 2)
    assert scores.failed == (2,)
    assert scores.errors == (None, None, "refused")
    assert scores.rationale == ("a\n\nb", "c", None)


def test_one_answer_each_has_no_spread_and_nothing_asked_is_nothing() -> None:
    assert scored([Judgement((5.0,), ("c",))]).std is None
    assert scored([]).values.tolist() == []
    assert judgements(Scripted(lambda _: ""), [], Sampling()) == []


def test_a_hopeless_run_stops_as_soon_as_that_is_sure_and_says_what_to_do() -> None:
    model = Scripted(lambda _: "I cannot help with that", name="shy")
    with pytest.raises(FailingError, match=rf"{SURE} of the first {SURE} questions to shy .*cannot help.*prompt show"):
        judgements(model, requests(500), Sampling())
    assert model.budget.spent["calls"] == SURE


class Failing(Scripted):
    """Gives the first reason to the first requests, and the second to all others."""

    def __init__(self, first: str, many: int, others: str) -> None:
        super().__init__(lambda _: "", name="far")
        self.reasons = itertools.chain([first] * many, itertools.repeat(others))

    def stream(self, requests, sampling=None) -> Iterator:
        for row in range(len(requests)):
            self.budget.spend("calls")
            yield row, Reply(error=next(self.reasons))


def test_a_server_that_nobody_reaches_stops_a_run_at_once_and_is_what_to_look_at() -> None:
    model = Failing("http://here cannot be reached: refused", 500, "")
    with pytest.raises(FailingError, match=r"5 of the first 5 .*http://here cannot.*whether the server runs") as caught:
        judgements(model, requests(500), Sampling())
    assert "prompt" not in str(caught.value)
    assert model.budget.spent["calls"] == 5  # 0.2^5 < 0.001 < 0.2^4


def test_advice_is_by_the_commonest_cause_and_shows_one_of_that() -> None:
    model = Failing("http://here did not answer in time", 2, "http://here answered 500: no memory")
    with pytest.raises(
        FailingError, match=rf"{SURE} of the first {SURE} .*such as: http://here answered 500.*See what"
    ):
        judgements(model, requests(500), Sampling())


def test_failures_within_patience_are_borne() -> None:
    def fails(often: int) -> Scripted:
        return Scripted(lambda request: "hm" if int(request.messages[0].content) % often == 0 else "Rating: 5")

    found = judgements(fails(5), requests(100), Sampling(), patience=0.2)
    assert sum(each.error is not None for each in found) == 20
    with pytest.raises(FailingError):
        judgements(fails(2), requests(100), Sampling(), patience=0.2)
    assert len(judgements(fails(1), requests(SURE - 1), Sampling())) == SURE - 1  # too few to tell


def test_templates_know_all_of_an_example() -> None:
    example = Example("why?", "so", {"criterion": "wit", "passages": ["a", "b"], "user": "ann"}, reference="because")
    assert told(example, question="q") == {
        "prompt": "why?", "response": "so", "reference": "because", "criterion": "wit", "passages": ["a", "b"],
        "user": "ann", "question": "q",
    }  # fmt: skip
    assert told(Example("", ""))["criterion"] == ""


def test_a_context_may_have_entries_of_any_name() -> None:
    names = (
        "rubric",
        "question",
        "form",
        "template",
        "about",
        "kinds",
        "tools",
        "trace",
        "self",
        "example",
        "first",
        "second",
    )
    example = Example("why?", "so", dict.fromkeys(names, "of the data"))
    seen: list[str] = []

    def script(request: Request) -> str:
        seen.append(request.messages[-1].content)
        return "Rating: 5" if "[[" not in seen[-1] else "[[C]]"

    assert PointwiseJudge(Scripted(script), "wit", {"1": "dull"}).score([example]).values.tolist() == [5]
    assert PairwiseJudge(Scripted(script)).verdicts([example], [example]).values.tolist() == [0.5]
    ReactPlanner(Scripted(script)).moves([(example, Trace())], ())
    assert YesNo(SimulatedJudge(Recorded({example.identity: 0.0})), "Is it so?").score([example]).values.tolist() == [
        0.5
    ]
    assert "dull" in seen[0]
    assert not any("of the data" in text for text in seen)


def test_a_place_that_nothing_fills_is_named() -> None:
    asks_mood = Template("mine", "1", "{% block user %}{{ response }} {{ mood }}{% endblock %}")
    with pytest.raises(GuerdonError, match="'mood' is undefined"):
        question(asks_mood, Grade(), [], **told(Example("", "x")))
    filled = question(asks_mood, Grade(), [], **told(Example("", "x", {"mood": "glad"})))
    assert filled.messages[0].content == "x glad"
