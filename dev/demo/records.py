"""A dataset of the demo as its operator brings it in: the record, its file, its table, what the columns mean."""

import io

import ckan.model as model
from werkzeug.datastructures import FileStorage

from ckanext.satudata.metadata import jobs
from ckanext.satudata.metadata.model import Table
from ckanext.satudata.metadata.model.table import LOADING, WAITING
from demo.acting import act
from demo.description import Dataset


def load(dataset: Dataset) -> int:
    """Make the record and its table, as far as they are missing. What somebody has changed since stays.

    Returns:
        how many things were made
    """
    made = 0
    if model.Package.get(dataset.name) is None:
        _create(dataset)
        made += 1
    package = model.Package.get(dataset.name)
    assert package is not None
    if not package.resources_all:       # nor was there ever one that somebody has taken out
        _upload(dataset)
        made += 1
        model.Session.refresh(package)
    return made + sum(_table(dataset, resource.id) for resource in package.resources)


def is_settled(dataset: Dataset) -> bool:
    """Whether nothing is left to do: the record is public, or somebody has deleted it."""
    package = model.Package.get(dataset.name)
    return package is not None and (package.state == "deleted" or not package.private)


def _create(dataset: Dataset) -> None:
    fields = {**dataset.fields, **dataset.before, "tag_string": ",".join(dataset.tags)}
    act(dataset.maker, "package_create", name=dataset.name, owner_org=dataset.office, **fields)


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
