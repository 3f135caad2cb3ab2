"""One request as JSON on standard input, one answer as JSON on standard output, then the end.

Exit codes: 0 answered, 1 failed (the answer says why), 2 the request is wrong.
Whatever a framework prints goes to standard error, so that the answer stands alone.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Callable, Dict, List

Request = Dict[str, Any]
Answer = Dict[str, Any]

LONGEST_REQUEST = 1 << 20
LONGEST_REASON = 1000


class BadRequest(Exception):
    """The message names the field and what would be right."""


class Failure(Exception):
    """The measurement did not come off; the message is for the user."""


def serve(handle: Callable[[Request], Answer]) -> None:
    """Answers one request and ends the process."""
    answers = os.dup(1)
    os.dup2(2, 1)
    try:
        answer, code = {"kind": "answer", **handle(_read_request())}, 0
    except BadRequest as error:
        answer, code = _failed(str(error)), 2
    except Failure as error:
        answer, code = _failed(str(error)), 1
    except Exception as error:  # whatever a framework throws is its own word on why it cannot
        answer, code = _failed(f"{type(error).__name__}: {error}"), 1
    # NaN and infinity are no JSON: they are refused here instead of being printed as words.
    try:
        text = json.dumps(answer, allow_nan=False)
    except ValueError:
        text, code = json.dumps(_failed("a figure is no number")), 1
    with os.fdopen(answers, "w") as stream:
        stream.write(text + "\n")
    # Some frameworks hang or crash when they take themselves down; the answer is out already.
    sys.stderr.flush()
    os._exit(code)


def _failed(why: str) -> Answer:
    return {"kind": "failed", "why": why[:LONGEST_REASON]}


def _read_request() -> Request:
    text = sys.stdin.read(LONGEST_REQUEST + 1)
    if len(text) > LONGEST_REQUEST:
        raise BadRequest("the request is longer than 1 MiB")
    try:
        request = json.loads(text)
    except ValueError as error:
        raise BadRequest(f"the request is no JSON: {error}") from error
    if not isinstance(request, dict):
        raise BadRequest("the request must be a JSON object")
    return request


def text_field(request: Request, name: str, allowed: List[str]) -> str:
    """A field that is one of a few words."""
    value = request.get(name)
    if value not in allowed:
        raise BadRequest(f"{name} must be one of {', '.join(allowed)}")
    return value


def seconds_field(request: Request) -> float:
    value = request.get("seconds")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 600:
        raise BadRequest("seconds must be a number above 0 and at most 600")
    return float(value)


def cases_field(request: Request, names: List[str]) -> List[Dict[str, str]]:
    """A list of objects that each have these texts."""
    cases = request.get("cases")
    if not isinstance(cases, list) or not 0 < len(cases) <= 64:
        raise BadRequest("cases must be a list of 1 to 64 objects")
    for position, case in enumerate(cases):
        for name in names:
            if not isinstance(case, dict) or not isinstance(case.get(name), str):
                raise BadRequest(f"cases[{position}].{name} must be a text")
    return cases
