"""Public data sets that have a short name: where they lie in a local folder, and on the Hugging Face hub."""

import os
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import hf_hub_download
from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError


@dataclass(frozen=True)
class Known:
    """A public data set."""

    local: str
    """The file or folder below the folder that ``GUERDON_DATA`` names."""
    home: str
    """Where to get it by hand."""
    hub: tuple[str, ...] = ()
    """Its name on the hub, where the hub has it in the same columns; several where it is in parts."""

    def found(self) -> Path | None:
        """Its place in the folder that ``GUERDON_DATA`` names, where it is there."""
        folder = os.environ.get("GUERDON_DATA")
        path = Path(folder) / self.local if folder else None
        return path if path and path.exists() else None

    def file(self, *names: str) -> Path | None:
        """The first of some files of the data set that is there, compressed or not; else from the hub, if it has one."""
        folder = self.found()
        if folder:
            paths = (folder / f"{name}{ending}" for name in names for ending in ("", ".gz"))
            return next((path for path in paths if path.exists()), None)
        for name in names if self.hub else ():
            try:
                return Path(hf_hub_download(self.hub[0], name, repo_type="dataset"))
            except (HfHubHTTPError, LocalEntryNotFoundError, OSError):
                continue
        return None


TRANSLATED = (
    "arb_Arab", "ces_Latn", "deu_Latn", "ell_Grek", "fra_Latn", "heb_Hebr", "hin_Deva", "ind_Latn", "ita_Latn",
    "jpn_Jpan", "kor_Hang", "nld_Latn", "pes_Arab", "pol_Latn", "por_Latn", "ron_Latn", "rus_Cyrl", "spa_Latn",
    "tur_Latn", "ukr_Cyrl", "vie_Latn", "zho_Hans", "zho_Hant",
)  # fmt: skip
"""The languages of M-RewardBench, a configuration of the data set each."""
KNOWN = {
    "hh-rlhf": Known(
        "hh-rlhf/harmless-base-test.jsonl.gz", "https://github.com/anthropics/hh-rlhf", ("Anthropic/hh-rlhf:test",)
    ),
    "hh-objectives": Known("hh-rlhf/both-objectives-test.jsonl.gz", "https://github.com/WEIRDLabUW/vpl_llm"),
    "rmb": Known("rmb/pairwise.jsonl.gz", "https://github.com/Zhou-Zoey/RMB-Reward-Model-Benchmark"),
    "rmb-bon": Known("rmb/bon.jsonl.gz", "https://github.com/Zhou-Zoey/RMB-Reward-Model-Benchmark"),
    "rm-bench": Known("rm-bench", "https://github.com/THU-KEG/RM-Bench", ("THU-KEG/RM-Bench",)),
    "rewardbench": Known(
        "reward-bench", "https://huggingface.co/datasets/allenai/reward-bench", ("allenai/reward-bench:filtered",)
    ),
    "rewardbench-2": Known(
        "reward-bench-2", "https://huggingface.co/datasets/allenai/reward-bench-2", ("allenai/reward-bench-2:test",)
    ),
    "rag-rewardbench": Known(
        "rag-reward-bench",
        "https://huggingface.co/datasets/jinzhuoran/RAG-RewardBench",
        ("jinzhuoran/RAG-RewardBench",),
    ),
    "m-rewardbench": Known(
        "m-reward-bench",
        "https://huggingface.co/datasets/C4AI-Community/multilingual-reward-bench",
        tuple(f"C4AI-Community/multilingual-reward-bench@{language}:test" for language in TRANSLATED),
    ),
    "m-rewardbench-translation": Known(
        "m-reward-bench-translation",
        "https://huggingface.co/datasets/C4AI-Community/multilingual-reward-bench",
        ("C4AI-Community/multilingual-reward-bench@translation:test",),
    ),
    "multimodal-rewardbench": Known(
        "multimodal-reward-bench", "https://github.com/facebookresearch/multimodal_rewardbench"
    ),
    "ifbench": Known("ifbench", "https://github.com/THU-KEG/Agentic-Reward-Modeling"),
    "tool-augmented": Known("tool-augmented", "https://github.com/ernie-research/Tool-Augmented-Reward-Model"),
    "rewardmath": Known(
        "reward-math", "https://huggingface.co/datasets/RewardMATH/RewardMATH", ("RewardMATH/RewardMATH",)
    ),
    "qa-feedback": Known("qa-feedback/dev_feedback.jsonl.gz", "https://github.com/allenai/FineGrainedRLHF"),
    "opinpref": Known("opinpref", "https://github.com/swaroop-nath/reward-approx-social-choice-opp-summ"),
    "alpaca-eval": Known("alpaca-eval", "https://github.com/tatsu-lab/alpaca_eval"),
    "personas": Known("personas/personas.jsonl.gz", "https://github.com/anthropics/evals"),
    "gsm8k": Known("gsm8k/example_model_solutions.jsonl.gz", "https://github.com/openai/grade-school-math"),
    "remodetect": Known("remodetect", "https://github.com/hyunseoklee-ai/ReMoDetect"),
    "contrast-instructions": Known("contrast-instructions", "https://github.com/shadowkiller33/Contrast-Instruction"),
    "twitter-paraphrases": Known("human-preferences/twitter", "https://github.com/shadowkiller33/Contrast-Instruction"),
    "helpsteer2": Known("helpsteer2", "https://huggingface.co/datasets/nvidia/HelpSteer2", ("nvidia/HelpSteer2",)),
    "ultrafeedback": Known(
        "ultrafeedback", "https://huggingface.co/datasets/openbmb/UltraFeedback", ("openbmb/UltraFeedback",)
    ),
}
"""By short name. Where the local file and the hub's differ in size, the local one is what tests count."""
