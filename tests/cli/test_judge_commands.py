"""Judges on the command line: a real server, a real process that is killed, and bills that stay within their limits."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from guerdon.cli import main
from guerdon.llm import Request, Scripted

sys.path.append(str(Path(__file__).parents[1] / "llm"))
from serving import Server


def grade(request: Request) -> str:
    """The number in the answer, said in so many words."""
    text = request.messages[-1].content.partition("<answer>")[2].partition("</answer>")[0]
    number = next((word for word in text.split() if word.isdigit()), "")
    return f"It says {number}. Rating: {number}" if number else "I would rather not say."


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Scripted(grade)) as running:
        yield running


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path / "cache"))


def answers(path: Path, texts: list[str]) -> Path:
    path.write_text("".join(json.dumps({"prompt": f"p{n}", "response": text}) + "\n" for n, text in enumerate(texts)))
    return path


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_file_is_graded_with_reasons_and_a_bill(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = answers(tmp_path / "a.jsonl", ["a 7", "b 3", "nothing"])
    command = ["score", f"judge:pointwise:wit@{server.url}#m", str(data), "-o", str(tmp_path / "out.jsonl")]
    main(command)
    first = rows(tmp_path / "out.jsonl")
    assert [row.get("score") for row in first] == [7, 3, None]
    assert "cannot be read" in first[2]["error"]
    assert first[0]["rationale"] == "It says 7. Rating: 7"
    assert "wit" in server.bodies[0]["messages"][-1]["content"]
    out = " ".join(capsys.readouterr().out.split())
    assert "1 failed" in out
    assert f"failed {first[2]['error']} (1)" in out
    assert "3 requests" in out
    main([*command, "--offline"])
    assert rows(tmp_path / "out.jsonl") == first
    assert len(server.bodies) == 3
    assert "requests" not in capsys.readouterr().out


def test_a_limit_stops_before_it_is_passed_and_more_room_goes_on(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = answers(tmp_path / "a.jsonl", [f"x {n % 9 + 1}" for n in range(30)])
    command = ["score", f"judge:pointwise@{server.url}#m", str(data), "-o", str(tmp_path / "out.jsonl")]
    with pytest.raises(SystemExit):
        main([*command, "--max-calls", "12"])
    said = capsys.readouterr().err
    assert (
        "1 more call would pass the limit of 12 calls (12 spent); raise it to go on, what was answered is kept" in said
    )
    assert not (tmp_path / "out.jsonl").exists()
    assert len(server.bodies) == 12
    main([*command, "--max-calls", "18"])
    assert len(server.bodies) == 30
    assert len(rows(tmp_path / "out.jsonl")) == 30


def test_a_run_that_is_killed_goes_on(server: Server, tmp_path: Path) -> None:
    server.latency = 0.05
    data = answers(tmp_path / "a.jsonl", [f"x {n % 9 + 1} {n}" for n in range(200)])
    command = [sys.executable, "-m", "guerdon", "score", f"judge:pointwise@{server.url}#m", str(data)]
    command += ["-o", str(tmp_path / "out.jsonl"), "--concurrency", "4"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as first:
        while len(server.bodies) < 60 and first.poll() is None:
            pass
        os.kill(first.pid, signal.SIGKILL)
    before = len(server.bodies)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert 60 <= before < 200
    assert len(server.bodies) - 200 <= 4 + 1  # under way, and one that was answered and not yet on disk
    assert [row["score"] for row in rows(tmp_path / "out.jsonl")] == [n % 9 + 1 for n in range(200)]


def test_a_hopeless_run_stops_with_advice(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = answers(tmp_path / "a.jsonl", ["nothing here"] * 50 + ["a 5"])
    data.write_text("".join(json.dumps({"prompt": f"q{n}", "response": "no number"}) + "\n" for n in range(80)))
    with pytest.raises(SystemExit):
        main(["score", f"judge:pointwise@{server.url}#m", str(data), "-o", str(tmp_path / "out.jsonl")])
    said = capsys.readouterr().err
    assert "20 of the first 20 questions" in said
    assert "guerdon prompt show" in said


def test_a_server_that_is_not_there_is_what_to_look_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guerdon.llm.attempts.Attempts.wait", lambda *_: 0.0)
    data = answers(tmp_path / "a.jsonl", [f"x {n}" for n in range(80)])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(SystemExit):
        main(["score", f"judge:pointwise@{nobody}#m", str(data), "-o", str(tmp_path / "out.jsonl")])
    said = capsys.readouterr().err
    assert "5 of the first 5 questions" in said
    assert "See whether the server runs" in said


def test_prompts_are_listed_and_shown_and_ones_own_is_used(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["prompt", "list"])
    assert "pairwise.v1" in capsys.readouterr().out
    main(["prompt", "show", "pointwise"])
    text = capsys.readouterr().out
    assert "{{ response }}" in text
    own = tmp_path / "own.jinja"
    own.write_text(text.replace("You are a careful", "You are a merry"))
    data = answers(tmp_path / "a.jsonl", ["a 7"])
    main(["score", f"judge:pointwise:{own}@{server.url}#m", str(data), "-o", str(tmp_path / "out.jsonl")])
    assert "merry" in server.bodies[0]["messages"][0]["content"]


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ("judge:pairwise", "expected judge:KIND@MODEL"),
        ("judge:nothing@openai:m", "pairwise, pointwise"),
        ("judge:pairwise@gpt", "names no language model"),
        ("judge:pairwise@http://localhost:1/v1", "names a server and no model"),
        ("judge:yes-no@openai:m", "needs its question"),
        ("judge:pairwise:none.jinja@openai:m", "no such file"),
    ],
)
def test_what_names_no_judge_says_what_does(spec: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["rank", spec, "a", "b", "--prompt", "p"])
    assert why in " ".join(capsys.readouterr().err.split())


def test_two_answers_are_ranked_by_a_judge_of_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    def prefers_long(request: Request) -> str:
        first, second = (part.partition("</answer>")[0] for part in request.messages[-1].content.split("<answer")[1:])
        return f"Verdict: [[{'A' if len(first) > len(second) else 'B'}]]"

    with Server(Scripted(prefers_long)) as server:
        main(
            [
                "rank",
                f"judge:pairwise@{server.url}#m",
                "short",
                "the longer of them",
                "middling",
                "--prompt",
                "p",
                "--json",
            ]
        )
    assert [row["response"] for row in json.loads(capsys.readouterr().out)] == [
        "the longer of them",
        "middling",
        "short",
    ]


def test_a_judge_of_pairs_scores_nothing_and_is_asked_nothing(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = answers(tmp_path / "a.jsonl", ["a 7", "b 3"]), tmp_path / "out.jsonl"
    with pytest.raises(SystemExit):
        main(["score", f"judge:pairwise@{server.url}#m", str(data), "-o", str(out)])
    said = capsys.readouterr().err
    assert "compares two responses and scores none alone: use guerdon rank, bench or audit" in said
    assert not server.bodies
    assert not out.exists()


def test_a_cluster_takes_no_judge_for_it_would_not_keep_its_limits(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["bench", f"judge:pointwise@{server.url}#m", "--bench", "ifbench", "--limit", "3"]
    with pytest.raises(SystemExit):
        main([*command, "--engine", "ray"])
    assert "leave out --engine ray" in capsys.readouterr().err
    assert not server.bodies
