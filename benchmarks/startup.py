"""How soon guerdon answers: ``import guerdon`` and ``guerdon --help`` in fresh processes, against their budgets."""

import subprocess
import sys
from collections.abc import Sequence
from statistics import median

import tyro
from measuring import Usage, finish, fresh

IMPORT_BUDGET = 0.25
HELP_BUDGET = 0.5
COMMANDS = {
    "python": [sys.executable, "-c", "pass"],
    "import": [sys.executable, "-c", "import guerdon"],
    "help": [sys.executable, "-m", "guerdon", "--help"],
}


def main(limit: int = 11) -> None:
    """Starts python, import guerdon and guerdon --help by turns.

    The ratio is how many times the budgets of both hold the time that was taken; below 1, one of them is broken.

    Args:
        limit: How many processes of each kind.
    """
    for command in COMMANDS.values():
        fresh(command)  # what the disk has to give is given before the first turn
    turns = [{name: fresh(command) for name, command in COMMANDS.items()} for _ in range(limit)]
    used = {name: [turn[name] for turn in turns] for name in COMMANDS}
    seconds = {name: median(usage.seconds for usage in usages) for name, usages in used.items()}
    finish(
        "startup",
        min(IMPORT_BUDGET / seconds["import"], HELP_BUDGET / seconds["help"]),
        import_seconds=seconds["import"],
        import_budget_seconds=IMPORT_BUDGET,
        help_seconds=seconds["help"],
        help_budget_seconds=HELP_BUDGET,
        python_seconds=seconds["python"],
        import_over_python=seconds["import"] / seconds["python"],
        import_cpu_seconds=cpu(used["import"]),
        help_cpu_seconds=cpu(used["help"]),
        imports_torch=imports_torch(),
        processes=limit,
    )


def cpu(usages: Sequence[Usage]) -> float:
    return median(usage.cpu_seconds for usage in usages)


def imports_torch() -> bool:
    """Whether importing guerdon imports torch."""
    code = "import sys, guerdon; print('torch' in sys.modules)"
    return subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "True"


if __name__ == "__main__":
    tyro.cli(main)
