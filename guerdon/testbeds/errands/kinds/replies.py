"""Replies: accept or turn down what somebody proposes, with a reason or another time."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.template import Template, wordings
from guerdon.testbeds.errands.text import mentions
from guerdon.testbeds.errands.words.chatty import CHATTY
from guerdon.testbeds.errands.words.people import DAYS, SURNAMES

PROPOSALS = (
    "Shall we go hiking this weekend?", "Would you like to have lunch with me tomorrow?", "Can you look after my parrot?",
    "Could you cover my shift tonight?", "Do you want to see the new play with us?", "Can I borrow your tent?",
    "Would you join our running group?", "Could you help me to carry a wardrobe upstairs?", "Shall we share a taxi?",
    "Would you like to buy my old camera?", "Can you teach me to knit?", "Shall we start a band?",
)  # fmt: skip
REASONS = (
    "my car has broken down", "I have a bad cold", "my parents are visiting", "I have an exam", "I am out of town",
    "my knee still hurts", "I promised to babysit", "I am short of money", "the dentist has moved my appointment",
    "I have to finish a report",
)  # fmt: skip
REFUSING = (
    "can't",
    "cannot",
    "unable",
    "won't be able",
    "not be able",
    "have to say no",
    "have to decline",
    "must decline",
)
ACCEPTING = ("gladly", "love to", "be happy to", "count me in", "yes", "be delighted")
THANKS = ("It is kind of you to ask.", "Thank you for thinking of me.", "That sounds lovely, so I am sorry.")
KIND = ("kind of you", "thank you", "thanks", "sorry", "unfortunately")
WISHES = ("I wish you a good time all the same.", "I wish you the best of luck with it.")


@dataclass(frozen=True)
class Reply(Errand):
    """Turn a proposal down, give the reason, and offer another day.

    Gold: it is a refusal, with the reason and the right day, and it speaks to the right person.
    """

    name: ClassVar = "replies"
    family: ClassVar = "shifted"
    voice: ClassVar = CHATTY
    wordings: ClassVar = wordings(
        '{who} wrote to me: "{proposal}" Answer no, because {reason}, and offer {day} instead.',
        'Turn down this message from {who} for me: "{proposal}" Say that {reason} and suggest {day}.',
        '"{proposal}" asks {who}. I would rather not, as {reason}. Write my reply and propose {day}.',
        proposal=PROPOSALS,
        reason=REASONS,
        day=DAYS,
    )
    virtue: ClassVar = "wishes well"

    who: str
    proposal: str
    reason: str
    day: str

    @classmethod
    def sample(cls, rng: Random) -> Self:
        who = f"{rng.choice(('Mr', 'Ms'))} {rng.choice(SURNAMES)}"
        return cls(rng.choice(cls.wordings), who, rng.choice(PROPOSALS), rng.choice(REASONS), rng.choice(DAYS))

    @classmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        return cls(wording, **blanks)

    @property
    def blanks(self) -> dict[str, str]:
        return {"who": self.who, "proposal": self.proposal, "reason": self.reason, "day": self.day}

    @property
    def need(self) -> int:
        return 30

    @property
    def flaws(self) -> tuple[str, ...]:
        return ("accepts", "another reason", "another day", "no reason", "curt")

    def draft(self, rng: Random, plan: Set[str]) -> str:
        if "accepts" in plan:
            return f"Dear {self.who}, yes, I would love to! That sounds wonderful. See you soon."
        reason = (
            rng.choice([other for other in REASONS if other != self.reason])
            if "another reason" in plan
            else self.reason
        )
        day = rng.choice([other for other in DAYS if other != self.day]) if "another day" in plan else self.day
        return " ".join(
            [
                f"Dear {self.who},",
                *[rng.choice(THANKS)] * ("curt" not in plan),
                "I have to say no." if "no reason" in plan else f"I have to say no, because {reason}.",
                f"How about {day} instead?",
                *[rng.choice(WISHES)] * (self.virtue in plan),
            ]
        )

    def checks(self, answer: str) -> Sequence[Check]:
        def has(signs: Sequence[str]) -> bool:
            return any(mentions(answer, sign) for sign in signs)

        refuses = has(REFUSING) and not has(ACCEPTING)
        days = [day for day in DAYS if mentions(answer, day)]
        return [
            Check("turns it down", float(refuses), 2),
            Check("the reason", float(mentions(answer, self.reason)), 2),
            Check("the day", float(self.day in days) / max(1, len(days)), 1.5),
            Check("the right person", float(mentions(answer, self.who)), 0.5),
            Check("kindly put", float(refuses and has(KIND)), 1),
            Check(self.virtue, float(refuses and mentions(answer, "wish you")), 1.5),
        ]
