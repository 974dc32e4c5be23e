"""Notes that people write to each other, and what they are about."""

from dataclasses import dataclass

from guerdon.testbeds.errands.template import Template
from guerdon.testbeds.errands.words.people import DATES, DAYS, HOURS, NAMES, PLACES

DETAILS = {
    "event": (
        "a birthday party", "a book club evening", "a charity concert", "a chess tournament", "a cooking course",
        "a farewell dinner", "a film night", "a flea market", "a garden party", "a guided tour", "a housewarming party",
        "a jazz concert", "a parents' meeting", "a poetry reading", "a quiz night", "a school reunion", "a staff meeting",
        "a street festival", "a summer picnic", "a talk on bees", "a tasting of local cheeses", "a wedding rehearsal",
        "a winter bonfire", "a yoga class", "an exhibition of old maps", "an open rehearsal of the choir",
    ),
    "place": PLACES,
    "day": tuple(f"{day} {date}" for day, date in zip(DAYS * 15, DATES, strict=False)),
    "hour": HOURS,
    "who": NAMES,
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of note: the sentences that it is made of and the words that show it."""

    greetings: tuple[str, ...]
    news: Template
    wishes: tuple[str, ...]
    closings: tuple[str, ...]
    words: tuple[str, ...]


NOTES = {
    "invitation": Kind(
        ("Dear friends,", "Hello everybody,", "Dear all,"),
        Template("You are warmly invited to {event} {where} {when}."),
        ("We would be delighted if you could join us.", "Bring along whoever you like, as everybody is welcome.",
         "It would not be the same without you."),
        ("Yours,", "Warm wishes,", "See you there,"),
        ("invited", "invite", "invitation", "join us", "welcome to come", "come along", "would you like to come"),
    ),
    "reminder": Kind(
        ("Hello all,", "Dear members,", "Hi everyone,"),
        Template("This is a reminder of {event} {where} {when}."),
        ("Please do not forget to put it into your calendar.", "Remember to be there a little early.",
         "Should you have promised to bring something, please remember it."),
        ("Thank you,", "Best wishes,", "Kind regards,"),
        ("reminder", "remind", "do not forget", "don't forget", "remember"),
    ),
    "cancellation notice": Kind(
        ("Dear guests,", "Hello everyone,", "Dear all,"),
        Template("We are sorry to say that {event} {where} {when} has been cancelled."),
        ("We apologise to all who were looking forward to it.", "Those who have paid will get their money back.",
         "A new date will follow as soon as we can find it."),
        ("With regret,", "Yours,", "Kind regards,"),
        ("cancelled", "canceled", "cancel", "called off", "will not take place"),
    ),
    "thank-you message": Kind(
        ("Dear helpers,", "Dear friends,", "Hello all,"),
        Template("We would like to thank each of you for your help with {event} {where} {when}."),
        ("Without you it would not have been possible.", "We are grateful for the many hours you gave.",
         "Everybody who came had a wonderful time."),
        ("Gratefully,", "With many thanks,", "Warmly,"),
        ("thank you", "thank", "thanks", "grateful"),
    ),
}  # fmt: skip
