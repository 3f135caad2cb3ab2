"""Tokens per second of a language model, for reading a text (prefill) and for writing one (decode) apart."""

from __future__ import annotations

from typing import Any, Dict, Tuple

import torch

from hecate_protocol import Failure
from torch_decoder import Cache, Decoder, Shape
from torch_devices import number_format, seconds_per_call, seed

SMALL = Shape(width=512, layers=4, heads=8, words=8192, positions=192)
LARGE = Shape(width=2048, layers=16, heads=16, words=32_000, positions=640)
# 0.9 billion weights in half precision, cache and working space.
LARGE_BYTES = 5 << 30
NEW_WORDS = 8
ALLOWED = {"float32": 1e-3, "tf32": 5e-2, "float16": 5e-2, "bfloat16": 3e-1}


def shape_for(device: torch.device, name: str) -> Tuple[Shape, int]:
    """The model and how many words it reads."""
    if device.type == "cpu":
        return SMALL, 128
    free = torch.cuda.mem_get_info(device)[0] if device.type == "cuda" else LARGE_BYTES
    large = free >= LARGE_BYTES * (2 if name in ("float32", "tf32") else 1)
    return (LARGE, 512) if large else (SMALL, 128)


def measure(device: torch.device, name: str, seconds: float) -> Dict[str, Any]:
    kind = number_format(name)
    seed(device)
    shape, length = shape_for(device, name)
    model = Decoder(shape).to(device=device, dtype=kind).eval()
    text = torch.randint(shape.words, (1, length + NEW_WORDS), device=device)
    cache = Cache(shape, device, kind)

    def read() -> torch.Tensor:
        return model(text[:, :length], 0, cache, only_last=True)

    def write() -> torch.Tensor:
        scores = torch.empty(0)
        for place in range(length, length + NEW_WORDS):
            scores = model(text[:, place : place + 1], place, cache, only_last=True)
        return scores

    with torch.inference_mode():
        reading = seconds_per_call(device, read, seconds / 2)
        writing = seconds_per_call(device, write, seconds / 2)
        read()
        last = write()[0, -1].double().cpu()
        at_once = model(text, only_last=True)[0, -1].double().cpu()
    check(last, at_once, name)
    return {
        "values": {"prefill": length / reading["seconds"], "decode": NEW_WORDS / writing["seconds"]},
        "size": sum(parameter.numel() for parameter in model.parameters()),
        "repeats": writing["repeats"],
        "callsPerRepeat": writing["callsPerRepeat"],
        "warmUpCalls": writing["warmUpCalls"],
    }


def check(last: torch.Tensor, at_once: torch.Tensor, name: str) -> None:
    """The text word by word must give the same scores as the text at once."""
    error = float((last - at_once).abs().max() / at_once.abs().max())
    if not error <= ALLOWED[name]:
        raise Failure(f"wrong result: word by word differs from all at once by {error:.3g}, at most {ALLOWED[name]:.3g} is rounding")
