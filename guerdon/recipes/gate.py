"""Eliciting preferences by questions: do questions chosen for what they tell find out sooner what somebody wants?

Persons are simulated, and beliefs over hypotheses stand for the model that predicts: what is checked is what is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from jaxtyping import Bool, Float

from guerdon import llm
from guerdon.feedback.elicit import (
    Beliefs,
    DiverseCases,
    Informative,
    Policy,
    Question,
    RandomCases,
    Session,
    SimulatedPerson,
    Turn,
)
from guerdon.feedback.elicit.session import paper as paper
from guerdon.judge import transcript_judge
from guerdon.learn import SentenceEmbedder
from guerdon.recipes.base import Claim, Outcome
from guerdon.statistics import auroc
from guerdon.testbeds.articles import articles
from guerdon.testbeds.emails import FEATURES, addresses, formats, table
from guerdon.types import Example

room = "feedback"
claim = Claim(
    "probability of the right answer about new cases after five questions, cases chosen by information minus random cases",
    at_least=0.05, unit="probability",
)  # fmt: skip
SOONER = Claim("halvings of the turns until predictions are right with 0.9, by information minus random", 0.7, "log2")
VALID, READ = "Is this a valid address?", "Would you read this article?"
GOOD, LONGEST = 0.9, 30
"""The probability of the right answer whose first turn is reported, and the most turns that are waited for."""


@dataclass
class Config:
    persons: int = 20
    """Of each domain."""
    cases: int = 200
    """Addresses to ask about; half as many more to test on."""
    turns: int = 5
    """Questions before predictions are tested."""
    errs: float = 0.05
    """The share of answers that are wrong."""
    articles: int = 283
    """Articles to ask about and to test on, where they are at hand; 0 leaves them out."""
    llm: str = ""
    """A language model for ``guerdon.llm.load``, which predicts from the transcripts in place of the beliefs."""


@dataclass(frozen=True)
class Interviews:
    """Ways to ask persons who each hold one of the hypotheses, and the cases that predictions are tested on."""

    data: str
    beliefs: Beliefs
    tested: Sequence[int]
    arms: Mapping[str, Policy]

    def outcomes(self, config: Config, rng: np.random.Generator) -> list[Outcome]:
        """How well and how soon each way to ask lets one predict, over the same persons."""
        held = rng.choice(len(self.beliefs.table), size=config.persons, replace=False).tolist()
        found = {name: [self.asked(policy, row, config) for row in held] for name, policy in self.arms.items()}
        controls = {
            f"{measure}, {name}": float(np.nanmean([each[measure] for each in rows]))
            for name, rows in found.items() for measure in rows[0]
        }  # fmt: skip
        both = ("random cases", "cases by information")
        random, informed = (controls[f"right, {name}"] for name in both)
        late, soon = (-float(np.log2(controls[f"turns until {GOOD:g}, {name}"])) for name in both)
        first = Outcome(random, informed, self.data, controls)
        return [first, Outcome(late, soon, f"{self.data}, turns", claim=SOONER)]

    def asked(self, policy: Policy, held: int, config: Config) -> dict[str, float]:
        """One person's answers, and what they let one predict."""
        answers = dict(zip(self.beliefs.questions, self.beliefs.table[held].tolist(), strict=True))
        session, truth = Session(self.beliefs.questions[0].text), self.beliefs.table[held][list(self.tested)]
        turns = session.run(policy, SimulatedPerson(answers.__getitem__, config.errs, held), LONGEST)
        path = [right(self.beliefs.predicted(turns[:n])[list(self.tested)], truth) for n in range(len(turns) + 1)]
        said = self.predicted(turns[: config.turns], config)
        return {
            "right": right(said, truth),
            "right before": path[0],
            f"turns until {GOOD:g}": float(next((n for n, value in enumerate(path) if value >= GOOD), LONGEST)),
            "AUROC": auroc(said, truth) if 0 < truth.mean() < 1 else float("nan"),
        }

    def predicted(self, turns: Sequence[Turn], config: Config) -> Float[np.ndarray, "tested"]:
        """The probability that each case of the test is accepted."""
        asked = ((f"{turn.question.text} {turn.question.case or ''}", turn.answer) for turn in turns)
        reward = transcript_judge(llm.load(config.llm), asked) if config.llm else self.beliefs.reward(turns)
        shown = [self.beliefs.questions[column] for column in self.tested]
        return reward.score([Example(each.text, each.case or "") for each in shown]).require().values.double().numpy()


def run(config: Config, seed: int) -> list[Outcome]:
    """Persons who hold one of many rules for addresses; persons who read one to three categories of real articles."""
    rng = np.random.default_rng(seed)
    texts = addresses(rng, config.cases + config.cases // 2)
    rules = formats()
    facts = np.array([[answer(rule) for answer in FEATURES.values()] for rule in rules])
    questions = (*(Question(VALID, text) for text in texts), *map(Question, FEATURES))
    beliefs = Beliefs(questions, np.concatenate([table(rules, texts), facts], axis=1))
    signs = np.array([[*map(text.count, "._-+@"), sum(map(str.isdigit, text)), len(text)] for text in texts])
    arms = policies(texts[: config.cases], VALID, beliefs, signs / signs.std(0).clip(1e-9), seed)
    told = range(len(texts), len(questions))
    arms["questions about rules by information"] = Informative(beliefs, told)
    arms["a description of two features"] = Informative(beliefs, rng.choice(told, 2, replace=False).tolist())
    rows = [articles()[row] for row in rng.permutation(len(articles())).tolist()][: config.articles]
    spoken = Interviews("addresses, simulated persons", beliefs, range(config.cases, len(texts)), arms)
    return [outcome for each in (spoken, *of_articles(rows, seed)) for outcome in each.outcomes(config, rng)]


def of_articles(rows: Sequence[tuple[str, str]], seed: int) -> list[Interviews]:
    """What there is to ask about articles, where there are some; the last third to test on."""
    if not rows:
        return []
    kinds = sorted({kind for _, kind in rows})
    wanted = [set(some) for size in (1, 2, 3) for some in combinations(kinds, size)]
    reads: Bool[np.ndarray, "sets articles"] = np.array([[kind in some for _, kind in rows] for some in wanted])
    beliefs, pool = Beliefs(tuple(Question(READ, text) for text, _ in rows), reads), 2 * len(rows) // 3
    vectors = SentenceEmbedder(max_tokens=48)([text for text, _ in rows])
    arms = policies([text for text, _ in rows[:pool]], READ, beliefs, vectors, seed)
    return [Interviews("gate articles, simulated persons", beliefs, range(pool, len(rows)), arms)]


def policies(
    pool: Sequence[str], task: str, beliefs: Beliefs, vectors: Float[np.ndarray, "n d"], seed: int
) -> dict[str, Policy]:
    """Ways to choose among the same cases, which are the first questions of the beliefs."""
    return {
        "random cases": RandomCases(task, pool, seed),
        "diverse cases": DiverseCases(task, pool, vectors[: len(pool)], seed=seed),
        "cases by information": Informative(beliefs, range(len(pool))),
    }


def right(said: Float[np.ndarray, "n"], truth: Bool[np.ndarray, "n"]) -> float:
    """The mean probability of the right answer."""
    return float(np.where(truth, said, 1 - said).mean())
