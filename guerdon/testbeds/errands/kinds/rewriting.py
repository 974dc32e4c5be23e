"""Rewrites: the same sentence in another tense, mood, tone or length."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.template import Template, wordings
from guerdon.testbeds.errands.text import mentions, sentences, tokens
from guerdon.testbeds.errands.words.sentences import ACTIONS, ADJUNCTS, SUBJECTS

FORMS = {base: (base, present, past, thing) for base, present, past, thing in ACTIONS}
CONTENT = {"subject": SUBJECTS, "thing": tuple(thing for *_, thing in ACTIONS), "when": ADJUNCTS}
KNOWN = CONTENT | {"base": tuple(FORMS), "present": tuple(present for _, present, _, _ in ACTIONS)}
STATEMENT = Template("{Subject} {present} {thing} {when}.", KNOWN)
NOBODY = SUBJECTS[0]
"""Who acts where the sentence names nobody: needed only by answers that are wrong."""


@dataclass(frozen=True)
class Change:
    """One way to rewrite: how the sentence looks before and after, and the words by which it is known."""

    before: Template
    after: Template
    required: str
    """Alternatives with ``|`` between them, one of which the rewritten sentence has."""
    banned: str
    """What it must not have any more."""
    dropped: tuple[str, ...] = ()
    """The parts that it need not keep."""
    mark: str = "."
    """How it ends."""


CHANGES = {
    "in the past tense": Change(STATEMENT, Template("{Subject} {past} {thing} {when}."), "{past}", "{present}|{base}"),
    "as something that will happen in the future": Change(
        STATEMENT, Template("{Subject} will {base} {thing} {when}."), "will {base}|going to {base}", "{present}|{past}"
    ),
    "so that it says the opposite": Change(
        STATEMENT,
        Template("{Subject} does not {base} {thing} {when}."),
        "does not {base}|doesn't {base}|never {present}",
        "{past}",
    ),
    "as a question": Change(
        STATEMENT, Template("Does {subject} {base} {thing} {when}?"), "does {subject} {base}", "does not", mark="?"
    ),
    "from the point of view of the person who does it": Change(
        STATEMENT, Template("I {base} {thing} {when}."), "i {base}", "{subject}|{present}", dropped=("subject",)
    ),
    "without saying where, when or how": Change(
        STATEMENT, Template("{Subject} {present} {thing}."), "{present} {thing}", "{when}", dropped=("when",)
    ),
    "as a polite request": Change(
        Template("{Base} {thing} {when}!", KNOWN),
        Template("Could you please {base} {thing} {when}?"),
        "could you|would you|please|would you mind|may I ask you",
        "you must|now",
        dropped=("subject",),
        mark="?",
    ),
    "in formal English": Change(
        Template("{Subject} is gonna {base} {thing} {when}, ya know?", KNOWN),
        Template("{Subject} is going to {base} {thing} {when}."),
        "is going to {base}|will {base}|intends to {base}",
        "gonna|ya know|wanna|yeah",
    ),
}


@dataclass(frozen=True)
class Rewriting(Errand):
    """Say the same sentence in another way.

    Gold: whether the best sentence of the answer is changed as asked, what it keeps, and what it adds or loses.
    """

    name: ClassVar = "rewriting"
    wordings: ClassVar = wordings(
        "Rewrite this sentence {change}: {sentence}",
        'Please put the sentence "{sentence}" differently: {change}.',
        'How would you write "{sentence}" {change}?',
        "Here is a sentence from my homework. {sentence} Write it again {change}.",
        "{sentence} Could you rewrite that {change}, please?",
        change=CHANGES,
    )
    virtue: ClassVar = "says what changed"

    change: str
    subject: str
    base: str
    when: str

    @classmethod
    def sample(cls, rng: Random) -> Self:
        change = rng.choice(list(CHANGES))
        subject = rng.choice(SUBJECTS) if "{Subject}" in CHANGES[change].before.text else NOBODY
        return cls(rng.choice(cls.wordings), change, subject, rng.choice(list(FORMS)), rng.choice(ADJUNCTS))

    @classmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        parts = CHANGES[blanks["change"]].before.read(blanks["sentence"]) or {}
        bases = [base for base, _, _, thing in FORMS.values() if thing == parts["thing"]]
        return cls(wording, blanks["change"], parts.get("subject", NOBODY), bases[0], parts["when"])

    @property
    def blanks(self) -> dict[str, str]:
        return {"change": self.change, "sentence": CHANGES[self.change].before.fill(**self.parts)}

    @property
    def parts(self) -> dict[str, str]:
        base, present, past, thing = FORMS[self.base]
        return {
            "subject": self.subject,
            "base": base,
            "present": present,
            "past": past,
            "thing": thing,
            "when": self.when,
        }

    @property
    def need(self) -> int:
        return 14

    @property
    def flaws(self) -> tuple[str, ...]:
        return ("not changed", "changed in another way", "another meaning", "loses a detail")

    def draft(self, rng: Random, plan: Set[str]) -> str:
        parts = dict(self.parts)
        change = CHANGES[self.change]
        if "another meaning" in plan:
            name = rng.choice(["thing", "when"])
            parts[name] = rng.choice([other for other in CONTENT[name] if other != parts[name]])
        if "changed in another way" in plan:
            change = CHANGES[rng.choice([other for other in CHANGES if other != self.change])]
        if "loses a detail" in plan:
            parts[rng.choice(["thing", "when"])] = ""
        written = (change.before if "not changed" in plan else change.after).fill(**parts)
        written = re.sub(r" +(?=[ .?!,])", "", written)
        return f"{written} It is now written {self.change}." if self.virtue in plan else written

    def checks(self, answer: str) -> Sequence[Check]:
        change = CHANGES[self.change]
        kept = [value for name, value in self.parts.items() if name in CONTENT and name not in change.dropped]
        wanted = set(tokens(change.after.fill(**self.parts)))
        best = max(sentences(answer), key=lambda sentence: len(wanted & set(tokens(sentence))), default="")
        keeps = sum(mentions(best, value) for value in kept) / len(kept)
        changed = any(mentions(best, form) for form in self.forms(change.required))
        changed &= not any(mentions(best, form) for form in self.forms(change.banned))
        marked = best.rstrip("\"'").endswith(change.mark)
        read = set(tokens(best))
        pure = len(wanted & read) / max(1, len(read))
        return [
            Check("changed as asked", changed * keeps, 4),
            Check("keeps the meaning", keeps * min(1.0, pure + 0.2), 3),
            Check("ends as it should", marked * changed * keeps, 0.5),
            Check(self.virtue, changed * keeps * mentions(answer, self.change), 1.5),
        ]

    def forms(self, alternatives: str) -> list[str]:
        return Template(alternatives).fill(**self.parts).split("|")
