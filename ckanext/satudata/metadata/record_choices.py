"""Records that a field may link to: those of its type that the reader sees."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk

MOST = 1000                     # CKAN gives no more at once; the last changed come first


def of_type(record_type: str) -> list[dict[str, str]]:
    """`value` (id) and `label` (title, and the year where two share one), by title."""
    found = tk.get_action("package_search")({}, {
        "fq": f"dataset_type:{record_type}", "rows": MOST, "include_private": True, "include_drafts": True,
        "sort": "metadata_modified desc", "facet": False})["results"]
    titles = [record.get("title") or record["name"] for record in found]
    choices = [{"value": record["id"],
                "label": f"{title} ({record['tahun_kegiatan']})" if titles.count(title) > 1 and record.get("tahun_kegiatan")
                else title} for record, title in zip(found, titles, strict=True)]
    return sorted(choices, key=lambda choice: choice["label"].casefold())


def title_of(id_: str) -> str:
    """The title of a record, for whoever may see it; else its id."""
    package = model.Package.get(id_)
    try:
        tk.check_access("package_show", {"user": tk.current_user.name}, {"id": package.id if package else id_})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return id_
    return (package.title or package.name) if package else id_
