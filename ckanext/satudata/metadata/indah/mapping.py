"""Where each answer stands in the JSON: the paths in the schemas (`satudata_indah`), and what BPS's format asks beyond them.

The misspelt keys are theirs (`instansi_penyelanggara`, `frekuensi_penyelanggara`, `unit_analsis`) and are written so; the
right spelling is read as well. Seen in two public clients of the service (sdi-metadata.md §0: KUTIM, INDAHPY).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from ckanext.satudata import schemas  # pyright: ignore[reportAttributeAccessIssue]  (mapped by setup.py)

KINDS = ("kegiatan", "variabel", "indikator")
TEXT, CODE, CODES, YES_NO, COUNT, DAY = "text", "code", "codes", "yes_no", "count", "day"
LINES, DAYS, ROWS, REGIONS, JOINED, PUBLICATIONS = "lines", "days", "rows", "regions", "joined", "publications"
FIRST = "0"

# what BPS's clients write for "no answer" where it is not null
_EMPTY: Mapping[str, Any] = {
    "i_faksimile": "-", "ii_unit_eselon1": "-", "ii_pj_faksimile": "-",
    "alias": "-", "referensi_pemilihan": ["-"], "ukuran": "-", "satuan": "-", "aturan_validasi": ["-"],
    "kalimat_pertanyaan": "-", "value_domain": [{"kode": "-", "nilai": "-"}], "klasifikasi_rujukan_value_domain": "-",
    "rumus": "-", "sumber": "input-manual",
}
# what they write for a question that is not asked; read back it is no answer
_FILLERS: Mapping[str, tuple[str, Any]] = {COUNT: ("0", 0), YES_NO: ("tidak", False)}
# texts that are numbers in the JSON if they are digits
_NUMBERS = frozenset({"tahun_kegiatan", "id_sds"})
# answers that are free text at BPS and a code with us: what the list does not have is kept as it was written
_FREE = frozenset({"level_estimasi", "tipe_data"})
# an answer that says another one: an activity with an identity has its recommendation
IMPLIED: Mapping[str, Mapping[str, str]] = {"identitas_rekomendasi": {"ada_rekomendasi_bps": "ya"}}
_OTHER_KEYS: Mapping[str, tuple[str, ...]] = {
    "instansi_penyelanggara": ("instansi_penyelenggara",), "tahun": ("tahun_kegiatan",),
    "frekuensi_penyelanggara": ("frekuensi_penyelenggaraan", "frekuensi_penyelenggara"), "unit_analsis": ("unit_analisis",),
    "variabel_disaggregasi": ("variabel_disagregasi",), "id_sds": ("id_sls",),
    "metode_pengumpulan_lainnya": ("metode_pengumpulan_data_lainnya",),
    "sarana_pengumpulan_lainnya": ("sarana_pengumpulan_data_lainnya",),
    "ketersediaan_publikasi": ("sumber_publikasi",), "alamat_instansi_penyelenggara": ("alamat_instansi_penyelanggara",),
}
_DAYS = "rencana_jadwal_rilis_produk"
# columns of a row that are lists in the JSON and one text, an item a line, with us
_JOINED = {"kegiatan_penghasil": JOINED, "ketersediaan_publikasi": PUBLICATIONS}
_LISTS = (LINES, DAYS, ROWS, REGIONS, JOINED, PUBLICATIONS)


@dataclass(frozen=True, slots=True)
class Question:
    """One answer: `name` of our field, `path` of keys below `data`, `kind` of value.

    The key `0` is the first item of a list. `row`: what each of several rows holds.
    """

    name: str
    path: tuple[str, ...]
    kind: str
    vocabulary: str = ""
    empty: Any = None
    is_number: bool = False
    is_free: bool = False
    is_contact: bool = False
    row: Branch | None = None

    @property
    def key(self) -> str:
        """The last key of its path."""
        return self.path[-1]

    @property
    def filler(self) -> str | None:
        """The answer that BPS's clients fill in where the question is not asked."""
        return _FILLERS.get(self.kind, (None, None))[0]

    @property
    def written_filler(self) -> Any:
        """The same in the JSON."""
        return _FILLERS.get(self.kind, (None, self.empty))[1]


@dataclass(slots=True)
class Branch:
    """An object of the JSON: questions and further objects by key. With `options` it is a question itself, each key an answer;
    with the key `0` it is a list.
    """

    keys: dict[str, Branch | Question] = field(default_factory=dict)
    options: Question | None = None

    @property
    def first(self) -> Branch | Question | None:
        """What the list holds, if it is one."""
        return self.keys.get(FIRST)

    @property
    def main_key(self) -> str:
        """The key that a text stands for where somebody sends it instead of the object."""
        return next(iter(self.keys))


@cache
def questions(kind: str) -> tuple[Question, ...]:
    """All answers of a kind of document that have a place in the JSON, in the schema's order."""
    schema = _schema(kind)
    found = [_question(item) for item in _with_path(schema["dataset_fields"])]
    found += [_question(item, is_contact=True) for item in _with_path(schema.get("satudata_contact_fields", ()))]
    return tuple(found)


@cache
def tree(kind: str) -> Branch:
    """The same as nested objects."""
    root = Branch()
    for question in questions(kind):
        _hang(root, question)
    return root


def keys_of(key: str) -> tuple[str, ...]:
    """How a key is spelled: as it is written, then as it is also read."""
    return (key, *_OTHER_KEYS.get(key, ()))


def _hang(root: Branch, question: Question) -> None:
    branch = root
    for step in question.path[:-1]:
        branch = _below(branch, step)
    if question.kind == CODES:
        _below(branch, question.key).options = question
    else:
        branch.keys[question.key] = question


def _below(branch: Branch, step: str) -> Branch:
    found = branch.keys.setdefault(step, Branch())
    if not isinstance(found, Branch):
        raise TypeError(f"{step} is an answer and holds others")
    return found


def _with_path(fields: Any) -> Iterator[Mapping[str, Any]]:
    return (item for item in fields if item.get("satudata_indah"))


@cache
def _schema(kind: str) -> Mapping[str, Any]:
    path = Path(schemas.__file__).parent / f"{kind}.yaml"
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def _question(item: Mapping[str, Any], *, is_contact: bool = False) -> Question:
    name, kind = item["field_name"], _kind(item)
    row = None
    if kind == ROWS:
        row = Branch()
        for part in item["repeating_subfields"]:
            _hang(row, _question(part))
    return Question(
        name, tuple(item["satudata_indah"].split(".")), kind, item.get("satudata_vocabulary", ""),
        _EMPTY.get(name, [] if kind in _LISTS else None),
        is_number=name in _NUMBERS, is_free=name in _FREE, is_contact=is_contact, row=row,
    )


def _kind(item: Mapping[str, Any]) -> str:
    if "repeating_subfields" in item:
        is_region = item["repeating_subfields"][0]["field_name"] == "kode_wilayah"
        return REGIONS if is_region else ROWS
    if item["field_name"] in _JOINED:
        return _JOINED[item["field_name"]]
    preset = item.get("preset", "")
    if preset == "satudata_code":
        return YES_NO if item["satudata_vocabulary"] == "ya_tidak" else CODE
    if preset == "satudata_lines":
        return DAYS if _DAYS in item["satudata_indah"] else LINES
    return {"satudata_codes": CODES, "satudata_count": COUNT, "satudata_date": DAY}.get(preset, TEXT)
