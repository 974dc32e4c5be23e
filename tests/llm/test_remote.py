"""Models behind a server: a real one, over HTTP, that misbehaves when it is told to."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from pydantic import BaseModel
from serving import Server

from guerdon.budget import Budget, BudgetExceededError
from guerdon.errors import GuerdonError
from guerdon.llm import (
    Attempts,
    Cached,
    Continuation,
    Local,
    Price,
    Remote,
    Request,
    Sampling,
    Scripted,
    structured,
)
from guerdon.llm.attempts import retry_after
from guerdon.types import Message

YES_NO = (("Yes",), ("No",))
QUICK = Attempts(most=3, timeout=1.0, first=0.01, longest=1.0)


def echoing(request: Request) -> str:
    return f"heard {request.messages[-1].content}"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Scripted(echoing)) as running:
        yield running


def remote(server: Server, **settings: object) -> Remote:
    return Remote(**{"model": "m", "base_url": server.url, "attempts": QUICK, **settings})


def asked(n: int) -> list[Request]:
    return [Request.of(f"question {number}") for number in range(n)]


def test_answers_come_back_in_order_and_no_more_are_under_way_than_allowed(server: Server) -> None:
    server.latency = 0.02
    replies = remote(server, concurrency=7).generate(asked(40))
    assert [reply.text for reply in replies] == [f"heard question {number}" for number in range(40)]
    assert server.most_at_once == 7
    assert replies[0].prompt_tokens == 2
    assert replies[0].completion_tokens == 3


@pytest.mark.parametrize(
    "fault", ["429", "429 retry-after", "500", "half json", "empty choices", "wrong schema", "cut", "slow"]
)
def test_what_fails_for_a_while_is_tried_again(server: Server, fault: str) -> None:
    server.misbehave([fault])
    started = time.monotonic()
    [reply] = remote(server).generate(asked(1))
    assert reply.text == "heard question 0"
    assert server.seen["question 0"] == 2
    if fault == "429 retry-after":
        assert time.monotonic() - started >= 0.2  # as long as it was told


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("429", "answered 429"),
        ("500", "answered 500"),
        ("empty choices", "no choices"),
        ("wrong schema", "no choices"),
        ("cut", "cannot be reached|no answer"),
        ("half json", "no answer"),
    ],
)
def test_what_keeps_failing_is_a_reply_with_a_reason_and_the_others_are_answered(
    server: Server, fault: str, why: str
) -> None:
    server.misbehave([fault] * 3)
    first, second = remote(server, concurrency=1).generate(asked(2))
    assert re.search(why, first.error or ""), first.error
    assert second.text == "heard question 1"


def test_a_request_that_is_refused_is_not_repeated_and_its_reason_holds_no_key(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret-key")
    server.misbehave(["400"])
    [reply] = remote(server).generate(asked(1))
    assert server.seen["question 0"] == 1
    assert "too long" in (reply.error or "")
    assert "secret-key" not in (reply.error or "")
    assert server.bodies[0]["authorization"] == "Bearer secret-key"


def test_a_refused_key_ends_the_run_and_is_not_shown(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret-key")
    server.misbehave(["401"] * 50)
    with pytest.raises(GuerdonError, match="set OPENAI_API_KEY") as caught:
        remote(server).generate(asked(50))
    assert "secret-key" not in str(caught.value)
    assert sum(server.seen.values()) <= 16


def test_a_missing_key_is_said_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(GuerdonError, match="OPENAI_API_KEY is not set"):
        Remote("gpt").generate(asked(1))


def test_a_key_that_can_be_none_is_said_without_being_shown(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-“quoted”")
    with pytest.raises(GuerdonError, match="OPENAI_API_KEY holds characters that no key has") as caught:
        remote(server).generate(asked(1))
    assert "quoted" not in str(caught.value)


def test_a_file_that_is_another_programs_is_no_cache(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.sqlite") as base:
        base.execute("CREATE TABLE answers (question TEXT)")
    with pytest.raises(GuerdonError, match=r"other.sqlite is no cache of answers"):
        Cached(Scripted(echoing), tmp_path / "other.sqlite")


def test_a_question_that_cannot_be_sent_fails_alone(server: Server) -> None:
    broken, whole = remote(server).generate([Request.of("half \ud83d here"), Request.of("whole")])
    assert "half a character ('\\ud83d')" in (broken.error or "")
    assert whole.text == "heard whole"


def test_a_server_that_is_not_there_is_a_reason() -> None:
    model = Remote("m", "http://127.0.0.1:9/v1", attempts=QUICK)
    [reply] = model.generate(asked(1))
    assert "cannot be reached" in (reply.error or "")


def test_a_server_that_answers_too_late_is_a_reason_of_its_own(server: Server) -> None:
    server.misbehave(["slow"])
    [reply] = remote(server, attempts=Attempts(most=1, timeout=0.2)).generate(asked(1))
    assert "did not answer in time" in (reply.error or "")


def test_settings_reach_the_server(server: Server) -> None:
    class Graded(BaseModel):
        grade: int

    sampling = Sampling(n=2, temperature=0.5, top_p=0.9, max_tokens=7, stop=("END",), seed=3, schema=Graded)
    [reply] = remote(server).generate(asked(1), sampling)
    assert len(reply.choices) == 2
    body = server.bodies[0]
    assert {name: body[name] for name in ("n", "temperature", "top_p", "max_tokens", "stop", "seed")} == {
        "n": 2, "temperature": 0.5, "top_p": 0.9, "max_tokens": 7, "stop": ["END"], "seed": 3,
    }  # fmt: skip
    assert body["response_format"]["json_schema"]["schema"]["properties"]["grade"]["type"] == "integer"


def test_a_schema_is_sent_as_strict_servers_want_it_at_every_level(server: Server) -> None:
    class Grade(BaseModel):
        value: int = 3
        why: str | None = None

    class Graded(BaseModel):
        grades: list[Grade]

    remote(server).generate(asked(1), Sampling(schema=Graded))
    sent = server.bodies[0]["response_format"]["json_schema"]
    assert (sent["name"], sent["strict"]) == ("Graded", True)
    for level in (sent["schema"], sent["schema"]["$defs"]["Grade"]):
        assert level["additionalProperties"] is False
        assert level["required"] == list(level["properties"])


FORMS = (
    "content is a number", "content is a list", "logprobs are text", "logprobs without values", "broken letters", "too deep",
)  # fmt: skip


@pytest.mark.parametrize("fault", FORMS)
def test_an_answer_of_another_form_is_asked_for_again_and_then_a_reason(server: Server, fault: str) -> None:
    server.misbehave([fault])
    model = remote(server, concurrency=1)
    assert model.generate(asked(1))[0].text == "heard question 0"
    server.misbehave([fault] * QUICK.most)
    failed, answered = model.generate(asked(2))
    assert "the server's answer is" in (failed.error or "")
    assert answered.text == "heard question 1"


def test_options_of_another_form_are_a_reason(server: Server) -> None:
    server.misbehave(["logprobs are text"] * QUICK.most)
    assert "not of the protocol's form" in (remote(server).choice_logits(asked(1), YES_NO).errors[0] or "")


@pytest.mark.parametrize("fault", ["no usage", "usage is text", "usage below zero"])
def test_a_server_that_does_not_count_tokens_passes_no_limit(server: Server, fault: str) -> None:
    server.misbehave([fault] * 100)
    model = remote(server, budget=Budget(tokens=300), concurrency=4)
    with pytest.raises(BudgetExceededError):
        model.generate(asked(100), Sampling(max_tokens=20))
    assert sum(server.seen.values()) == 300 // (26 + 20)  # 10 bytes and room for the turn, and the longest answer
    assert model.budget.spent["tokens"] == 6 * 46


def test_a_server_that_gives_fewer_answers_than_asked_says_so_once(server: Server) -> None:
    server.misbehave(["one choice"])
    [reply] = remote(server).generate(asked(1), Sampling(n=4, temperature=1.0))
    assert "1 of 4 answers" in (reply.error or "")
    assert sum(server.seen.values()) == 1


@pytest.mark.parametrize(("fault", "calls"), [("half json", 3), ("cut", 3), ("slow", 3), ("500", 1), ("429", 1)])
def test_an_attempt_whose_answer_was_lost_counts_and_one_that_was_refused_does_not(
    server: Server, fault: str, calls: int
) -> None:
    server.misbehave([fault] * 2)
    model = remote(server, attempts=Attempts(most=3, timeout=0.3, first=0.01), price=Price(1.0, 2.0))
    [reply] = model.generate(asked(1), Sampling(max_tokens=20))
    assert reply.text == "heard question 0"
    assert model.budget.spent["calls"] == calls
    assert model.budget.spent["tokens"] == 5 + (calls - 1) * (26 + 20)


def test_attempts_stop_at_the_limit_too(server: Server) -> None:
    server.misbehave(["half json"] * 3)
    with pytest.raises(BudgetExceededError):
        remote(server, budget=Budget(calls=2)).generate(asked(1))
    assert sum(server.seen.values()) == 2


@pytest.mark.parametrize("resource", ["calls", "tokens", "money"])
def test_a_budget_is_never_passed_and_what_was_answered_before_is_there(server: Server, resource: str) -> None:
    # a reply is 2 tokens read and 3 written: 5 tokens, or 2 * 1 + 3 * 2 = 8 millionths
    limit = {"calls": 10, "tokens": 300, "money": 500e-6}[resource]
    each = {"calls": 1, "tokens": 5, "money": 8e-6}[resource]
    model = remote(server, budget=Budget(**{resource: limit}), price=Price(1.0, 2.0), concurrency=4)
    got = []
    with pytest.raises(BudgetExceededError):
        got.extend(row for row, _ in model.stream(asked(200), Sampling(max_tokens=20)))
    spent = model.budget.spent
    assert len(got) == spent["calls"] == sum(server.seen.values())
    assert spent[resource] <= limit
    assert spent[resource] == pytest.approx(each * spent["calls"])
    most = {"calls": 1, "tokens": 28 + 20, "money": 28e-6 + 40e-6}[resource]  # 28 bytes and room for the turn
    assert spent[resource] > limit - most - each  # it stopped because the next might have passed the limit


def test_the_cache_answers_again_without_the_server_and_offline_refuses_what_is_new(
    server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "answers.sqlite"
    first = Cached(remote(server), file).generate(asked(5))
    again = Cached(remote(server), file, offline=True)
    assert again.generate(asked(5)) == first
    with pytest.raises(GuerdonError, match=r"(?s)1 requests .* --offline"):
        again.generate(asked(6))
    assert sum(server.seen.values()) == 5
    assert again.budget.spent["calls"] == 0
    Cached(remote(server), file).generate(asked(5), Sampling(max_tokens=3))
    assert sum(server.seen.values()) == 10  # other settings are another question


def test_equal_requests_are_asked_once_and_failures_are_not_kept(server: Server, tmp_path: Path) -> None:
    server.misbehave(["400"])
    model = Cached(remote(server), tmp_path / "answers.sqlite")
    replies = model.generate([Request.of("same")] * 3)
    assert server.seen["same"] == 1
    assert all(reply.error for reply in replies)
    assert model.generate([Request.of("same")])[0].text == "heard same"


CLIENT = """
import sys
from pathlib import Path
from guerdon.llm import Cached, Remote, Request
model = Cached(Remote("m", sys.argv[1], concurrency=4), Path(sys.argv[2]))
for row, reply in model.stream([Request.of(f"question {n}") for n in range(100)]):
    print(row, reply.text, flush=True)
"""


def test_a_killed_run_repeats_no_more_than_was_under_way(server: Server, tmp_path: Path) -> None:
    server.latency = 0.02
    command = [sys.executable, "-c", CLIENT, server.url, str(tmp_path / "answers.sqlite")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout
        for _ in range(70):
            client.stdout.readline()
        os.kill(client.pid, signal.SIGKILL)
    before = sum(server.seen.values())
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert sorted(done.stdout.splitlines()) == sorted(f"{n} heard question {n}" for n in range(100))
    repeated = sum(server.seen.values()) - 100
    assert 70 <= before <= 90
    assert repeated <= 4


def test_retry_after_is_seconds_or_a_date() -> None:
    @dataclass
    class SaidError(Exception):
        said: str

        @property
        def response(self) -> "SaidError":
            return self

        @property
        def headers(self) -> dict[str, str]:
            return {"retry-after": self.said}

    assert retry_after(SaidError("3")) == 3
    assert retry_after(SaidError("Wed, 21 Oct 2015 07:28:00 GMT")) == 0
    assert retry_after(SaidError("soon")) is None
    assert retry_after(ValueError()) is None


def test_options_and_likelihoods_over_http_are_those_of_the_model_behind(tiny_model: Local) -> None:
    with Server(tiny_model) as server:
        far = remote(server)
        questions = [Request.of("is two more than one"), Request.of("is one more than two")]
        near = tiny_model.choice_logits(questions, YES_NO)
        assert torch.allclose(far.choice_logits(questions, YES_NO).logits, near.logits, atol=1e-5)
        [odd] = far.choice_logits(questions[:1], (("Perhaps",),)).errors
        assert "none of the options" in (odd or "")
        # the first option is there, the other counts as the least likely of those that are
        told = far.choice_logits(questions[:1], (("Yes",), ("Perhaps",))).logits[0]
        assert told[1] <= told[0]
        text = Continuation((Message("user", "one"),), " more than two")
        [said] = far.likelihoods([text])
        [true] = tiny_model.likelihoods([text])
        assert torch.allclose(said.logprobs, true.logprobs)
        assert said.ends.tolist() == true.ends.tolist()
        long = Continuation((Message("user", "one"), Message("assistant", "two")), " three")
        assert "after several" in (far.likelihoods([long])[0].error or "")


def test_half_characters_are_kept_and_found_again(tmp_path: Path) -> None:
    model = Cached(Scripted(lambda request: "half \ud83d"), tmp_path / "answers.sqlite")
    request = Request.of("what is \ud83d, and 日本?")
    assert model.generate([request])[0].text == "half \ud83d"
    offline = Cached(Scripted(echoing), tmp_path / "answers.sqlite", offline=True)
    assert offline.generate([request])[0].text == "half \ud83d"


def test_a_schema_is_read_or_said_to_be_wrong() -> None:
    class Graded(BaseModel):
        grade: int

    assert structured('Sure:\n```json\n{"grade": 4}\n```', Graded).grade == 4
    assert structured('The set {1, 2} is {here}: {"grade": 4} {"grade": 5}', Graded).grade == 4
    wrong = (
        ("none", "JSON"), ('{"grade": "high"}', "grade: input should be"), ('{"grade": 4', "JSON"), ("{" * 20, "JSON"),
        ('{"a":' * 100_000, "JSON"), ('{"of": {"grade": 4}', "JSON"), (f'{{"grade": {"1" * 5000}}}', "JSON"),
    )  # fmt: skip
    for text, why in wrong:
        with pytest.raises(GuerdonError, match=why):
            structured(text, Graded)
