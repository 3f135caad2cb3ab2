"""Devices of PyTorch, the number formats that they compute in by themselves, and how long work takes on them."""

from __future__ import annotations

import platform
import statistics
import time
from typing import Any, Callable, Dict, List

import torch

from hecate_protocol import BadRequest, Failure

FORMATS = {"float32": torch.float32, "tf32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
WARM_UP_SECONDS = 0.3
FEWEST_REPEATS = 3

# Flags of /proc/cpuinfo of processors with instructions for the format; without them PyTorch only emulates it.
CPU_FLAGS = {
    "bfloat16": {"avx512_bf16", "amx_bf16", "bf16"},
    "float16": {"avx512_fp16", "amx_fp16", "asimdhp"},
}


def seed(device: torch.device) -> None:
    """The same numbers in every run."""
    torch.manual_seed(20)
    if device.type == "cuda":
        torch.cuda.manual_seed_all(20)


def environment() -> Dict[str, Any]:
    """What figures of PyTorch depend on."""
    facts: Dict[str, Any] = {
        "torch": torch.__version__,
        "python": platform.python_version(),
        "threads": torch.get_num_threads(),
        "interopThreads": torch.get_num_interop_threads(),
    }
    if torch.version.cuda is not None:
        facts["cuda"] = torch.version.cuda
        if torch.backends.cudnn.is_available():
            facts["cudnn"] = str(torch.backends.cudnn.version())
    if getattr(torch.version, "hip", None) is not None:
        facts["rocm"] = torch.version.hip
    return facts


def devices() -> List[Dict[str, Any]]:
    """The processor, and of several equal graphics cards the first."""
    found = [{"id": "cpu", "kind": "cpu", "name": platform.processor() or platform.machine(), "formats": cpu_formats()}]
    if torch.cuda.is_available():
        kind = "cuda" if getattr(torch.version, "hip", None) is None else "rocm"
        names = set()
        for index in range(torch.cuda.device_count()):
            name = torch.cuda.get_device_name(index)
            if name in names:
                continue
            names.add(name)
            found.append({"id": f"cuda:{index}", "kind": kind, "name": name, "formats": cuda_formats(index, kind)})
    xpu = getattr(torch, "xpu", None)
    if xpu is not None and xpu.is_available():
        found.append({"id": "xpu:0", "kind": "xpu", "name": xpu.get_device_name(0), "formats": tried("xpu:0")})
    mps = getattr(torch.backends, "mps", None)
    if mps is not None and mps.is_available():
        found.append({"id": "mps", "kind": "mps", "name": "mps", "formats": tried("mps")})
    return found


def cpu_formats() -> List[str]:
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            words = set(file.read(1 << 16).split())
    except OSError:
        words = set()
    return ["float32"] + [name for name in ("bfloat16", "float16") if words & CPU_FLAGS[name] and works("cpu", name)]


def cuda_formats(index: int, kind: str) -> List[str]:
    """NVIDIA cards have tensor cores for tf32 and bfloat16 from compute capability 8.0 on."""
    formats = [name for name in tried(f"cuda:{index}") if name != "bfloat16" or torch.cuda.is_bf16_supported()]
    if kind == "cuda" and torch.cuda.get_device_capability(index)[0] >= 8:
        formats.insert(1, "tf32")
    return formats


def tried(device: str) -> List[str]:
    return [name for name in ("float32", "bfloat16", "float16") if works(device, name)]


def works(device: str, name: str) -> bool:
    try:
        square = torch.ones(16, 16, device=device, dtype=FORMATS[name])
        return float((square @ square)[0, 0]) == 16.0
    except (RuntimeError, NotImplementedError, TypeError):
        return False  # this device has no product in this format


def open_device(name: str) -> torch.device:
    try:
        device = torch.device(name)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise BadRequest(f"device {name} cannot be used: {str(error).splitlines()[0]}") from error
    return device


def number_format(name: str) -> torch.dtype:
    """Also sets whether products of single precision may be rounded to tf32."""
    if name not in FORMATS:
        raise BadRequest(f"format must be one of {', '.join(FORMATS)}")
    torch.set_float32_matmul_precision("high" if name == "tf32" else "highest")
    torch.backends.cudnn.allow_tf32 = name == "tf32"
    return FORMATS[name]


def synchronize(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "xpu":
        torch.xpu.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def seconds_per_call(device: torch.device, work: Callable[[], Any], seconds: float) -> Dict[str, Any]:
    """Median over repeats of some calls each; the warm-up before them is thrown away."""
    end = time.perf_counter() + WARM_UP_SECONDS
    calls = 0
    begin = time.perf_counter()
    while calls < 2 or time.perf_counter() < end:
        work()
        synchronize(device)
        calls += 1
    one = (time.perf_counter() - begin) / calls
    # So many in one repeat that reading the clock does not count.
    batch = max(1, min(1000, round(0.05 / one)))
    times: List[float] = []
    end = time.perf_counter() + seconds
    while len(times) < FEWEST_REPEATS or time.perf_counter() < end:
        times.append(repeat(device, work, batch) / batch)
    middle = statistics.median(times)
    if middle <= 0:
        raise Failure("the clock did not move during the work")
    return {"seconds": middle, "repeats": len(times), "callsPerRepeat": batch, "warmUpCalls": calls}


def repeat(device: torch.device, work: Callable[[], Any], calls: int) -> float:
    """Seconds for some calls: by events of the graphics card where it has them."""
    if device.type == "cuda":
        before, after = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        before.record()
        for _ in range(calls):
            work()
        after.record()
        torch.cuda.synchronize(device)
        return before.elapsed_time(after) / 1000
    synchronize(device)
    begin = time.perf_counter()
    for _ in range(calls):
        work()
    synchronize(device)
    return time.perf_counter() - begin
