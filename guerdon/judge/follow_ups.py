"""What people say next who are pleased with an answer, and what those say who are not, by what they speak of."""

from dataclasses import dataclass

from guerdon.errors import GuerdonError
from guerdon.saving import Storable


@dataclass(frozen=True)
class Reactions(Storable):
    """What is said next, by those who are pleased and by those who are not."""

    pleased: tuple[str, ...]
    displeased: tuple[str, ...]

    def __post_init__(self) -> None:
        for name, some in (("pleased", self.pleased), ("displeased", self.displeased)):
            if not some or len(set(some)) < len(some):
                raise GuerdonError(f"the {name} reactions are {some}, expected at least one, and each of them once")


BANK = {
    "understanding": Reactions(
        (
            "That is just what I was asking about.",
            "You got my question right away.",
            "Yes, you see what I mean.",
            "Good, you understood me.",
            "That was my question indeed.",
            "You know what I am looking for.",
            "Right, this is what I had in mind.",
            "You read my question well.",
            "I feel understood, thanks.",
            "You saw at once what I need.",
        ),
        (
            "That is not what I was asking about.",
            "You got my question wrong.",
            "No, you do not see what I mean.",
            "I think you misunderstood me.",
            "That was not my question.",
            "You do not know what I am looking for.",
            "Wait, this is not what I had in mind.",
            "Did you read my question at all?",
            "Let me say again what I want.",
            "You missed what I need.",
        ),
    ),
    "relevance": Reactions(
        (
            "All of this is to the point.",
            "This is about my question, thanks.",
            "You stayed on topic.",
            "Every part of that matters here.",
            "That fits what we talk about.",
            "This belongs here.",
            "I can use all of this for my question.",
            "You left out what does not matter, good.",
            "That answers my question.",
            "It is good that you keep to the subject.",
        ),
        (
            "None of this is to the point.",
            "What has this to do with my question?",
            "You are off topic.",
            "Most of that does not matter here.",
            "That does not fit what we talk about.",
            "This does not belong here.",
            "I can use none of this for my question.",
            "Why do you tell me that?",
            "That does not answer my question.",
            "Please keep to the subject.",
        ),
    ),
    "correctness": Reactions(
        (
            "That is right.",
            "Yes, that is correct.",
            "I checked it, and it is true.",
            "Exactly, well done.",
            "True, thank you.",
            "That agrees with what I know.",
            "Your answer is right.",
            "No mistakes there.",
            "You have the facts right.",
            "Correct, thanks.",
        ),
        (
            "That is wrong.",
            "No, that is not correct.",
            "I checked it, and it is false.",
            "Sorry, but that is a mistake.",
            "That cannot be true.",
            "That does not agree with what I know.",
            "Your answer is wrong.",
            "There is an error in that.",
            "You have the facts wrong.",
            "Incorrect, try again.",
        ),
    ),
    "engagingness": Reactions(
        (
            "How interesting, tell me more!",
            "I like talking with you.",
            "This is fun!",
            "Please go on.",
            "Now I am curious.",
            "That was a pleasure to read.",
            "What a lively answer!",
            "I could listen to you for hours.",
            "You make this interesting.",
            "I want to hear the rest.",
        ),
        (
            "How boring.",
            "I do not like talking with you.",
            "This is no fun.",
            "Please stop.",
            "I have lost interest.",
            "That was tiring to read.",
            "What a dull answer.",
            "I do not want to listen to this.",
            "You make this boring.",
            "I would rather talk about something else.",
        ),
    ),
    "informativeness": Reactions(
        (
            "I learned a lot from this.",
            "Thanks for all the details.",
            "That tells me what I need to know.",
            "This is very informative.",
            "I did not know that, thanks.",
            "That is a thorough answer.",
            "Now I know more than before.",
            "You explained it well.",
            "There is much in that.",
            "That is all I need.",
        ),
        (
            "I learned nothing from this.",
            "Where are the details?",
            "That does not tell me what I need to know.",
            "This says very little.",
            "I knew that already.",
            "That is a shallow answer.",
            "I know no more than before.",
            "You did not explain anything.",
            "There is nothing in that.",
            "I need more than that.",
        ),
    ),
    "instruction following": Reactions(
        (
            "You did what I asked for.",
            "That is in the form that I wanted.",
            "You kept to all that I said.",
            "Just as I told you, thanks.",
            "You did every part of it.",
            "That is done as I wished.",
            "You kept the limits that I set.",
            "Nothing is missing, thank you.",
            "You followed my instructions.",
            "It is all as I asked.",
        ),
        (
            "You did not do what I asked for.",
            "That is not in the form that I wanted.",
            "You ignored what I said.",
            "I told you to do it another way.",
            "You left out a part of it.",
            "That is not done as I wished.",
            "You passed the limits that I set.",
            "Something is missing.",
            "You did not follow my instructions.",
            "Do it again as I asked.",
        ),
    ),
}
"""Ten of either in each of six dimensions."""
