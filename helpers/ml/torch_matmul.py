"""Product of two square matrices."""

from __future__ import annotations

from typing import Any, Dict

import torch

from hecate_protocol import Failure
from torch_devices import number_format, seconds_per_call, seed

# Rounding of one number, and of the products for tf32 (10 bits as float16 has).
ROUNDING = {"float32": 2**-24, "tf32": 2**-11, "float16": 2**-11, "bfloat16": 2**-8}
CHECKED_ROWS = 8
CHECKED_COLUMNS = 64


def edge_of(device: torch.device, name: str) -> int:
    """Large enough to keep the device busy, small enough for a card with 2 GiB."""
    if device.type == "cpu":
        return 1024
    return 4096 if name == "float32" else 8192


def measure(device: torch.device, name: str, seconds: float) -> Dict[str, Any]:
    kind = number_format(name)
    seed(device)
    edge = edge_of(device, name)
    left = torch.randn(edge, edge, device=device, dtype=torch.float32).to(kind)
    right = torch.randn(edge, edge, device=device, dtype=torch.float32).to(kind)
    product = torch.empty(edge, edge, device=device, dtype=kind)
    timing = seconds_per_call(device, lambda: torch.mm(left, right, out=product), seconds)
    check(left, right, product, name)
    return {"values": {"rate": 2 * edge**3 / timing["seconds"] / 1e9}, "size": edge, **timing}


def check(left: torch.Tensor, right: torch.Tensor, product: torch.Tensor, name: str) -> None:
    """Against the processor in double precision, at places all over the matrix."""
    edge = left.shape[0]
    rows = torch.linspace(0, edge - 1, CHECKED_ROWS).long()
    columns = torch.linspace(0, edge - 1, CHECKED_COLUMNS).long()
    exact = left.cpu()[rows].double() @ right.cpu()[:, columns].double()
    found = product.cpu()[rows][:, columns].double()
    # Sums of so many products of normal numbers are about sqrt(edge) large, and so is a wrong one off. The first part is
    # rounding of what goes in and comes out, the second of sums that are kept in single precision.
    allowed = ROUNDING[name] * edge**0.5 * 8 + 2**-24 * edge * 4
    worst = float((found - exact).abs().max())
    if not worst <= allowed:
        raise Failure(f"wrong result: the product is off by {worst:.3g}, at most {allowed:.3g} is rounding")
