"""The reference of all fields, docs/fields.md, written from the schemas: without `--write` it is compared with them."""

import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS, TARGET = ROOT / "schemas", ROOT / "docs" / "fields.md"
TYPES = ("dataset", "kegiatan", "variabel", "indikator", "publikasi")
TITLES = {"dataset": "Dataset", "kegiatan": "Kegiatan statistik (MS-Kegiatan)", "variabel": "Variabel (MS-Variabel)",
          "indikator": "Indikator (MS-Indikator)", "publikasi": "Publikasi"}
KINDS = {"satudata_code": "satu kode", "satudata_codes": "beberapa kode", "satudata_count": "bilangan bulat",
         "satudata_date": "tanggal (TTTT-BB-HH)", "satudata_lines": "daftar teks", "satudata_period": "periode",
         "satudata_record": "tautan", "satudata_records": "beberapa tautan", "satudata_derived": "ditulis oleh portal",
         "resource_url_upload": "berkas atau tautan"}
HEAD = """# Daftar isian

Ditulis dari `schemas/*.yaml` oleh `dev/lint/field_reference.py --write`; jangan diubah di sini. Nomor adalah nomor rincian
pada formulir BPS. **W**: wajib terisi ketika diajukan, bila pertanyaannya ditanyakan (lihat `schemas/rules.yaml`); draf boleh
belum lengkap. **S**: jawaban yang tidak lazim diberi saran dan tidak ditolak (aturan dengan `advice`).
"""


def main() -> int:
    text = "\n".join([HEAD, *(line for name in TYPES for line in _of_type(name))]).rstrip() + "\n"
    if "--write" in sys.argv:
        TARGET.write_text(text, encoding="utf-8")
        print(f"{TARGET.relative_to(ROOT)}: {text.count(chr(10))} lines")
        return 0
    if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        print(f"{TARGET.relative_to(ROOT)} is not up to date: run python dev/lint/field_reference.py --write")
        return 1
    print("ok")
    return 0


def _read(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((SCHEMAS / f"{name}.yaml").read_text(encoding="utf-8"))


def _of_type(name: str) -> Iterator[str]:
    schema = _read(name)
    advised = {field for rule in _read("rules").get(name, ()) if rule.get("advice") for field in rule["fields"]}
    yield f"\n## {TITLES[name]}"
    fields = [*schema["dataset_fields"], *schema.get("satudata_contact_fields", ())]
    sections = {section["name"]: section["label"]["id"] for section in schema.get("satudata_sections", ())}
    for section in dict.fromkeys(field.get("satudata_section", "") for field in fields):
        chosen = [field for field in fields if field.get("satudata_section", "") == section]
        yield from (f"\n### {sections.get(section, 'Lainnya')}", "", *_table(chosen, advised))
    if schema.get("resource_fields"):
        yield from ("\n### Setiap berkas", "", *_table(schema["resource_fields"], ()))


def _table(fields: Any, advised: Collection[str]) -> Iterator[str]:
    yield "| Nomor | Isian | Nama | | Jenis | Keterangan |"
    yield "|---|---|---|---|---|---|"
    for field in fields:
        yield _row(field, "", field["field_name"] in advised)
        for part in field.get("repeating_subfields", ()):
            yield _row(part, f"{field['field_name']}.", False)


def _row(field: Mapping[str, Any], before: str, is_advised: bool) -> str:
    marks = " ".join(mark for mark, is_so in (("W", field.get("satudata_required")), ("S", is_advised)) if is_so)
    cells = (
        str(field.get("satudata_number", "")), _in_indonesian(field.get("label", field["field_name"])),
        f"`{before}{field['field_name']}`", marks, _kind(field),
        _in_indonesian(field.get("help_text", "")),
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |"


def _kind(field: Mapping[str, Any]) -> str:
    if "repeating_subfields" in field:
        return "baris"
    kind = KINDS.get(field.get("preset", ""), "teks")
    if "satudata_vocabulary" in field:
        return f"{kind}: [{field['satudata_vocabulary']}](../schemas/vocabularies/{field['satudata_vocabulary']}.yaml)"
    return f"{kind} ke {field['satudata_record_type']}" if "satudata_record_type" in field else kind


def _in_indonesian(words: Any) -> str:
    return str(words["id"] if isinstance(words, Mapping) else words)


if __name__ == "__main__":
    sys.exit(main())
