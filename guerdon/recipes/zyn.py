"""Yes-no questions as rewards: does a second question, on what is not wanted, keep a selection from exploiting the first?

The critic is trained here on questions about short remarks; responses are picked, the best of many for each prompt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

import numpy as np

from guerdon import llm
from guerdon.judge import YesNo
from guerdon.llm import LanguageModel, Template, YesOrNo
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.speakers import learned, untrained
from guerdon.reward import Reward
from guerdon.shape import Affine, Ensemble
from guerdon.statistics import auroc, calibration_error
from guerdon.testbeds.remarks import HOLDS, Asked, asked, holds, remarks, repetition, wordings
from guerdon.types import Example

paper = YesNo.paper
room = "judge"
claim = Claim(
    "picked remarks that say no word twice, picked by praise and by no repetition minus by praise alone",
    at_least=0.3, unit="share",
)  # fmt: skip
KEPT = Claim("picked remarks that praise, picked by praise and by no repetition minus by praise alone", -0.1, "share")
NEW = Claim("AUROC of answers to wordings that were not learned minus to those that were", -0.1, "AUROC")
SHORT = Template("remark", "1", "{% block user %}{{ response }} . {{ question }}{% endblock %}")
"""The critic that is trained here reads few words; another model is asked by the template of the package."""
TextReward = Reward[Sequence[Example]]


@dataclass
class Config:
    questions: int = 2000
    """With answers, that the critic learns from."""
    epochs: int = 4
    """Passes over them."""
    tests: int = 240
    """Questions that it is tested on, of either kind of wording."""
    prompts: int = 24
    """For which a remark is picked."""
    n: int = 16
    """Remarks to pick from; half of them repeat a word, or say little else."""
    llm: str = ""
    """A language model for ``guerdon.llm.load``, in place of the critic that is trained here."""


def run(config: Config, seed: int) -> list[Outcome]:
    """A critic that is asked one question, or two, or the same in two wordings."""
    rng = np.random.default_rng(seed)
    with TemporaryDirectory() as folder:
        lessons = [lesson(each) for each in asked(rng, config.questions)]
        start = untrained((f"{each.prompt_text} Yes No" for each in lessons), width=48)
        model = llm.load(config.llm) if config.llm else learned(start, lessons, Path(folder), seed, config.epochs)
        told, known = answered(model, config, rng)
        picked = selected(model, config, rng)
    spent = {f"{name} read": float(model.budget.spent[name]) for name in ("calls", "tokens")}
    one, both = picked["praise"], picked["praise, no repetition"]
    controls = {f"{measure}, {name}": value for name, row in picked.items() for measure, value in row.items()} | spent
    return [
        Outcome(one["without repetition"], both["without repetition"], "remarks", controls),
        Outcome(one["praise"], both["praise"], "remarks, praise", controls, KEPT),
        Outcome(
            known["AUROC, learned wordings"], known["AUROC, new wordings"], "remarks, wordings", {**known, **told}, NEW
        ),
    ]


def lesson(one: Asked) -> Example:
    """A question with its answer as the response."""
    said = SHORT.messages(prompt="", response=one.text, question=one.question, form=YesOrNo())
    return Example(said, "Yes" if one.answer else "No")


def judge(model: LanguageModel, config: Config, question: str, wants_yes: bool = True) -> YesNo:
    """A question as a reward."""
    if config.llm:
        return YesNo(model, question, wants_yes)
    return YesNo(model, question, wants_yes, yes=("Yes",), no=("No",), template=SHORT)


def answered(
    model: LanguageModel, config: Config, rng: np.random.Generator
) -> tuple[dict[str, float], dict[str, float]]:
    """How right, and how sure, the critic is, and what it says of no text at all."""
    found: dict[str, float] = {}
    for name, seen in (("learned wordings", True), ("new wordings", False)):
        by_question: dict[str, list[Asked]] = {}
        for each in asked(rng, config.tests, seen):
            by_question.setdefault(each.question, []).append(each)
        values = np.array([value for some in by_question.values() for value in said(model, config, some)])
        rows = [each for some in by_question.values() for each in some]
        truth, about = np.array([each.answer for each in rows]), np.array([each.about for each in rows])
        found |= {f"AUROC, {name}, {topic}": auroc(values[about == topic], truth[about == topic]) for topic in HOLDS}
        found[f"AUROC, {name}"] = float(np.mean([found[f"AUROC, {name}, {topic}"] for topic in HOLDS]))
        found[f"calibration error, {name}"] = calibration_error(values, truth.astype(float))
    nothing = {
        f"yes to no text, {topic}": float(judge(model, config, wordings(topic)[0]).score([Example("", "")]).values)
        for topic in HOLDS
    }
    return nothing, found


def said(model: LanguageModel, config: Config, some: Sequence[Asked]) -> list[float]:
    """What the critic says of remarks that are asked about in the same words."""
    return (
        judge(model, config, some[0].question)
        .score([Example("", each.text) for each in some])
        .require()
        .values.tolist()
    )


def selected(model: LanguageModel, config: Config, rng: np.random.Generator) -> Mapping[str, Mapping[str, float]]:
    """What is picked by each reward: how much of it praises, and how much of it repeats words."""
    groups = [remarks(rng, config.n) for _ in range(config.prompts)]
    shown = [Example("", text) for group in groups for text in group]
    praise, again = (judge(model, config, wordings(about)[0]) for about in ("praise", "repetition"))
    same = judge(model, config, wordings("praise")[1])
    rewards: dict[str, TextReward] = {
        "praise": praise >> Affine(10, 0.5),
        "praise, no repetition": Ensemble((praise, judge(model, config, again.question, wants_yes=False)))
        >> Affine(10, 0.5),
        "praise, in two wordings": Ensemble((praise, same)) >> Affine(10, 0.5),
    }
    columns = {name: reward.score(shown).require().values.double().numpy() for name, reward in rewards.items()}
    columns["at random"] = rng.random(len(shown))
    texts = {
        name: [
            group[row] for group, row in zip(groups, values.reshape(config.prompts, -1).argmax(1).tolist(), strict=True)
        ]
        for name, values in columns.items()
    }
    return {name: described(some) for name, some in texts.items()}


def described(some: Sequence[str]) -> dict[str, float]:
    """What is true of remarks."""
    return {
        "praise": fmean(holds("praise", text) for text in some),
        "without repetition": fmean(not holds("repetition", text) for text in some),
        "words said before": fmean(map(repetition, some)),
    }
