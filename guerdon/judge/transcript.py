"""What somebody who was asked would say of new cases, by a language model that reads what they answered."""

from collections.abc import Iterable, Sequence

from guerdon.judge.yes_no import YesNo
from guerdon.llm import LanguageModel, template
from guerdon.reward import Reward
from guerdon.types import Example


def transcript_judge(llm: LanguageModel, answered: Iterable[tuple[str, str]]) -> Reward[Sequence[Example]]:
    """r = the probability, by a model, that the person accepts the response as a case; the prompt is the task.

    Args:
        llm: says how probable yes and no are.
        answered: questions and answers, in order; a question about a case holds the case.

    Source: the predictor of Li et al. 2023, "Eliciting Human Preferences with Language Models" (arXiv 2310.11589), which
    has the model write the probability as a number.
    """
    turns = [{"question": question, "answer": answer} for question, answer in answered]
    judge = YesNo(llm, "Does this person say yes to it?", template=template("transcript"))
    return judge.given(transcript=turns)
