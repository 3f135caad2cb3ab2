"""Training steps per second of a small language model; a loss that does not fall fails the test."""

from __future__ import annotations

from typing import Any, Dict, List

import torch
from torch.nn import functional

from hecate_protocol import Failure
from torch_decoder import Decoder, Shape
from torch_devices import number_format, seconds_per_call, seed

SMALL = Shape(width=128, layers=2, heads=4, words=1024, positions=64)
LARGE = Shape(width=768, layers=8, heads=12, words=8192, positions=256)
# It learns one batch by heart: a guess among all words costs log(words), and less after a few steps on anything that works.
FEWEST_STEPS = 12
ENOUGH_GAIN = 0.95


def measure(device: torch.device, name: str, seconds: float) -> Dict[str, Any]:
    kind = number_format(name)
    seed(device)
    shape = SMALL if device.type == "cpu" else LARGE
    model = Decoder(shape).to(device).train()
    batch = torch.randint(shape.words, (8, shape.positions), device=device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    # Weights stay in single precision; only bfloat16 has the range to train without scaling the loss.
    mixed = kind is torch.bfloat16
    losses: List[torch.Tensor] = []

    def step() -> None:
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=mixed):
            scores = model(batch[:, :-1])
            loss = functional.cross_entropy(scores.reshape(-1, shape.words), batch[:, 1:].reshape(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        # Not read here: that would make the card wait for the processor in each step.
        losses.append(loss.detach())

    timing = seconds_per_call(device, step, seconds)
    while len(losses) < FEWEST_STEPS:
        step()
    first, last = float(losses[0]), float(losses[-1])
    if not last < first * ENOUGH_GAIN:
        raise Failure(f"training does not work: the loss went from {first:.4g} to {last:.4g} in {len(losses)} steps")
    return {
        "values": {"rate": 1 / timing["seconds"]},
        "size": sum(parameter.numel() for parameter in model.parameters()),
        "firstLoss": first,
        "lastLoss": last,
        **timing,
    }
