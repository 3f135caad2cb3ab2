"""Entry of the tests with ONNX Runtime.

{"op": "describe"} tells versions and which execution providers really work;
{"op": "measure", "cases": [{"provider": "CPUExecutionProvider", "model": "dense"}], "seconds": 0.5}
measures each case once.
"""

from __future__ import annotations

import platform
import statistics
import time
from typing import Any, Dict, List

from hecate_protocol import Answer, BadRequest, Failure, Request, cases_field, seconds_field, serve, text_field

CPU = "CPUExecutionProvider"
# Sends the model to a service on the internet.
NEVER = {"AzureExecutionProvider"}
WARM_UP_SECONDS = 0.2
FEWEST_REPEATS = 3
# Of the largest value: providers for graphics cards round products to tf32 or half precision.
ALLOWED = 2e-2
ALLOWED_ON_CPU = 1e-4


def open_session(provider: str, content: bytes):
    """A session that runs the whole model on this provider. @raises Failure with the runtime's own words"""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.log_severity_level = 3
    if provider != CPU:
        # Otherwise the processor silently does what the provider cannot.
        options.add_session_config_entry("session.disable_cpu_ep_fallback", "1")
    try:
        session = ort.InferenceSession(content, options, providers=[provider])
    except Exception as error:  # the runtime has one class for each status code
        raise Failure(first_line(error)) from error
    if session.get_providers()[0] != provider:
        raise Failure(f"{provider} did not start, and the runtime went on with {session.get_providers()[0]}")
    return session


def first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__


def describe() -> Answer:
    import numpy
    import onnxruntime as ort

    from onnx_models import MODELS

    content = MODELS["attention"]().content
    providers: List[Dict[str, Any]] = []
    for name in ort.get_available_providers():
        if name in NEVER:
            continue
        try:
            open_session(name, content)
            providers.append({"name": name, "problem": None})
        except Failure as error:
            providers.append({"name": name, "problem": str(error)})
    environment = {"onnxruntime": ort.__version__, "numpy": numpy.__version__, "python": platform.python_version(), "device": ort.get_device()}
    return {"environment": environment, "providers": providers}


def measure(provider: str, model_name: str, seconds: float) -> Dict[str, Any]:
    import numpy as np

    from onnx_models import MODELS

    if model_name not in MODELS:
        raise BadRequest(f"model must be one of {', '.join(MODELS)}")
    model = MODELS[model_name]()
    session = open_session(provider, model.content)
    given = {"input": model.given}
    end = time.perf_counter() + WARM_UP_SECONDS
    begin = time.perf_counter()
    calls = 0
    while calls < 2 or time.perf_counter() < end:
        session.run(None, given)
        calls += 1
    batch = max(1, min(1000, round(0.05 * calls / (time.perf_counter() - begin))))
    times: List[float] = []
    end = time.perf_counter() + seconds
    found = None
    while len(times) < FEWEST_REPEATS or time.perf_counter() < end:
        begin = time.perf_counter()
        for _ in range(batch):
            found = session.run(None, given)[0]
        times.append((time.perf_counter() - begin) / batch)
    expected = model.expected()
    error = float(np.abs(found - expected).max() / np.abs(expected).max())
    allowed = ALLOWED_ON_CPU if provider == CPU else ALLOWED
    if not error <= allowed:
        raise Failure(f"wrong result: {model_name} on {provider} is off by {error:.3g} of the largest value, at most {allowed:.3g} is rounding")
    return {
        "values": {"rate": model.items / statistics.median(times)},
        "size": len(model.content),
        "repeats": len(times),
        "callsPerRepeat": batch,
        "warmUpCalls": calls,
    }


def handle(request: Request) -> Answer:
    # Checked before the runtime is loaded.
    if text_field(request, "op", ["describe", "measure"]) == "describe":
        return describe()
    seconds = seconds_field(request)
    cases = cases_field(request, ["provider", "model"])
    return {"results": [{**case, **measure(case["provider"], case["model"], seconds)} for case in cases]}


if __name__ == "__main__":
    serve(handle)
