"""What somebody who uses tools has done so far: steps that one can read, as a text that a model can."""

from dataclasses import dataclass

THOUGHT, ACTION, INPUT, OBSERVATION, CONCLUSION = "Thought", "Action", "Action Input", "Observation", "Conclusion"


@dataclass(frozen=True)
class Step:
    """One call of a tool."""

    tool: str
    asked: str
    """What the tool was given."""
    observation: str
    """What it answered, or why it did not."""
    thought: str = ""
    failed: bool = False
    shown: str = ""
    """What stands for ``asked`` in the text, where that is long and known to the reader, such as the answer itself."""

    @property
    def words(self) -> str:
        """What the planner said: all but the observation."""
        thought = f"{THOUGHT}: {self.thought}\n" if self.thought else ""
        return f"{thought}{ACTION}: {self.tool}\n{INPUT}: {self.shown or self.asked}\n"

    @property
    def answer(self) -> str:
        """What the tool said."""
        return f"{OBSERVATION}: {'failed: ' if self.failed else ''}{self.observation}\n"


@dataclass(frozen=True)
class Trace:
    """Calls in their order, and what was made of them.

    >>> print(Trace((Step("week_day", "2015-03-24", "Tuesday"),), "The answer names another day."))
    Action: week_day
    Action Input: 2015-03-24
    Observation: Tuesday
    Conclusion: The answer names another day.
    """

    steps: tuple[Step, ...] = ()
    conclusion: str = ""

    @property
    def pieces(self) -> tuple[str, ...]:
        """The text in turns: what the planner said, what a tool answered, and so on; the conclusion last, where there is one."""
        turns = [piece for step in self.steps for piece in (step.words, step.answer)]
        return (*turns, f"{CONCLUSION}: {self.conclusion}\n") if self.conclusion else tuple(turns)

    @property
    def failed(self) -> int:
        """Calls that had no answer."""
        return sum(step.failed for step in self.steps)

    def __str__(self) -> str:
        return "".join(self.pieces).rstrip()
