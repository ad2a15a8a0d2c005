"""The records of the demo as operators bring them in.

A dataset: the record, its file, its table, what the columns mean. A statistical activity: the record, its officer, its
variables. A publication: the record, its files.
"""

import io
from collections.abc import Callable
from typing import Any

import ckan.model as model
from werkzeug.datastructures import FileStorage

from ckanext.satudata.metadata import jobs
from ckanext.satudata.metadata.model import Table
from ckanext.satudata.metadata.model.table import LOADING, WAITING
from demo.acting import act
from demo.activities import Activity
from demo.description import Dataset, Record
from demo.publications import Publication


def load(record: Record) -> int:
    """Make the record and what belongs to it, as far as they are missing. What somebody has changed since stays.

    Returns:
        how many things were made
    """
    is_new = model.Package.get(record.name) is None
    if is_new:
        _create(record)
    package = model.Package.get(record.name)
    assert package is not None
    more = MORE.get(type(record))
    return int(is_new) + (more(record, package) if more else 0)


def is_settled(record: Record) -> bool:
    """Whether nothing is left to do: the record is public, or somebody has deleted it."""
    package = model.Package.get(record.name)
    return package is not None and (package.state == "deleted" or not package.private)


def _create(record: Record) -> None:
    links = {name: found for name, named in record.links.items() if (found := _ids(named))}
    more = {"tag_string": ",".join(record.tags)} if record.tags else {}
    fields: dict[str, Any] = {**record.fields, **record.before, **links, **more}
    act(record.maker, "package_create", type=record.type, name=record.name, owner_org=record.office, **fields)


def _ids(named: str | tuple[str, ...]) -> str | list[str]:
    """Ids of the records that a field names; what nobody has loaded, or somebody has deleted, is left out."""
    names = (named,) if isinstance(named, str) else named
    found = [package.id for name in names if (package := model.Package.get(name)) is not None and package.state == "active"]
    return "".join(found) if isinstance(named, str) else found


def _dataset(dataset: Dataset, package: model.Package) -> int:
    made = 0
    if not package.resources_all:       # nor was there ever one that somebody has taken out
        _upload(dataset)
        made += 1
        model.Session.refresh(package)
    return made + sum(_table(dataset, resource.id) for resource in package.resources)


def _activity(activity: Activity, package: model.Package) -> int:
    """The officer and the variables, where there are none yet."""
    made = 0
    if activity.contact and not act(activity.maker, "satudata_metadata_contact_show", id=package.id):
        act(activity.maker, "satudata_metadata_contact_update", id=package.id, **activity.contact)
        made += 1
    if not act(activity.maker, "satudata_metadata_variabel_list", kegiatan_id=package.id, limit=1)["count"]:
        act(activity.maker, "satudata_metadata_variabel_replace", kegiatan_id=package.id, rows=list(activity.variables))
        made += 1
    return made


def _publication(publication: Publication, package: model.Package) -> int:
    missing = publication.files[len(package.resources_all):]       # those that somebody has taken out count too
    for file in missing:
        act(
            publication.maker, "resource_create", package_id=package.id, url="", format=file.format, name=file.title,
            description=file.about, upload=FileStorage(io.BytesIO(file.content()), filename=file.name),
        )
    return len(missing)


def _upload(dataset: Dataset) -> None:
    source = dataset.source
    with dataset.table.open("rb") as stream:
        act(
            dataset.maker, "resource_create", package_id=dataset.name, url="", format="CSV",
            name=f"{dataset.fields['title']}, {dataset.period}",
            description=f"Berkas apa adanya, tanpa perubahan. Judul asal: “{source.original_title}”. Ditemukan di repositori "
            f"publik github.com/{source.repository} (versi {source.commit[:7]}); lisensinya tidak disebut di sana.",
            upload=FileStorage(io.BytesIO(stream.read()), filename=dataset.file),
        )


def _table(dataset: Dataset, resource_id: str) -> int:
    """Load the table now instead of waiting for the worker, then say what its columns mean."""
    row = model.Session.get(Table, resource_id)
    waits = row is not None and row.status in (WAITING, LOADING)
    if row is not None and waits:
        jobs.load_table(resource_id, row.attempt)
    loaded = act(dataset.maker, "satudata_metadata_table_show", resource_id=resource_id)
    is_ours = loaded["status"] == "loaded" and loaded["sha256"] == dataset.source.sha256
    return int(waits) + int(is_ours and bool(dataset.columns) and _dictionary(dataset, resource_id))


def _dictionary(dataset: Dataset, resource_id: str) -> bool:
    fields = act(dataset.maker, "datastore_info", id=resource_id)["fields"]
    if any(field.get("info", {}).get("notes") for field in fields):
        return False
    act(
        dataset.maker, "datastore_create", resource_id=resource_id, force=True,
        fields=[{"id": f["id"], "type": f["type"], "info": _info(dataset, f)} for f in fields],
    )
    return True


def _info(dataset: Dataset, field: dict[str, object]) -> dict[str, str]:
    column = dataset.columns[str(field["id"])]
    unit = f" Satuan: {column.unit}." if column.unit else ""
    return {"label": column.label, "notes": f"{column.notes}{unit}"}


MORE: dict[type[Record], Callable[[Any, model.Package], int]] = {
    Dataset: _dataset, Activity: _activity, Publication: _publication,
}
