"""A server that speaks the OpenAI protocol around a model, and misbehaves when it is told to."""

import argparse
import asyncio
import socket
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request as HTTPRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from guerdon.llm import Continuation, LanguageModel, Request, Sampling, Scripted
from guerdon.types import Message

MESSAGE = {"role": "assistant", "content": "fine"}
USAGE = {"prompt_tokens": 2, "completion_tokens": 1}


def said(message: Any = MESSAGE, usage: Any = USAGE, logprobs: Any = None) -> JSONResponse:
    """An answer whose pieces may be of any form."""
    return JSONResponse({"choices": [{"message": message, "logprobs": logprobs}], "usage": usage})


FAULTS: dict[str, Callable[[], Response]] = {
    "429": lambda: JSONResponse({"error": {"message": "too many"}}, 429),
    "429 retry-after": lambda: JSONResponse({"error": {"message": "too many"}}, 429, {"Retry-After": "0.2"}),
    "500": lambda: JSONResponse({"error": {"message": "no idea"}}, 500),
    "400": lambda: JSONResponse({"error": {"message": "too long, key secret-key"}}, 400),
    "401": lambda: JSONResponse({"error": {"message": "bad key secret-key"}}, 401),
    "half json": lambda: Response('{"id": "1", "choices": [{"index": 0, "mess', 200, media_type="application/json"),
    "empty choices": lambda: JSONResponse({"id": "1", "object": "chat.completion", "choices": []}),
    "wrong schema": lambda: JSONResponse({"answer": 42}),
    "content is a number": lambda: said({"content": 5}),
    "content is a list": lambda: said({"content": [{"type": "text", "text": "fine"}]}),
    "logprobs are text": lambda: said(logprobs="none"),
    "logprobs without values": lambda: said(logprobs={"content": [{"token": "fine"}]}),
    "broken letters": lambda: Response(
        b'{"choices": [{"message": {"content": "\xff"}}]}', media_type="application/json"
    ),
    "too deep": lambda: Response("[" * 100_000, media_type="application/json"),
    "no usage": lambda: said(usage=None),
    "usage is text": lambda: said(usage="none"),
    "usage below zero": lambda: said(usage={"prompt_tokens": -500, "completion_tokens": -500}),
    "one choice": said,
}


class Server:
    """Runs in a thread; ``faults`` are what the next requests meet, one each."""

    def __init__(self, model: LanguageModel, latency: float = 0.0) -> None:
        self.model, self.latency = model, latency
        self.faults: deque[str] = deque()
        self.seen: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.most_at_once = self.at_once = 0
        routes = [
            Route("/v1/chat/completions", self.chat, methods=["POST"]),
            Route("/v1/completions", self.echo, methods=["POST"]),
        ]
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/v1"
        config = uvicorn.Config(Starlette(routes=routes), log_level="critical", timeout_graceful_shutdown=1)
        self.uvicorn = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.uvicorn.run, args=([self.socket],), daemon=True)

    def __enter__(self) -> "Server":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.uvicorn.should_exit = True
        self.thread.join()
        self.socket.close()

    def misbehave(self, faults: Iterable[str]) -> None:
        self.faults.extend(faults)

    async def chat(self, request: HTTPRequest) -> Response:
        body = await request.json()
        self.bodies.append({**body, "authorization": request.headers.get("authorization")})
        self.seen[body["messages"][-1]["content"]] += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.latency)
            fault = self.faults.popleft() if self.faults else None
            if fault == "slow":
                await asyncio.sleep(5)
            elif fault == "cut":
                request.scope["transport"] = None
                return Cut()
            elif fault:
                return FAULTS[fault]()
            return JSONResponse(await asyncio.to_thread(self.answer, body) if self.slow else self.answer(body))
        finally:
            self.at_once -= 1

    @property
    def slow(self) -> bool:
        return not isinstance(self.model, Scripted)

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        asked = Request(tuple(Message(turn["role"], turn["content"]) for turn in body["messages"]))
        sampling = Sampling(body.get("n", 1), body.get("temperature", 0), max_tokens=body.get("max_tokens", 16))
        [reply] = self.model.generate([asked], sampling)
        told = None
        if body.get("top_logprobs"):
            options = ("Yes", "No", "Maybe")
            said = self.model.choice_logits([asked], [[option] for option in options]).logits[0].tolist()
            top = [
                {"token": f" {o}", "logprob": p, "bytes": None}
                for o, p in sorted(zip(options, said, strict=True), key=lambda x: -x[1])
            ]
            told = {"content": [{**top[0], "top_logprobs": top[: body["top_logprobs"]]}]}
        choices = [
            {
                "index": i,
                "finish_reason": "stop" if c.finished else "length",
                "logprobs": told,
                "message": {"role": "assistant", "content": c.text},
            }
            for i, c in enumerate(reply.choices)
        ]
        usage = {
            "prompt_tokens": reply.prompt_tokens,
            "completion_tokens": reply.completion_tokens,
            "total_tokens": reply.tokens,
        }
        return {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": choices,
            "usage": usage,
        }

    async def echo(self, request: HTTPRequest) -> Response:
        """Word for word, as vLLM does: the tokens of the prompt with their probabilities, and one token more."""
        body = await request.json()
        first, _, rest = body["prompt"].partition(" ")
        [said] = await asyncio.to_thread(self.model.likelihoods, [Continuation((Message("user", first),), " " + rest)])
        ends = [len(first), *(len(first) + int(end) for end in said.ends)]
        offsets = [0, *ends[:-1], ends[-1]]
        tokens = [body["prompt"][a:b] for a, b in zip(offsets, [*ends, ends[-1] + 1], strict=True)]
        logprobs = {"tokens": tokens, "text_offset": offsets, "token_logprobs": [None, *said.logprobs.tolist(), -1.0]}
        choice = {"index": 0, "finish_reason": "length", "text": body["prompt"], "logprobs": logprobs}
        usage = {"prompt_tokens": len(tokens) - 1, "completion_tokens": 1, "total_tokens": len(tokens)}
        return JSONResponse(
            {"id": "1", "object": "text_completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
        )


class Cut(Response):
    """Promises more than it sends, and hangs up."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"1000"), (b"content-type", b"application/json")],
            }
        )
        await send({"type": "http.response.body", "body": b'{"id": "1", "cho', "more_body": True})
        raise ConnectionResetError("cut on request")


def main() -> None:
    """A server on its own, that says where it is and answers the same to all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--answer", default="Verdict: [[A]]")
    settings = parser.parse_args()
    server = Server(Scripted(lambda _: settings.answer), settings.latency)
    print(server.url, flush=True)
    server.uvicorn.run([server.socket])


if __name__ == "__main__":
    main()
