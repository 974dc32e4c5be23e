"""Trying again what fails for a while: too many requests, a server in trouble, a lost connection, a broken answer."""

import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from socket import gaierror
from time import time
from typing import Any, TypeVar

from guerdon.errors import GuerdonError

Answer = TypeVar("Answer")
FOR_GOOD = (401, 403, 404)
"""What a server answers where asking it anything is in vain."""
UNREACHED, UNANSWERED, UNREADABLE = "unreached", "unanswered", "unreadable"
"""Why there is no answer to a question, or none that can be read."""
LOST, LATE = "cannot be reached", "did not answer in time"
SHOWN = 200
"""Characters of a server's own words that an error shows."""


class MalformedError(GuerdonError):
    """A server's answer is none."""


@dataclass(frozen=True)
class Attempts:
    """How often a request is made, and how long between.

    A server that says when to come again (Retry-After) is believed, up to ``longest``; else the wait is drawn between 0
    and ``first`` * 2^k seconds after attempt k, which spreads the requests of many clients.

    Source: "full jitter" of Brooker 2015, "Exponential backoff and jitter" (AWS Architecture Blog).
    """

    most: int = 6
    timeout: float = 60.0
    """Seconds that one attempt may take."""
    first: float = 0.5
    """Seconds."""
    longest: float = 60.0
    """Seconds of one wait."""

    async def made(self, attempt: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer of the first attempt that has one.

        Raises:
            Exception: what the last attempt raised, or one for which no other attempt is worth it.
        """
        try:
            return await attempt()
        except Exception as error:
            if not passing(error):
                raise
            failures = [error]

        async def again() -> Answer:
            if failures:
                raise failures.pop()
            return await attempt()

        return await self.retrying(again)

    async def retrying(self, attempt: Callable[[], Awaitable[Answer]]) -> Answer:
        """The same by tenacity, whose account of an attempt takes a fifth as long as a request: for what has failed once."""
        from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt

        retrying = AsyncRetrying(
            stop=stop_after_attempt(self.most), wait=self.wait, retry=retry_if_exception(passing), reraise=True
        )
        return await retrying(attempt)

    def wait(self, state: Any) -> float:
        """Seconds until the next attempt."""
        from tenacity import wait_random_exponential

        asked = retry_after(state.outcome.exception())
        jittered = wait_random_exponential(multiplier=self.first, max=self.longest)(state)
        return min(self.longest, jittered if asked is None else asked)


def passing(error: BaseException) -> bool:
    """Whether the same request may well be answered later."""
    from openai import APIConnectionError, APIResponseValidationError, APIStatusError

    if isinstance(error, APIStatusError):
        return error.status_code in (408, 409, 429) or error.status_code >= 500
    return isinstance(error, APIConnectionError | APIResponseValidationError | MalformedError | json.JSONDecodeError)


def may_cost(error: BaseException) -> bool:
    """Whether a server may have worked for a request that failed: unless it refused it, or was never reached."""
    from openai import APIConnectionError, APIStatusError

    if isinstance(error, APIConnectionError):
        return not isinstance(root(error), ConnectionRefusedError | gaierror)
    return passing(error) and not isinstance(error, APIStatusError)


def retry_after(error: BaseException | None) -> float | None:
    """The seconds that a server asks to wait; None where it says nothing that can be read."""
    response = getattr(error, "response", None)
    said = response.headers.get("retry-after") if response is not None else None
    if said is None:
        return None
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time())
    except ValueError:
        return None


def refused(error: Exception, server: str, key_variable: str) -> str:
    """Why a request has no answer.

    Raises:
        GuerdonError: no other request would have one either; says what to do.
        Exception: this error, where it is not of the server's making.
    """
    from openai import APIConnectionError, APIStatusError, OpenAIError

    if isinstance(error, UnicodeEncodeError):
        return f"the question holds half a character ({error.object[error.start : error.end]!a}), which cannot be sent"
    if not isinstance(error, OpenAIError | MalformedError | json.JSONDecodeError):
        raise error
    if isinstance(error, APIStatusError) and error.status_code in FOR_GOOD:
        remedy = {401: f"set {key_variable}", 403: f"see what the key in {key_variable} may do"}
        what = remedy.get(error.status_code, "see how the model is called there, and whether the address is right")
        raise GuerdonError(f"{server} answered {error.status_code}: {what}") from None
    said = words(error, os.environ.get(key_variable))
    if isinstance(error, APIStatusError):
        return f"{server} answered {error.status_code}: {said}"
    if isinstance(error, APIConnectionError):
        first = root(error)  # on the way up, a refused connection is called a timeout
        return f"{server} {LATE}" if isinstance(first, TimeoutError) else f"{server} {LOST}: {words(first, None)}"
    return f"{server}: {error}" if isinstance(error, MalformedError) else f"{server} sent what is no answer: {said}"


def cause(why: str) -> str:
    """What kind of failure it was that has these words: what a server is the reason of begins with its address."""
    if not why.startswith(("http://", "https://")):
        return UNREADABLE
    return UNREACHED if why.partition(" ")[2].startswith((LOST, LATE)) else UNANSWERED


def root(error: BaseException) -> BaseException:
    """The error that an error comes from."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def words(error: BaseException, secret: str | None) -> str:
    """The beginning of what an error says, on one line, without a key that a server may have repeated."""
    said = " ".join(str(error).split())
    return (said.replace(secret, "…") if secret else said)[:SHOWN]
