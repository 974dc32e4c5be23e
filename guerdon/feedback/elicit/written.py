"""Questions that a language model writes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guerdon.errors import GuerdonError
from guerdon.feedback.elicit.policies import Policy
from guerdon.feedback.elicit.session import Question, Turn, paper
from guerdon.llm import LanguageModel, Request, Sampling, Template

FOUND = re.compile(r"<(case|question)>(.*?)</\1>", re.DOTALL)
SHORT = Sampling(max_tokens=300)


@dataclass(frozen=True)
class WrittenQuestions(Policy):
    """The question that a model finds most informative, given all answers so far.

    What its template asks for decides the kind: a new case on the edge (``edge-case``), a question to be answered with yes
    or no (``yes-no-question``), or one that is open (``open-question``), in a tag <case> or <question>.

    Source: Li et al. 2023 (arXiv 2310.11589): generative active learning, yes/no questions and open questions, by prompts
    in other words.
    """

    llm: LanguageModel
    task: str
    template: Template
    sampling: Sampling = SHORT

    paper = paper

    def ask(self, turns: Sequence[Turn]) -> Question:
        """Raises a GuerdonError where the model does not answer, or writes no question that is new."""
        messages = self.template.messages(task=self.task, turns=turns)
        [reply] = self.llm.generate([Request(messages)], self.sampling)
        found = FOUND.search(reply.text)
        if found is None or not found[2].strip():
            raise GuerdonError(
                f"{self.llm.name} wrote no <case> or <question>, but {reply.text[:80]!r}: ask another model"
            )
        said = " ".join(found[2].split())
        question = Question(self.task, said) if found[1] == "case" else Question(said)
        if any(turn.question == question for turn in turns):
            raise GuerdonError(f"{self.llm.name} asks {said[:80]!r} again: ask another model, or stop here")
        return question
