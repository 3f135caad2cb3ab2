"""Which of some modules this Python has, and in which version, without loading any of them."""

from __future__ import annotations

import importlib.util
import sys
from importlib import metadata
from typing import Dict, Optional

from hecate_protocol import Answer, BadRequest, Request, serve

# onnxruntime comes in packages of other names, one for each kind of hardware.
PACKAGES = {
    "onnxruntime": ["onnxruntime", "onnxruntime-gpu", "onnxruntime-rocm", "onnxruntime-openvino", "onnxruntime-directml"],
}


def version_of(name: str) -> Optional[str]:
    """None without the module; an empty text when its package does not say."""
    if importlib.util.find_spec(name) is None:
        return None
    for package in PACKAGES.get(name, [name]):
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return ""


def handle(request: Request) -> Answer:
    names = request.get("modules")
    if not isinstance(names, list) or not all(isinstance(name, str) and name.isidentifier() for name in names):
        raise BadRequest("modules must be a list of module names")
    modules: Dict[str, Optional[str]] = {name: version_of(name) for name in names}
    return {"python": sys.version.split()[0], "modules": modules}


if __name__ == "__main__":
    serve(handle)
