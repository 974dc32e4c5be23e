"""guerdon run, as it prints an outcome for a person."""

import json
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from guerdon.cli import main
from guerdon.commands.run import first_of, show


@pytest.mark.parametrize(
    ("authors", "shown"),
    [
        ("Ng, Andrew and Harada, Daishi", "Ng et al."),
        ("Eisenstein, Jacob et al.", "Eisenstein et al."),
        ("Liu, Chris and others", "Liu et al."),
        ("Elo, Arpad", "Elo"),
        ("Nobody", "Nobody"),
    ],
)
def test_authors_are_shown_by_the_first_of_them(authors: str, shown: str) -> None:
    assert first_of(authors) == shown


def test_systems_are_listed_in_few_lines_and_their_claims_in_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    main(["systems"])
    lines = capsys.readouterr().out.splitlines()
    main(["systems", "--json"])
    known = json.loads(capsys.readouterr().out)
    names = [line.split()[0] for line in lines[1:] if not line.startswith("  ")]
    assert names == [row["slug"] for row in known]
    assert len(lines) < 3 * len(known)
    assert all(row["claim"] for row in known)


@dataclass
class Result:
    data: str = "testbed:errands"
    claim: str = "more gold"
    baseline: float = 0.25
    method: float = 0.5
    difference: float = 0.25
    interval: tuple[float, float] = (0.125, 0.375)
    seeds: tuple[int, ...] = (100, 101)
    reached: int = 2
    verdict: str = "confirmed"
    seconds: float = 3.0

    @property
    def controls(self) -> dict[str, float]:
        return {"length alone": 0.125, "chance": 0.5}


def test_what_stands_beside_the_method_is_called_controls(capsys: pytest.CaptureFixture[str]) -> None:
    show(SimpleNamespace(paper=SimpleNamespace(title="Gold", authors="Elo, Arpad", year=1978)), [Result()])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Gold (Elo, 1978)"
    assert "controls  0.125  length alone" in lines
    assert "          0.500  chance" in lines
