"""Learning to see, on a processor, with checkpoints: stop it at any time and go on with --resume.

``python -m inspection.vision.management.training.learning --scenes FOLDER --out FOLDER``
"""

import argparse
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import torch

from inspection.vision.management.training.batches import PLAIN_LATER, Library
from inspection.vision.management.training.beginning import BATCHES, begin_from
from inspection.vision.management.training.net import Eye, loss_of

BATCH = 8
PEAK = 1.5e-3
KEPT = 0.998  # of the averaged weights at each step
LATER = 0.6  # of the way: from here on half of what is shown is in some maker's look
EVERY = 50  # steps between two lines of the log


def learn(
    *,
    scenes: Path,
    out: Path,
    steps: int,
    seconds: float,
    seed: int,
    resume: bool,
    peak: float = PEAK,
    begin: Path | None = None,
) -> None:
    """``begin``: the ONNX of an eye to learn on from, where there is no checkpoint to resume."""
    out.mkdir(parents=True, exist_ok=True)
    library = Library(folder=scenes)
    library.look_for_more()
    torch.manual_seed(seed)
    eye, mean = _first(library, begin, seed), Eye()
    mean.load_state_dict(eye.state_dict())
    rule = torch.optim.AdamW(eye.parameters(), peak, weight_decay=1e-3)
    step = 0
    state_file = out / "state.pt"
    if resume and state_file.exists():
        kept = torch.load(state_file, weights_only=False)
        eye.load_state_dict(kept["eye"])
        mean.load_state_dict(kept["mean"])
        rule.load_state_dict(kept["rule"])
        step, library.alarm = kept["step"], {**library.alarm, **kept["alarm"]}
    rng = np.random.default_rng([seed, step])
    log = (out / "log.jsonl").open("a", encoding="utf-8")
    pool, began, running = ThreadPoolExecutor(1), time.monotonic(), np.zeros(3)
    nxt = pool.submit(library.batch, BATCH, rng)
    while step < steps and time.monotonic() - began < seconds:
        for group in rule.param_groups:
            group["lr"] = peak * min(1, (step + 1) / 100) * (0.02 + 0.98 * _falling(step / steps))
        if step > LATER * steps:
            library.plain = PLAIN_LATER
        chosen, arrays = nxt.result()
        nxt = pool.submit(library.batch, BATCH, rng)
        planes, heat, edges, inside, holds = (torch.from_numpy(one) for one in arrays)
        eye.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):  # nearly halves the time of a step
            answer = eye(planes.contiguous(memory_format=torch.channels_last))
        answer = (answer[0].float(), answer[1].float(), answer[2].float())
        parts = loss_of(answer, heat, edges, inside, holds)
        rule.zero_grad()
        (parts[0] + 2 * parts[1] + parts[2]).backward()
        torch.nn.utils.clip_grad_norm_(eye.parameters(), 10)
        rule.step()
        step += 1
        _average(mean, eye, min(KEPT, step / (step + 20)))
        worst = answer[0].detach().amax((1, 2, 3)).sigmoid().tolist()
        for at, alarm in zip(chosen, worst, strict=True):
            if at in library.alarm:
                library.alarm[at] = alarm
        running += np.array([float(part.detach()) for part in parts])
        if step % EVERY == 0:
            told = {
                "step": step,
                "seen": running[0] / EVERY,
                "boxes": running[1] / EVERY,
                "named": running[2] / EVERY,
                "scenes": len(library),
                "images": step * BATCH,
                "seconds": time.monotonic() - began,
            }
            told = {k: round(float(v), 4) for k, v in told.items()}
            print(told, flush=True)
            log.write(json.dumps(told) + "\n")
            log.flush()
            running[:] = 0
        if step % 200 == 0:
            _keep(state_file, eye, mean, rule, step, library.alarm)
            nxt.result()
            library.look_for_more()
    _keep(state_file, eye, mean, rule, step, library.alarm)
    pool.shutdown(cancel_futures=True)


def _first(library: Library, begin: Path | None, seed: int) -> Eye:
    eye = Eye()
    if begin is not None:
        rng = np.random.default_rng([seed, 0, 1])
        shown = [torch.from_numpy(library.batch(BATCH, rng)[1][0]) for _ in range(BATCHES)]
        eye = begin_from(begin, shown)
    return eye.to(memory_format=torch.channels_last)


def _falling(share: float) -> float:
    """Full for a third of the way, then down along a cosine."""
    return 1.0 if share < 0.35 else 0.5 * (1 + float(np.cos(np.pi * min(1, (share - 0.35) / 0.65))))


@torch.no_grad()
def _average(mean: Eye, eye: Eye, kept: float) -> None:
    for ours, new in zip(mean.state_dict().values(), eye.state_dict().values(), strict=True):
        if ours.dtype.is_floating_point:
            ours.lerp_(new, 1 - kept)
        else:
            ours.copy_(new)


def _keep(
    path: Path, eye: Eye, mean: Eye, rule: torch.optim.Optimizer, step: int, alarm: dict[int, float]
) -> None:
    half = path.with_suffix(".part")
    torch.save(
        {
            "eye": eye.state_dict(),
            "mean": mean.state_dict(),
            "rule": rule.state_dict(),
            "step": step,
            "alarm": alarm,
        },
        half,
    )
    half.rename(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=7200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--peak", type=float, default=PEAK, help="of the learning rate")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--begin", type=Path, help="an exported eye to learn on from")
    parser.add_argument("--resume", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    cv2.setNumThreads(1)
    learn(
        scenes=given.scenes,
        out=given.out,
        steps=given.steps,
        seconds=given.seconds,
        seed=given.seed,
        resume=given.resume,
        peak=given.peak,
        begin=given.begin,
    )


if __name__ == "__main__":
    main()
