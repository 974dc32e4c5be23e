"""Extraction: find who, where, when or how much in a short passage."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.template import Template, upper_first, wordings
from guerdon.testbeds.errands.text import mentions, sentences
from guerdon.testbeds.errands.words.passages import FACTS, SCENES

ORDINALS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True)
class Extraction(Errand):
    """Answer a question from a passage that holds rival facts of the same kind.

    Gold: the asked fact is there, others are not, and the answer takes up the words of the question.
    """

    name: ClassVar = "extraction"
    wordings: ClassVar = wordings(
        "Read the passage and answer the question. {passage} Question: {question}",
        "{passage} Now tell me: {question}",
        'Using only this text, answer "{question}" Text: {passage}',
        "{question} The answer is somewhere in here: {passage}",
    )
    virtue: ClassVar = "says where it stands"

    scene: int
    facts: tuple[str, ...]
    """In the order of the scene's blanks."""
    question: str

    @classmethod
    def sample(cls, rng: Random) -> Self:
        number = rng.randrange(len(SCENES))
        scene = SCENES[number]
        facts: list[str] = []
        for slot in scene.slots:
            facts.append(rng.choice([fact for fact in FACTS[slot.kind] if fact not in facts]))
        return cls(rng.choice(cls.wordings), number, tuple(facts), rng.choice(list(scene.questions)))

    @classmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        for number, scene in enumerate(SCENES):
            facts = scene.passage.read(blanks["passage"])
            if facts and blanks["question"] in scene.questions:
                return cls(wording, number, tuple(facts[slot.name] for slot in scene.slots), blanks["question"])
        raise LookupError("no scene has this passage")

    @property
    def blanks(self) -> dict[str, str]:
        return {"passage": SCENES[self.scene].passage.fill(**self.known), "question": self.question}

    @property
    def known(self) -> dict[str, str]:
        return dict(zip((slot.name for slot in SCENES[self.scene].slots), self.facts, strict=True))

    @property
    def asked(self) -> str:
        return SCENES[self.scene].questions[self.question].asked

    @property
    def rivals(self) -> list[str]:
        """The other facts of the passage that somebody could mistake for the answer."""
        kinds = {slot.name: slot.kind for slot in SCENES[self.scene].slots}
        return [fact for name, fact in self.known.items() if name != self.asked and kinds[name] == kinds[self.asked]]

    @property
    def need(self) -> int:
        return 12

    @property
    def flaws(self) -> tuple[str, ...]:
        return ("wrong fact", "invented fact", "gives everything", "bare fact")

    def draft(self, rng: Random, plan: Set[str]) -> str:
        fact = self.known[self.asked]
        kind = next(slot.kind for slot in SCENES[self.scene].slots if slot.name == self.asked)
        if "wrong fact" in plan:
            fact = rng.choice(self.rivals or [other for other in self.facts if other != fact])
        if "invented fact" in plan:
            fact = rng.choice([other for other in FACTS[kind] if other not in self.facts])
        if "gives everything" in plan:
            return SCENES[self.scene].passage.fill(**self.known)
        answer = SCENES[self.scene].questions[self.question].answer.fill(fact=fact)
        answer = f"{upper_first(fact)}." if "bare fact" in plan else answer
        return f"{answer} That is in the {self.place} sentence." if self.virtue in plan else answer

    @property
    def place(self) -> str:
        """Which sentence of the passage has the fact."""
        said = sentences(SCENES[self.scene].passage.fill(**self.known))
        return ORDINALS[next(number for number, each in enumerate(said) if mentions(each, self.known[self.asked]))]

    def checks(self, answer: str) -> Sequence[Check]:
        given = {fact for fact in self.facts if mentions(answer, without_article(fact))}
        found = self.known[self.asked] in given
        rivals = len(given.intersection(self.rivals))
        words = SCENES[self.scene].questions[self.question].words
        about = sum(mentions(answer, word) for word in words) / len(words)
        return [
            Check("the fact", found / (1 + rivals), 4),
            Check("nothing else", found / (len(given) - rivals or 1), 1),
            Check("speaks to the question", about, 1.5),
            Check(self.virtue, found * mentions(answer, f"{self.place} sentence"), 1.5),
        ]


def without_article(fact: str) -> str:
    return fact.removeprefix("the ").removeprefix("a ")
