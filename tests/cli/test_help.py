"""What the command says of itself."""

import pytest

from guerdon.cli import main

COMMANDS = [
    "audit", "bench", "cite", "data inspect", "data convert", "data curate", "data split", "data formats", "demo", "elicit",
    "leaderboard", "prompt", "rank", "run", "score", "systems", "train",
]  # fmt: skip


def shown(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The help of a command."""
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_calls_values_by_what_goes_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(command.split(), capsys)
    assert f"usage: guerdon {command}" in said
    assert "{None}" not in said
    assert "--no-json" not in said


def test_every_command_says_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    said = shown([], capsys)
    lines = [line.partition("\N{BULLET}")[2].split() for line in said.splitlines() if "\N{BULLET}" in line]
    assert {name for name, *_ in lines} == {command.split()[0] for command in COMMANDS}
    assert all(any(word.isalpha() for word in words) for _, *words in lines)
