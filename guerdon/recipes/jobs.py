"""Many recipes and seeds at once, each seed in one thread of one process, so that numbers do not depend on how many."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import get_context
from typing import Any

import torch

from guerdon.recipes.base import Outcome, Result, carry_out, conclude, one_seed, recipe


def carry_out_jobs(
    configs: Mapping[str, Any],
    seeds: Sequence[int],
    jobs: int,
    advance: Callable[[int, int], None] = lambda done, of: None,
) -> Iterator[tuple[str, list[Result]]]:
    """Runs recipes over seeds in several processes.

    Args:
        configs: the settings of each system, by its slug.
        seeds: the seeds of each.
        jobs: how many processes.
        advance: told after each seed of any system how many are done, and of how many.

    Returns:
        slug and results of each system, as soon as its last seed is done.

    Raises:
        Exception: what a recipe raised; results that were returned before stay.
    """
    if jobs == 1:
        yield from carry_out_here(configs, seeds, advance)
        return
    gathered: dict[str, dict[int, tuple[list[Outcome], float]]] = {slug: {} for slug in configs}
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=one_thread) as pool:
        work: dict[Future[tuple[list[Outcome], float]], tuple[str, int]] = {
            pool.submit(seed_of, slug, config, seed): (slug, seed) for slug, config in configs.items() for seed in seeds
        }
        try:
            for done, future in enumerate(as_completed(work), 1):
                slug, seed = work[future]
                gathered[slug][seed] = future.result()
                advance(done, len(work))
                if len(gathered[slug]) == len(seeds):
                    outcomes = {seed: outcome for seed, (outcome, _) in gathered[slug].items()}
                    seconds = sum(seconds for _, seconds in gathered[slug].values())
                    yield slug, conclude(recipe(slug), outcomes, seconds)
        finally:
            pool.shutdown(cancel_futures=True)


def carry_out_here(
    configs: Mapping[str, Any], seeds: Sequence[int], advance: Callable[[int, int], None]
) -> Iterator[tuple[str, list[Result]]]:
    """The same in this process, system by system."""
    before, of = torch.get_num_threads(), len(configs) * len(seeds)
    torch.set_num_threads(1)
    try:
        for place, (slug, config) in enumerate(configs.items()):
            yield slug, carry_out(recipe(slug), config, seeds, partial(counted, advance, place * len(seeds), of))
    finally:
        torch.set_num_threads(before)


def counted(advance: Callable[[int, int], None], before: int, of: int, done: int, _: int) -> None:
    """Tells how many seeds are done of all systems, where one system tells of its own."""
    advance(before + done, of)


def one_thread() -> None:
    """What each process begins with."""
    os.environ["OMP_NUM_THREADS"] = "1"
    torch.set_num_threads(1)


def seed_of(slug: str, config: Any, seed: int) -> tuple[list[Outcome], float]:
    """The same for a process that is told a name."""
    return one_seed(recipe(slug), config, seed)
