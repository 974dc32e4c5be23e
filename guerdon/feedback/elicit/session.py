"""Questions and answers, kept on disk as they are given."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guerdon.errors import GuerdonError
from guerdon.llm import FormError, YesOrNo
from guerdon.papers import Paper

if TYPE_CHECKING:
    from guerdon.feedback.elicit.person import Person
    from guerdon.feedback.elicit.policies import Policy

paper = Paper(
    "li2023eliciting", "Eliciting Human Preferences with Language Models",
    "Li, Belinda Z. and Tamkin, Alex and Goodman, Noah and Andreas, Jacob", 2023, arxiv="2310.11589",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What a person is asked."""

    text: str
    case: str | None = None
    """What is to be accepted or not, where it is about one; the answer is yes or no then."""


@dataclass(frozen=True)
class Turn:
    """A question that was answered."""

    question: Question
    answer: str

    @property
    def yes(self) -> bool | None:
        """Whether the answer is yes; None where it is neither yes nor no."""
        try:
            return YesOrNo().read(self.answer) == 1
        except FormError:
            return None


class Session:
    """What one person was asked about one task, and what they answered.

    Where there is a file, each answer is on disk before the next question is asked, as one line of JSON: a session that was
    killed goes on with the next question. Answers about cases are in the columns of ratings (``prompt``, ``response`` and
    ``rating``, 1 or 0), with ``question`` and ``answer`` beside them.
    """

    def __init__(self, task: str, path: Path | None = None) -> None:
        """
        Args:
            task: what the person is asked about, such as "Would you read this article?".
            path: the transcript, which is gone on with where it exists.

        Raises:
            GuerdonError: it is no transcript, or one of another task; says the row.
        """
        self.task, self.path = task, path
        self.turns: list[Turn] = self.read(path) if path and path.exists() else []

    def run(self, policy: "Policy", person: "Person", turns: int) -> list[Turn]:
        """Asks until there are so many turns in all, or the policy has no question left, or the person stops.

        Returns: the turns that were new.
        """
        before = len(self.turns)
        while len(self.turns) < turns:
            question = policy.ask(self.turns)
            answer = None if question is None else person.answer(question)
            if question is None or answer is None:
                break
            self.keep(Turn(question, answer))
        return self.turns[before:]

    def keep(self, turn: Turn) -> None:
        """Adds an answer; it is on disk when this returns."""
        if self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(self.row(turn), ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
        self.turns.append(turn)

    def row(self, turn: Turn) -> dict[str, Any]:
        """A turn in the columns of the file."""
        said: dict[str, Any] = {"prompt": self.task, "question": turn.question.text, "answer": turn.answer}
        if turn.question.case is not None:
            said |= {"response": turn.question.case}
            said |= {} if turn.yes is None else {"rating": float(turn.yes)}
        return said

    def read(self, path: Path) -> list[Turn]:
        """The turns of a file; a last line that was cut off while it was written is removed from it, and nothing else is."""
        raw = path.read_bytes()
        whole = raw[: raw.rfind(b"\n") + 1]
        rest, begins = raw[len(whole) :], json.dumps({"prompt": self.task}, ensure_ascii=False)[:-1].encode()
        turns = [self.turn(path, number, line) for number, line in enumerate(whole.split(b"\n")[:-1], 1)]
        if rest and not (rest.startswith(begins) or begins.startswith(rest)):
            raise GuerdonError(
                f"{path}, row {len(turns) + 1}: this is no answer about {self.task!r}; name another file, or remove the row"
            )
        if rest:
            with path.open("r+b") as file:
                file.truncate(len(whole))
        return turns

    def turn(self, path: Path, number: int, line: bytes) -> Turn:
        """The turn of one line."""
        where = f"{path}, row {number}"
        try:
            row = json.loads(line)
            asked, answer, task = row["question"], row["answer"], row["prompt"]
        except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
            raise GuerdonError(
                f"{where}: this is no answer of a transcript ({error!r}); name another file, or remove the row"
            ) from error
        if task != self.task:
            raise GuerdonError(f"{where}: the transcript is about {task!r}, not {self.task!r}; name another file")
        return Turn(Question(asked, row.get("response")), answer)


def cases(turns: Sequence[Turn]) -> dict[str, bool]:
    """What the person said of the cases that they were asked about; an answer that is neither yes nor no is left out."""
    return {turn.question.case: turn.yes for turn in turns if turn.question.case is not None and turn.yes is not None}
