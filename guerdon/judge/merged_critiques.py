"""One critique of each answer, merged from several."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from guerdon.judge.asking import PATIENCE, Judgement, judgements, question, told
from guerdon.judge.critique import CRITIC_RM
from guerdon.judge.refinement import Refinement, ending, usable
from guerdon.llm import GREEDY, LanguageModel, Request, Sampling, Template, template


@dataclass(frozen=True)
class MergedCritiques(Refinement):
    """Lets a model make one critique out of all that were written of an answer.

    It ends as they do: with a grade, where they end with one. A critique that is the only one stays as it is, and nothing
    is asked.

    >>> critic = Critic(llm, sampling=Sampling(n=10, temperature=1.0), refine=MergedCritiques(llm))

    Source: the refinement "Summ" of Yu et al. 2025 (arXiv 2411.16646).
    """

    llm: LanguageModel
    template: Template = field(default_factory=lambda: template("critique-merge"))
    """What it is asked; reads ``critiques`` beside what is known of the conversation."""
    sampling: Sampling = GREEDY
    patience: float = PATIENCE
    paper: ClassVar = CRITIC_RM

    def __call__(self, asked: Sequence[Request], critiques: Sequence[Judgement]) -> list[Judgement]:
        found = [usable(request, said) for request, said in zip(asked, critiques, strict=True)]
        several = [row for row, some in enumerate(found) if len(some) > 1]
        questions = [self.asked(asked[row], found[row]) for row in several]
        merged = dict(zip(several, judgements(self.llm, questions, self.sampling, self.patience), strict=True))
        kept = [
            merged.get(row, Judgement(tuple(some.values()), tuple(some), error=said.error))
            for row, (said, some) in enumerate(zip(critiques, found, strict=True))
        ]
        return [replace(each, unread=each.unread + said.unread) for each, said in zip(kept, critiques, strict=True)]

    def asked(self, request: Request, critiques: Iterable[str]) -> Request:
        """The question that a merged critique answers."""
        assert request.form is not None, "whoever asks says what an answer looks like"
        known = told(ending(request, ""), critiques=list(critiques))
        return question(self.template, request.form, request.about, **known)
