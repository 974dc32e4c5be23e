"""What may be asked of a sandbox, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from guerdon.saving import Storable


@dataclass(frozen=True)
class Limits(Storable):
    """The most that one run may use."""

    seconds: float = 5.0
    """On the wall."""
    cpu_seconds: float = 4.0
    """Of the processor, whole seconds upwards."""
    memory: int = 512 * 2**20
    """Bytes of address space of each process."""
    folder: int = 8 * 2**20
    """Bytes of the working folder, where it is in memory."""
    file: int = 2**20
    """Bytes of one file."""
    open_files: int = 32
    processes: int = 32
    """Processes and threads of all runs together, where the system counts them for a user."""
    output: int = 2**16
    """Bytes that are printed; a run that prints more is ended."""

    def told(self) -> dict[str, Any]:
        """What the processes of the sandbox are told."""
        sizes = {
            "RLIMIT_CPU": ceil(self.cpu_seconds), "RLIMIT_AS": self.memory, "RLIMIT_FSIZE": self.file,
            "RLIMIT_NOFILE": self.open_files, "RLIMIT_NPROC": self.processes,
        }  # fmt: skip
        return {
            "seconds": self.seconds, "cpu_seconds": ceil(self.cpu_seconds), "output_bytes": self.output,
            "folder": self.folder, "sizes": sizes,
        }  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A call of a function of the program, with plain values: numbers, text, and collections of them."""

    function: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Step:
    """What came of a test or a call."""

    error: str | None
    """Why it failed; None where it passed."""
    value: Any = None
    """What a call gave."""
    lost: bool = False
    """Whether it failed for a reason that says nothing of the program."""

    @classmethod
    def of(cls, row: Mapping[str, Any], value: Any) -> "Step":
        return cls(row["error"], value, bool(row.get("lost")))


@dataclass(frozen=True)
class Ran:
    """What came of a run."""

    output: str
    """What the program printed, errors included, as far as it may."""
    error: str | None
    """Why the program or its run did not come to its end; None where it did."""
    seconds: float
    """On the wall, from its start to the last test."""
    steps: tuple[Step, ...] = ()
    """One for each test or call, in their order; those that were not reached say so."""
    lost: bool = False
    """Whether the sandbox itself failed: then the run says nothing of the program."""

    @property
    def passed(self) -> float:
        """The share of the tests that passed; 0 where there are none and the program did not end well."""
        if not self.steps:
            return float(self.error is None)
        return sum(step.error is None for step in self.steps) / len(self.steps)
