"""Images per second through a small residual network (after He et al. 2015) with random weights."""

from __future__ import annotations

import copy
from typing import Any, Dict

import torch
from torch import nn

from hecate_protocol import Failure
from torch_devices import number_format, seconds_per_call, seed

IMAGE = 224
# Largest error, in parts of the largest output, that rounding explains after nine layers.
ALLOWED = {"float32": 1e-4, "tf32": 3e-2, "float16": 3e-2, "bfloat16": 2e-1}


class Block(nn.Module):
    """Two convolutions and a way around them."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(outputs)
        same = inputs == outputs and stride == 1
        self.around = nn.Identity() if same else nn.Conv2d(inputs, outputs, 1, stride, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = torch.relu(self.first_norm(self.first(x)))
        return torch.relu(self.second_norm(self.second(y)) + self.around(x))


def network() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 64, 7, 2, 3, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.MaxPool2d(3, 2, 1),
        Block(64, 64, 1),
        Block(64, 128, 2),
        Block(128, 256, 2),
        Block(256, 512, 2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(512, 1000),
    ).eval()


def measure(device: torch.device, name: str, seconds: float) -> Dict[str, Any]:
    kind = number_format(name)
    # The fastest algorithm for these shapes is looked for during the warm-up.
    torch.backends.cudnn.benchmark = True
    seed(torch.device("cpu"))
    batch = 4 if device.type == "cpu" else 64
    original = network()
    images = torch.randn(batch, 3, IMAGE, IMAGE)
    model = copy.deepcopy(original).to(device=device, dtype=kind).to(memory_format=torch.channels_last)
    given = images.to(device=device, dtype=kind).to(memory_format=torch.channels_last)
    with torch.inference_mode():
        timing = seconds_per_call(device, lambda: model(given), seconds)
        found = model(given)[:1].cpu().double()
        exact = original.double()(images[:1].double())
    error = float((found - exact).abs().max() / exact.abs().max())
    if not error <= ALLOWED[name]:
        raise Failure(f"wrong result: the network is off by {error:.3g} of its largest output, at most {ALLOWED[name]:.3g} is rounding")
    return {"values": {"rate": batch / timing["seconds"]}, "size": batch, **timing}
