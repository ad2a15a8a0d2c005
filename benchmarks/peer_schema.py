"""The peer's dataset schema: our fields, labels and choices, with validators that come with CKAN and scheming only.

It is made from `schemas/dataset.yaml` at each run, so it has every field that ours has.
"""

import json
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "schemas" / "dataset.yaml"
TEXT = "ignore_missing unicode_safe strip_value ignore_empty"
# What a portal with plain scheming would write in the place of our presets.
STOCK = {
    "satudata_text": {"validators": TEXT},
    "satudata_long_text": {"validators": TEXT, "form_snippet": "textarea.html"},
    "satudata_period": {"validators": TEXT},
    "satudata_code": {
        "form_snippet": "select.html", "display_snippet": "select.html",
        "validators": "ignore_missing unicode_safe strip_value ignore_empty scheming_choices",
    },
    "satudata_codes": {"preset": "multiple_checkbox"},
    "satudata_record": {"validators": TEXT},
    "satudata_records": {"preset": "multiple_text"},
    "satudata_derived": {"validators": "ignore", "form_snippet": None},
}  # fmt: skip


def write(path: Path) -> None:
    """Writes the schema as JSON, which scheming reads by its `file://` address."""
    path.write_text(json.dumps(stock(yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))), ensure_ascii=False, indent=1))


def stock(schema: dict[str, Any]) -> dict[str, Any]:
    """Our schema without anything of ours."""
    without = {key: value for key, value in schema.items()
               if not key.startswith("satudata_") and not str(value).startswith("satudata_")}
    return without | {part: [_field(field) for field in schema[part]] for part in ("dataset_fields", "resource_fields")}


def _field(field: dict[str, Any]) -> dict[str, Any]:
    ours_only = ("satudata_", "default_jinja2")
    kept = {key: value for key, value in field.items() if not key.startswith(ours_only)}
    if str(kept.get("display_snippet")).startswith("satudata_"):
        del kept["display_snippet"]
    if str(kept.get("preset")).startswith("satudata_"):
        kept = STOCK[kept.pop("preset")] | kept
    if "validators" in kept:
        kept["validators"] = " ".join(word for word in kept["validators"].split() if not word.startswith("satudata_"))
    if "satudata_vocabulary" in field:
        kept["choices"] = _choices(field["satudata_vocabulary"])
    return kept


def _choices(vocabulary: str) -> list[dict[str, Any]]:
    content = yaml.safe_load((SCHEMA.parent / "vocabularies" / f"{vocabulary}.yaml").read_text(encoding="utf-8"))
    return [
        {"value": entry["value"], "label": {"id": entry["id"], "en": entry.get("en", entry["id"])}}
        for entry in content["entries"]
    ]
