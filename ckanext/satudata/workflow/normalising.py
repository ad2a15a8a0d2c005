"""From a procedure file as written to the body that is stored: short forms written out, clocks resolved."""

from __future__ import annotations

from typing import Any

from .procedures import FINISH
from .times import clock_of

Raw = dict[str, Any]
LISTS = ("legal_basis", "related", "qualifications", "equipment", "warnings", "records", "remarks", "columns")
REASON_BY_DEFAULT = ("return", "reject")


def body_of(raw: Raw, government: str) -> Raw:
    """The body of a procedure.

    Args:
        raw: a procedure file that its JSON Schema has let through
        government: slug of the folder that holds the file
    """
    body = {
        "government": government, "key": raw["procedure"],
        **{key: raw[key] for key in ("version", "title", "kind", "source", "components", *LISTS) if key in raw},
        "segments": [segment_body(name, entry) for name, entry in raw.get("segments", {}).items()],
        "steps": [step_body(entry) for entry in raw["steps"]],
        "documents": [{"key": key, **entry} for key, entry in raw.get("documents", {}).items()],
    }
    if "topics" in raw:
        body["topics"] = topics_body(raw["topics"])
    return body | _starts_and_limit(raw)


def topics_body(raw: Raw) -> Raw:
    """What cases are about: one type or several, the number as a number."""
    types = [raw["type"]] if isinstance(raw["type"], str) else raw["type"]
    return {"type": types, "min": int(raw.get("min", "1")), "many": raw.get("many", False)}


def segment_body(name: str, raw: Raw) -> Raw:
    """One segment."""
    words = {key: raw[key] for key in ("kind", "per", "title") if key in raw}
    return {"name": name, "start": raw["from"], "end": raw["to"]} | words | _starts_and_limit(raw)


def step_body(raw: Raw) -> Raw:
    """One step."""
    own = {"number", "time", "inputs", "outputs", "next", "decisions", "signs"}
    body = {key: value for key, value in raw.items() if key not in own}
    if "number" in raw:
        body["number"] = int(raw["number"])
    if "time" in raw:
        body["time"] = time_body(raw["time"])
    for column in ("inputs", "outputs"):
        body[column] = [item_body(entry) for entry in raw.get(column, ())]
    body["signs"] = [{"kind": entry["as"], **{k: v for k, v in entry.items() if k != "as"}} for entry in raw.get("signs", ())]
    body["decisions"] = [decision_body(key, entry) for key, entry in raw.get("decisions", {}).items()]
    if "next" in raw:
        body["decisions"].append({"key": FINISH, "verb": FINISH, "to": raw["next"]})
    return body


def decision_body(key: str, raw: Raw) -> Raw:
    """One decision: who returns or rejects gives a reason, unless the file says otherwise; a return resumes."""
    body = {name: value for name, value in raw.items() if name != "reason"}
    default = "required" if raw["verb"] in REASON_BY_DEFAULT else "optional"
    body |= {"key": key, "reason_required": raw.get("reason", default) == "required"}
    if raw["verb"] == "return":
        body.setdefault("back", "resume")
    return body


def item_body(raw: str | Raw) -> Raw:
    """One entry of kelengkapan or output."""
    if isinstance(raw, dict) and ("document" in raw or "text" in raw):
        return raw
    return {"text": raw}


def time_body(raw: Raw) -> Raw:
    """A time with its clock resolved."""
    return raw | {"clock": clock_of(raw)}


def _starts_and_limit(raw: Raw) -> Raw:
    found = {}
    if "starts" in raw:
        found["starts"] = raw["starts"]
    if "limit" in raw:
        found["limit"] = time_body(raw["limit"]) | {"clock": "term"}
    return found
