"""Entry of the tests with PyTorch.

{"op": "describe"} tells devices, formats and versions;
{"op": "measure", "test": NAME, "cases": [{"device": "cpu", "format": "float32"}], "seconds": 1}
measures each case once.
"""

from __future__ import annotations

from hecate_protocol import Answer, Request, cases_field, seconds_field, serve, text_field

TESTS = ["matmul", "conv", "transformer", "training"]


def handle(request: Request) -> Answer:
    # Checked before PyTorch is loaded, which takes seconds.
    if text_field(request, "op", ["describe", "measure"]) == "describe":
        return describe()
    test = text_field(request, "test", TESTS)
    seconds = seconds_field(request)
    cases = cases_field(request, ["device", "format"])
    import torch_devices

    measure = measure_of(test)
    results = []
    for case in cases:
        device = torch_devices.open_device(case["device"])
        results.append({"device": case["device"], "format": case["format"], **measure(device, case["format"], seconds)})
    return {"results": results}


def describe() -> Answer:
    import torch_devices

    return {"environment": torch_devices.environment(), "devices": torch_devices.devices()}


def measure_of(test: str):
    """The function that measures this test; only its own file is loaded."""
    if test == "matmul":
        from torch_matmul import measure
    elif test == "conv":
        from torch_conv import measure
    elif test == "transformer":
        from torch_transformer import measure
    else:
        from torch_training import measure
    return measure


if __name__ == "__main__":
    serve(handle)
