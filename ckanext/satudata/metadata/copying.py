"""What a copy takes from its record: everything that describes it, and nothing that belongs to one round."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from . import contacts, schemas, variabel
from .guessing import COPIED, Guess

# What belongs to one record, not to its kind: its address, its place in a list of data, its numbers at BPS and in the national
# catalogue, the letter of recommendation. The code of the data standard (id_sds) is the same in every period, and stays.
_OWN = frozenset({
    "name", "owner_org", "id_dds", "id_indikator_mms", "identitas_rekomendasi", "kode_kegiatan", "id_kegiatan_mms",
    "id_kegiatan", "submission_period", "id_msind", "nomor_publikasi", "nomor_katalog", "isbn", "tanggal_rilis"})
_OF_A_YEAR = frozenset({"tahun_kegiatan"})
_OF_A_SCHEDULE = ("iii_jadwal_", "viii_rencana_jadwal_")


def content_of(source: Mapping[str, Any], skipped: Collection[str]) -> tuple[list[Guess], dict[str, Any]]:
    """Each answer as something to look at again, and the answers that are lists as they are.

    Args:
        skipped: fields that this copy takes from elsewhere
    """
    details = {"title": source.get("title") or source["name"]}
    left_out = {*_OWN, *_OF_A_YEAR, *skipped}
    found: list[Guess] = []
    lists: dict[str, Any] = {}
    for name in schemas.content_fields(source["type"]):
        value = ",".join(tag["name"] for tag in source.get("tags", ())) if name == "tag_string" else source.get(name)
        if name in left_out or name.startswith(_OF_A_SCHEDULE) or not value:
            continue
        if not isinstance(value, str):
            lists[name] = value
        found.append(Guess(name, value if isinstance(value, str) else _as_text(value), COPIED, details))
    return found, lists


def _as_text(items: Any) -> str:
    parts = (" ".join(map(str, item.values())) if isinstance(item, Mapping) else str(item) for item in items)
    return ", ".join(parts)


def beside(context: Any, source_id: str, package_id: str) -> None:
    """What a record has beside its answers: its variables, and its officer for whoever may know. Commits nothing."""
    variabel.copy(source_id, package_id)
    try:
        tk.check_access("satudata_metadata_contact_show", tk.fresh_context(context), {"id": source_id})
    except tk.NotAuthorized:
        return
    if known := contacts.of(source_id):
        contacts.put(package_id, known)
