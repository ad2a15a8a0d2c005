"""Generated metadata for property tests, built from the schemas: what our forms can hold, and JSON that nobody should send."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from ruamel.yaml import YAML

from ckanext.satudata import schemas
from ckanext.satudata.metadata import regions, rules, vocabularies

# no control characters, no halves of surrogate pairs: PostgreSQL and XML take neither
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1, max_size=40)
_NO_ANSWER = {"", "-", "input-manual", "0000-00-00"}
# links to other records and CKAN's own keys: no answers of the questionnaire
_NOT_GENERATED = {"name", "owner_org"}


@cache
def schema(kind: str) -> Mapping[str, Any]:
    """A schema as it is written, without what scheming adds."""
    path = Path(schemas.__file__).parent / f"{kind}.yaml"
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def texts(multiline: bool = False):
    """An answer in words, as it is after trimming."""
    one = WORDS.map(str.strip).filter(lambda text: text not in _NO_ANSWER and len(text.splitlines()) == 1)
    return st.lists(one, min_size=1, max_size=3).map("\n".join) if multiline else one


def days():
    """A day in ISO form."""
    return st.dates(date(1990, 1, 1), date(2060, 12, 31)).map(date.isoformat)


def region_codes():
    """Kemendagri codes of provinces, regencies and cities."""
    return st.sampled_from([region.code for region in regions.every() if region.level != regions.KECAMATAN])


def answers(field: Mapping[str, Any]):
    """What a field can hold."""
    preset = field.get("preset", "")
    if parts := field.get("repeating_subfields"):
        return st.lists(rows(parts), min_size=1, max_size=4, unique_by=lambda row: row[parts[0]["field_name"]])
    if field["field_name"] == "kode_wilayah":
        return region_codes()
    if field["field_name"] in ("tahun_kegiatan", "submission_period"):
        return st.integers(1945, 2030).map(str)
    if preset in ("satudata_code", "satudata_codes"):
        codes = [entry.value for entry in vocabularies.load(field["satudata_vocabulary"]).entries]
        return st.sampled_from(codes) if preset == "satudata_code" else st.sets(st.sampled_from(codes), min_size=1).map(
            lambda chosen: [code for code in codes if code in chosen])
    if preset == "satudata_count":
        return st.integers(0, 10_000).map(str)
    if preset == "satudata_date":
        return days()
    if preset == "satudata_lines":
        item = days() if "jadwal_rilis" in field["field_name"] else texts()
        return st.lists(item, min_size=1, max_size=3, unique=True)
    return texts(multiline=preset == "satudata_long_text")


@st.composite
def rows(draw, parts):
    """A row of a repeating question: its first column is filled, others may be."""
    first, *others = parts
    row = {first["field_name"]: draw(answers(first))}
    return row | {part["field_name"]: draw(answers(part)) for part in others if draw(st.booleans())}


@st.composite
def records(draw, kind: str, only: str = "", consistent: bool = True):
    """Answers to some of the questions.

    Args:
        kind: kegiatan, indikator or variabel
        only: a key that a field must have in the schema, such as satudata_indah
        consistent: no answer to a question that is not asked with the others
    """
    fields = [field for field in schema(kind)["dataset_fields"]
              if field["field_name"] not in _NOT_GENERATED and not field.get("preset", "").startswith("satudata_record")
              and (only or field.get("form_snippet", "") is not None)      # what no form asks is kept by the portal
              and (not only or only in field or field["field_name"] == "ada_rekomendasi_bps")]
    record = {field["field_name"]: draw(answers(field)) for field in fields if draw(st.booleans())}
    while consistent and (wrong := record.keys() & rules.not_asked(rules.load(kind), record).keys()):
        record = {name: value for name, value in record.items() if name not in wrong}
    return record


@st.composite
def contacts(draw):
    """Answers about the technical officer."""
    fields = schema("kegiatan")["satudata_contact_fields"]
    return {field["field_name"]: draw(answers(field)) for field in fields if draw(st.booleans())}


def any_json(max_leaves: int = 20, words=None):
    """JSON of any shape. `words`: the texts in it, by default with characters that nobody can write down."""
    words = st.text(max_size=10) if words is None else words
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
                        max_leaves=max_leaves)
