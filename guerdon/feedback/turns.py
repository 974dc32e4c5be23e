"""A talk as the turns of one side, for rewards that score each turn."""

from guerdon.feedback.errors import FeedbackError
from guerdon.types import Example


def by_turns(talk: Example) -> Example:
    """What the assistant said in a talk, as one response to its opening whose steps are the turns.

    A head of units then gives each turn a reward, and ratings of the whole, or labels of turns (``Rating.spans``), train it.
    What the user said after the opening is left out: a turn is judged by its own words and by what the talk began with.

    Args:
        talk: a chat; its response is the last turn.

    Returns:
        an example whose prompt is all before the assistant's first turn; each step is a turn and an empty line.

    Raises:
        FeedbackError: the prompt is text, of which nobody says where turns end, or nothing stands before the first turn.
    """
    if isinstance(talk.prompt, str):
        raise FeedbackError(f"the prompt {talk.prompt[:40]!r} is text, expected the messages of a chat")
    turns = talk.messages
    first = next(place for place, turn in enumerate(turns) if turn.role == "assistant")
    if not first:
        raise FeedbackError(
            f"the talk opens with the assistant ({turns[0].content[:40]!r}): nothing there was answered"
        )
    steps = tuple(f"{turn.content}\n\n" for turn in turns if turn.role == "assistant")
    return Example(turns[:first], "".join(steps), talk.context, talk.reference, steps, talk.media, talk.meta)
