"""Short notes: an invitation, a reminder or a thank-you with all that it has to say."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.template import Template, wordings
from guerdon.testbeds.errands.text import mentions
from guerdon.testbeds.errands.words.notes import DETAILS, NOTES

CONTACTS = (
    "Call me if you have any questions.",
    "You can reach me by phone in the evening.",
    "Write to me if you cannot find the way.",
)
GREETING = ("dear", "hello", "hi", "good morning", "good evening")
REACHABLE = ("call me", "phone me", "reach me", "write to me", "contact me", "ask me")


@dataclass(frozen=True)
class Note(Errand):
    """Write a note of a kind about an event, with place, day, time and the name of the sender.

    Gold: which details are in it, whether any is contradicted, whether it is the kind of note that was asked for, and
    whether it greets and is signed.
    """

    name: ClassVar = "notes"
    wordings: ClassVar = wordings(
        "Write a short {note} for {event} at {place} on {day} at {hour}. Sign it as {who}.",
        "Please write {who}'s {note} for {event}. It is on {day} at {hour}, at {place}.",
        "{who} has to write this: {note} for {event} ({place}, {day}, {hour}). Can you help with a few sentences?",
        "I am {who}. Help me to write my {note} for {event}, which is at {place}, on {day} at {hour}.",
        note=NOTES,
        **DETAILS,
    )
    virtue: ClassVar = "offers a contact"

    note: str
    event: str
    place: str
    day: str
    hour: str
    who: str

    @classmethod
    def sample(cls, rng: Random) -> Self:
        details = {name: rng.choice(values) for name, values in DETAILS.items()}
        return cls(rng.choice(cls.wordings), rng.choice(list(NOTES)), **details)

    @classmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        return cls(wording, **blanks)

    @property
    def blanks(self) -> dict[str, str]:
        return {"note": self.note} | {name: getattr(self, name) for name in DETAILS}

    @property
    def need(self) -> int:
        return 42

    @property
    def flaws(self) -> tuple[str, ...]:
        return ("leaves out details", "wrong details", "another kind of note", "too terse")

    def draft(self, rng: Random, plan: Set[str]) -> str:
        told = {name: getattr(self, name) for name in DETAILS}
        if "wrong details" in plan:
            for name in rng.sample(("place", "day", "hour"), rng.randint(1, 2)):
                told[name] = rng.choice([other for other in DETAILS[name] if other != told[name]])
        kind = NOTES[self.note]
        if "another kind of note" in plan:
            kind = NOTES[rng.choice([other for other in NOTES if other != self.note])]
        where, when = f"at {told['place']}", f"on {told['day']} at {told['hour']}"
        if "leaves out details" in plan:
            where, when = rng.choice((("", when), (where, ""), (where, f"on {told['day']}"), ("", "")))
        news = kind.news.fill(event=told["event"], where=where, when=when)
        news = " ".join(news.replace(" .", ".").split())
        if "too terse" in plan:
            return news
        said = [news, rng.choice(kind.wishes), *[rng.choice(CONTACTS)] * (self.virtue in plan)]
        return f"{rng.choice(kind.greetings)}\n{' '.join(said)}\n{rng.choice(kind.closings)} {told['who']}"

    def checks(self, answer: str) -> Sequence[Check]:
        found = {name: mentions(answer, getattr(self, name).removeprefix("the ")) for name in DETAILS}
        clear = {name: found[name] and not self.contradicted(name, answer) for name in ("place", "day", "hour")}
        about = found["event"]
        fits = any(mentions(answer, word) for word in NOTES[self.note].words)
        return [
            *(Check(name, float(right)) for name, right in clear.items()),
            Check("event", float(about), 1.5),
            Check("sender", float(found["who"]), 0.5),
            Check("kind of note", float(fits) * (0.4 + 0.6 * about), 1.5),
            Check("greeting", float(about and any(mentions(answer, word) for word in GREETING))),
            Check(self.virtue, about * any(mentions(answer, sign) for sign in REACHABLE), 1.5),
        ]

    def contradicted(self, detail: str, answer: str) -> bool:
        """Whether another value of a detail stands in the answer."""
        others = (value.removeprefix("the ") for value in DETAILS[detail] if value != getattr(self, detail))
        return any(mentions(answer, other) for other in others)
