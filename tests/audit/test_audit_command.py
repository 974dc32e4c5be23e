"""guerdon audit on a judge of pairs behind a real server: what it says, what it costs, and that it can be gone on with."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guerdon.cli import main
from guerdon.llm import Request, Scripted

sys.path.append(str(Path(__file__).parents[1] / "llm"))
from serving import Server

PAIRS = 24


def longer(request: Request) -> str:
    """For the longer answer, of two that are as long for A."""
    first, second = (part.partition("</answer>")[0] for part in request.messages[-1].content.split("<answer")[1:])
    return f"It says more. Verdict: [[{'A' if len(first) >= len(second) else 'B'}]]"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[Request], str]], Server]]:
    running: list[Server] = []

    def started(says: Callable[[Request], str]) -> Server:
        running.append(Server(Scripted(says)).__enter__())
        return running[-1]

    yield started
    for server in running:
        server.__exit__()


@pytest.fixture
def prefs(tmp_path: Path) -> Path:
    """The longer answer is the better one in three of four pairs."""
    path = tmp_path / "prefs.jsonl"
    lines = []
    for number in range(PAIRS):
        sides = [f"Answer {number} is long. " * 3, f"Answer {number}."]
        chosen, rejected = sides if number % 4 else sides[::-1]
        lines.append({"prompt": f"What is {number}?", "chosen": chosen, "rejected": rejected})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_a_judge_of_pairs_has_a_report_and_a_bill_and_costs_nothing_twice(serve, prefs, tmp_path, capsys):
    server = serve(longer)
    command = ["audit", f"judge:pairwise:wit@{server.url}#m", str(prefs), "--html", str(tmp_path / "report.html")]
    main(command)
    said = " ".join(capsys.readouterr().out.split())
    assert f"judged {PAIRS} comparisons of {PAIRS} prompts" in said
    assert "accuracy 0.750" in said
    assert f"None of {PAIRS} verdicts turns with the order." in said
    assert f"asked {len(server.bodies):,} requests" in said
    assert "criterion alone: wit" in server.bodies[0]["messages"][-1]["content"]
    page, asked = (tmp_path / "report.html").read_bytes(), len(server.bodies)
    assert b"Does it matter which answer is shown first?" in page
    assert f"<h1>judge:pairwise:wit@{server.url}#m</h1>".encode() in page
    # six mistakes, each with what was said of it in both orders: the label's is the shorter one
    assert (
        page.count(b"<blockquote>A, B: It says more. Verdict: [[B]]\n\nB, A: It says more. Verdict: [[A]]</blockquote>")
        == 6
    )
    main([*command, "--offline"])
    assert "requests" not in capsys.readouterr().out
    assert (tmp_path / "report.html").read_bytes() == page
    assert len(server.bodies) == asked


def test_each_pair_is_asked_about_once_in_each_order(serve, prefs, capsys):
    server = serve(longer)
    command = ["audit", f"judge:pairwise@{server.url}#m", str(prefs), "--json"]
    with pytest.raises(SystemExit):
        main([*command, "--max-calls", str(PAIRS)])
    assert f"would pass the limit of {PAIRS}" in capsys.readouterr().err
    main([*command, "--max-calls", str(PAIRS)])  # as many again: what was answered is there
    found = json.loads(capsys.readouterr().out)
    assert found["n"] == PAIRS
    assert found["accuracy"] == 0.75
    assert "would pass the limit" in found["not_measured"]["prompt_use"]["why"]
    assert found["not_measured"]["best_of_n"]["why"] == "the reward compares pairs and scores no response alone"
    questions = [body["messages"][-1]["content"] for body in server.bodies]
    assert len(questions) == len(set(questions)) == 2 * PAIRS


def test_who_always_says_a_is_found_out(serve, prefs, capsys):
    server = serve(lambda request: "Verdict: [[A]]")
    main(["audit", f"judge:pairwise@{server.url}#m", str(prefs), "--json"])
    found = json.loads(capsys.readouterr().out)
    named = {name: each["value"] for name, each in found["estimates"].items()}
    assert (named["accuracy"], named["undecided"]) == (0.5, 1.0)
    assert (named["flips_when_swapped"], named["first_in_both_orders"]) == (1.0, 1.0)
    assert named["pull_of_the_first_place"] == 0.5
    assert (named["accuracy_better_first"], named["accuracy_better_second"]) == (1.0, 0.0)
    assert "in one order alone" in found["verdict"]
