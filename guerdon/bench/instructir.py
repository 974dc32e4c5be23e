"""InstructIR: passages ranked for a query and for who asks it; the worst of those who ask counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest
from guerdon.bench.rules import NDCG, WorstOfGroup
from guerdon.errors import GuerdonError
from guerdon.feedback.fields import Row
from guerdon.feedback.filetype import read_file
from guerdon.feedback.known import Known
from guerdon.papers import Paper
from guerdon.types import Example

DATA = Known("instructir", "https://huggingface.co/datasets/kaist-ai/InstructIR", ("kaist-ai/InstructIR",))
SEPARATOR = " [SEP] "
BLOCK = 100


class InstructIR(Benchmark):
    """The passage that was written for a query and for who asks it, among a hundred that stand near it in the corpus.

    nDCG@10 is the mean over instances, Robustness@10 the mean over queries of the worst of their instances. Official
    scores rank the whole corpus, or what a search engine finds of it, so that those here compare with each other alone;
    ``instructir_corpus.retrieve`` ranks all of it, for what gives texts vectors.
    Where the corpus has nothing but the passages that the right ones were written from, these count as right, whoever
    asks, and the section is ``seed passages``.

    Source: Oh et al. 2024 (arXiv 2402.14334).
    """

    name = "instructir"
    paper = Paper(
        "oh2024instructir", "INSTRUCTIR: A Benchmark for Instruction Following of Information Retrieval Models",
        "Oh, Hanseok and Lee, Hyunji and Ye, Seonghyeon and others", 2024, arxiv="2402.14334",
    )  # fmt: skip
    measures: ClassVar = {"nDCG@10": NDCG(10), "Robustness@10": WorstOfGroup(NDCG(10))}
    counts: ClassVar = {"instances": 9_906}

    def contests(self) -> list[Contest]:
        """Raises a GuerdonError where the files are neither at hand nor on the hub."""
        corpus = passages()
        names = list(corpus)
        places = {name: place for place, name in enumerate(names)}
        found = []
        for each in instances(corpus):
            block = names[places[each.right] // BLOCK * BLOCK :][:BLOCK]
            sides = {name: Example(each.prompt, corpus[name]) for name in block}
            first = sides.pop(each.right)
            found.append(Contest((first,), tuple(sides.values()), each.subset, each.query))
        return found

    def section(self, subset: str) -> str:
        return subset


@dataclass(frozen=True)
class Instance:
    """Somebody with a query, and the passage that was written for both."""

    prompt: str
    """Who asks, and what."""
    query: str
    """Shared by those who ask the same."""
    right: str
    """The id of the passage."""
    subset: str
    """``seed passages`` where the corpus has only what the right passage was written from."""


def passages() -> dict[str, str]:
    """The corpus, by id."""
    return {row["_id"]: row["text"] for row in rows("corpus.jsonl")}


def instances(corpus: Mapping[str, str]) -> Iterator[Instance]:
    """Every instance whose right passage, or the one that it was written from, is in the corpus."""
    asked = dict(question(row) for row in rows("queries.jsonl", "only_instruction_queries.jsonl"))
    for row in rows("qrels/test.tsv", "test.tsv"):
        right = next((name for name in (row["pid"], row["pid"].rpartition("_")[0]) if name in corpus), None)
        if right is not None and row["qid"] in asked:
            instruction, query = asked[row["qid"]]
            subset = "instances" if right == row["pid"] else "seed passages"
            yield Instance(f"{instruction}{SEPARATOR}{query}", query, right, subset)


def rows(*names: str) -> list[Row]:
    """The rows of the first file of these that is there.

    Raises:
        GuerdonError: none is.
    """
    path = DATA.file(*names)
    if path is None:
        raise GuerdonError(
            f"{names[0]} of InstructIR is not here: get it from {DATA.home} and set GUERDON_DATA to the "
            f"folder that holds {DATA.local}"
        )
    return [row for _, row in read_file(path)]


def question(row: Row) -> tuple[str, tuple[str, str]]:
    """The id of an instance, who asks and what; some files have both in one text, others have the query in the metadata."""
    instruction, _, query = row["text"].partition(SEPARATOR)
    return row["_id"], (instruction.strip(), query.strip() or row["metadata"]["origin_query"])
