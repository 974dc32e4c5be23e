"""A few rows of every data set of a benchmark, in the columns of its upstream, in the folders where ``GUERDON_DATA`` has them."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def write(path: Path, rows: Any) -> None:
    """JSON lines, or one JSON value for a path that ends so; compressed where the ending says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.name.removesuffix(".gz").endswith(".json")
    text = json.dumps(rows) if whole else "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


def texts(side: str, item: int, n: int) -> list[str]:
    return [f"{side} answer {place} of item {item}" for place in range(n)]


def chat(content: str, role: str = "user") -> list[Row]:
    return [{"role": role, "content": content}]


def rm_bench() -> list[Row]:
    domains = ("alpacaeval", "bigcode/humanevalpack", "xstest-should-respond", "math")
    return [
        {"id": str(item), "prompt": f"p{item}", "chosen": texts("good", item, 3), "rejected": texts("bad", item, 3),
         "subset": domain}
        for item, domain in enumerate(domains)
    ]  # fmt: skip


def rmb(best: bool) -> list[Row]:
    rows = []
    for item, section in enumerate(("Helpfulness", "Harmlessness")):
        asked = [{"role": "user", "content": f"p{item}", "language": "English"}]
        answers = [{"llm_name": f"m{place}", "answer": text} for place, text in enumerate(texts("bad", item, 3))]
        right = {"llm_name": "m", "answer": f"good {item}"}
        path = f"{'BoN' if best else 'Pairwise'}_set/{section}/a/b"
        row: Row = {"conversation_input": asked, "category_path": path}
        sides = (
            {"bon_uid": f"u{item}", "bon_best": right, "loser_list": answers}
            if best
            else {"pair_uid": f"u{item}", "chosen": right, "reject": answers[0]}
        )
        rows.append(row | sides)
    return rows


def pair(item: int, subset: str, **more: Any) -> Row:
    return {
        "id": item, "prompt": f"p{item}", "chosen": f"good {item}", "chosen_model": "a", "rejected": f"bad {item}",
        "rejected_model": "b", "subset": subset, **more,
    }  # fmt: skip


def prior(name: str, item: int) -> Row:
    """The prompt is a chat, the answers are texts."""
    turns = [*chat(f"p{item} of {name}"), *chat("And?", "assistant"), *chat("Go on.")]
    return {"prompt": turns, "chosen": f"good {item}", "rejected": f"bad {item}", "subset": "other"}


def many(name: str, subset: str, right: int, wrong: int) -> Row:
    return {
        "id": name, "prompt": f"p{name}", "chosen": [f"good {name} {place}" for place in range(right)],
        "rejected": [f"bad {name} {place}" for place in range(wrong)], "num_correct": right,
        "total_completions": right + wrong, "subset": subset,
    }  # fmt: skip


def rewardmath() -> list[Row]:
    return [
        {"problem": f"p{item}", "answer": "1", "problem_id": item, "eval_solution": [f"solution {place} of {item}"],
         "solution_reference": f"m{place}", "solution_type": "rejected" if place else "chosen"}
        for item in range(2)
        for place in range(10)
    ]  # fmt: skip


def gsm8k() -> list[Row]:
    graded = lambda item: {  # noqa: E731
        f"m{place}": {"is_correct": place == 0, "solution": f"solution {place} of {item}"} for place in range(4)
    }
    return [{"question": f"p{item}", "ground_truth": "1", **graded(item)} for item in range(3)]


def languages(codes: Sequence[str]) -> list[Row]:
    return [
        {"id": item, "prompt": f"p{item} {code}", "chosen": f"good {item} {code}", "rejected": f"bad {item} {code}",
         "language": code, "chosen_model": "a", "rejected_model": "b", "source": source, "category": "Chat"}
        for code in codes
        for item, source in enumerate(("mt-bench-med", "hep-go"))
    ]  # fmt: skip


def images() -> list[Row]:
    return [
        {"ID": f"{kind}{item}", "Text": f"p{item} {kind}", "Image": f"{item}.png", "Output1": f"bad {item} {kind}",
         "Output2": f"good {item} {kind}", "Better": "Output2", "Category": kind}
        for kind in ("knowledge", "reasoning", "safety", "vqa")
        for item in range(2)
    ]  # fmt: skip


def conversations() -> list[Row]:
    return [
        {"text_chosen": chat(f"p{item}") + chat(f"good {item}", "assistant"),
         "text_rejected": chat(f"p{item}") + chat(f"bad {item}", "assistant"), "id": item, "domain": f"level-{item % 3 + 1}"}
        for item in range(4)
    ]  # fmt: skip


def contrast() -> list[Row]:
    return [
        {"query": f"p{item}", "retrieval": f"other {item}", "query_response_j": f"good {item}",
         "query_response_k": f"k {item}", "retrieval_response_j": f"bad {item}", "retrieval_response_k": f"l {item}"}
        for item in range(3)
    ]  # fmt: skip


def labels() -> Row:
    said = ([1, 1, 0], [1, 1, -1], [0, 0, 1], [0, -1, 1])
    return {
        f"{item}_{place}.jpg": {"image": f"{item}_{place}.jpg", "caption": f"c{item}", "human_labels": list(votes)}
        for item in range(2)
        for place, votes in enumerate(said)
    }


def fill(folder: Path) -> None:
    """Writes all of them."""
    write(folder / "rm-bench" / "rows.jsonl", rm_bench())
    write(folder / "rmb" / "pairwise.jsonl.gz", rmb(best=False))
    write(folder / "rmb" / "bon.jsonl.gz", rmb(best=True))
    subsets = ("alpacaeval-easy", "llmbar-natural", "donotanswer", "hep-go", "math-prm")
    write(folder / "reward-bench" / "rows.jsonl", [pair(item, subset) for item, subset in enumerate(subsets)])
    second = [
        many(str(item), subset, 1, 3) for item, subset in enumerate(("Factuality", "Precise IF", "Math", "Focus"))
    ]
    second += [many("ref:1", "Ties", 1, 3), many("tied:1", "Ties", 3, 4)]
    write(folder / "reward-bench-2" / "rows.jsonl", second)
    write(folder / "reward-math" / "rows.jsonl", rewardmath())
    write(folder / "gsm8k" / "example_model_solutions.jsonl.gz", gsm8k())
    write(folder / "m-reward-bench" / "rows.jsonl", languages(("eng_Latn", "deu_Latn", "kor_Hang")))
    earlier = {"anthropic_helpful.jsonl": 2, "shp-00000-of-00001.jsonl": 1, "summarize.jsonl": 3}
    for file, many_rows in earlier.items():
        write(folder / "pref-test-sets" / file, [prior(file, item) for item in range(many_rows)])
    parts = ("maple-de-en-easy", "maple-en-zh-hard")
    translations = [pair(item, part) for item, part in enumerate(parts)]
    write(folder / "m-reward-bench-translation" / "rows.jsonl", translations)
    scenarios = ("Fine-grained Citation", "Appropriate Abstain")
    rag = [pair(item, subset, question=f"q{item}", retrieval=["a passage"]) for item, subset in enumerate(scenarios)]
    write(folder / "rag-reward-bench" / "rows.jsonl", rag)
    write(folder / "multimodal-reward-bench" / "all_data.json", images())
    write(folder / "ifbench" / "data.converted.json.gz", conversations())
    for task, file in (("sum", "realsumm/test"), ("tweet", "twitter/test"), ("wmt", "wmt/dev")):
        rows = [
            {"question": f"{task} {n}", "response_j": f"good {task} {n}", "response_k": f"bad {task} {n}"}
            for n in range(2)
        ]
        write(folder / "human-preferences" / f"{file}.json.gz", rows)
    write(folder / "contrast-instructions" / "para_contrast.json.gz", contrast())
    for part in ("comprehensive", "counting", "composition"):
        write(folder / "tia2" / f"human_labels_{part}.json.gz", labels())
    pages = [{"_id": f"{page}_{who}", "title": "", "text": f"page {page} for {who}"} for page in "ab" for who in (1, 2)]
    asked = [{"_id": f"{page}q_{who}", "text": f"I am {who}. [SEP] query {page}"} for page in "ab" for who in (1, 2)]
    write(folder / "instructir" / "corpus.jsonl", pages)
    write(folder / "instructir" / "queries.jsonl", asked)
    relevant = [f"{page}q_{who}\t{page}_{who}\t1" for page in "ab" for who in (1, 2)]
    (folder / "instructir" / "test.tsv").write_text("\n".join(["qid\tpid\tscore", *relevant]) + "\n")
