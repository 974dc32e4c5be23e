"""Who is asked."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from guerdon.feedback.elicit.session import Question

LEAVE = "stop"
SHORT = {"y": "yes", "n": "no", "yes": "yes", "no": "no"}


class Person(ABC):
    """Answers questions."""

    @abstractmethod
    def answer(self, question: Question) -> str | None:
        """What they say; None when they have had enough."""


@dataclass(frozen=True)
class SimulatedPerson(Person):
    """Says yes or no by a rule, and errs in a share of the questions, in the same way each time that one is asked.

    One who knows their own rule is easier to ask than people, who find out what they want while they are asked.
    """

    rule: Callable[[Question], bool]
    errs: float = 0.0
    seed: int = 0

    def answer(self, question: Question) -> str:
        drawn = int(sha256(f"{self.seed}:{question.text}:{question.case}".encode()).hexdigest()[:12], 16) / 16**12
        return "yes" if self.rule(question) != (drawn < self.errs) else "no"


class AtTerminal(Person):
    """Whoever sits at the terminal. What is shown as a case is answered with yes or no, and asked again otherwise."""

    def answer(self, question: Question) -> str | None:
        print(question.text if question.case is None else f"{question.text}\n  {question.case}")
        while True:
            try:
                said = input("> ").strip()
            except EOFError:
                return None
            if said.lower() == LEAVE:
                return None
            answer = SHORT.get(said.lower(), said) if question.case is not None else said
            if answer and (question.case is None or answer in ("yes", "no")):
                return answer
            print("Please say yes or no." if question.case is not None else "Please say something.")
