"""Records that begin with a file: the one way by which a draft is made, with what its file, its row in a list or last
period's record says about it. A draft is a private record in CKAN's own state `draft`, made by CKAN's own action.
"""

from __future__ import annotations

import hashlib
import io
import logging
import unicodedata
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import ckan.lib.uploader as uploader
import ckan.logic as ckan_logic
import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib.munge import munge_title_to_name
from ckan.types import Context
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from ckanext.satudata import transactions

from . import config, copying, draft_messages, extending, guesses, guessing, regions, schemas, service
from .guessing import FILE_NAME, SHEET, Guess
from .tables.detect import BROKEN_ARCHIVE, TABLE_FORMATS
from .untouched import KEY, Untouched

log = logging.getLogger(__name__)
# Read within the request; what is larger is read by a job
SMALL = 5 * (1 << 20)
MOST_UNPACKED = 48 * (1 << 20)
MOST_SECONDS = 3.0
READ_LATER = "satudata_metadata_read_later"     # in the context: the request has read enough; no caller of the API can send it
LONGEST_NAME = 100              # of an address, as CKAN has it
LONGEST_TITLE = 1000
_NAMESPACE = uuid.UUID("5e1dd13c-6d1c-5c2b-9d0e-3a6d9d1b7a44")
JOB: Any = "ckanext.satudata.metadata.draft_jobs.read_file"     # by its name: it imports this module
JOB_SECONDS = 600
_OF_A_PRIORITY_YEAR = frozenset({"prioritas_tahun", "kriteria_prioritas", "indikator_prioritas"})
OF_THE_FILE = ("periode_awal", "periode_akhir")                 # what a copy takes from its new file


@dataclass(frozen=True, slots=True)
class Note:
    """What a person should know of a draft: a value that was not taken, or an odd file."""

    field: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that is there now. `existed`: this very request had made it before."""

    id: str
    name: str
    title: str
    guessed: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    is_reading: bool = False
    existed: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A draft as it is to be made."""

    owner_org: str
    package_type: str
    found: tuple[Guess, ...]
    upload: FileStorage | None
    resource_id: str
    values: Mapping[str, Any] = field(default_factory=dict)     # lists; whatever is text stands in `found`
    read_later: tuple[str, ...] | None = None
    notes: tuple[Note, ...] = ()
    source: str | None = None       # id of the record that it is a copy of


def draft_from_file(context: Context, org_id: str, upload: FileStorage | None, *, package_type: str = "dataset",
                    row: Mapping[str, str] | None = None, place: Mapping[str, str] | None = None,
                    attempt: str | None = None, in_file: Iterable[Guess] = (), notes: tuple[Note, ...] = ()) -> Draft:
    """Make a draft of a file, of a row that describes one, or of both; what the row says goes before guesses.

    Args:
        row: field → value, from a list that came with the files
        place: `sheet` and `row` of it, for the sentence
        attempt: of the form; the same file sent twice with it is one draft
        in_file: what a sheet of the file says of it in so many words; `notes`: what of that was not taken
    Raises:
        ValidationError: the file is empty or too large, or neither file nor row says anything
    """
    wanted_id = _resource_id(context, attempt, org_id, upload, place)
    if existing := _made_before(wanted_id, context):
        return existing
    said = tuple(Guess(name, value, SHEET, dict(place or {})) for name, value in (row or {}).items() if value.strip())
    said += tuple(guess for guess in in_file if guess.field not in {other.field for other in said})
    if upload is None and (existing := _row_made_before({g.field: g.value for g in said}, wanted_id, context)):
        return existing
    seen, is_later = _look(upload, context)
    known = {guess.field for guess in said}
    found = (*said, *(guess for guess in seen if guess.field not in known))
    if not any(guess.field == "title" for guess in found):
        title = guessing.fallback_title(name_of(upload))
        if not title and upload is None:
            raise tk.ValidationError({"title": [draft_messages.nothing_to_make()]})
        found = (*found, Guess("title", title or draft_messages.untitled(), FILE_NAME))
    every = tuple(schemas.content_fields(package_type))
    return _made(context, Wanted(org_id, package_type, found, upload, wanted_id, read_later=every if is_later else None,
                                 notes=notes))


def draft_of_title(context: Context, org_id: str, title: str, package_type: str, attempt: str | None = None) -> Draft:
    """Make a draft of which only the title is known; what a new form holds by itself stands in it, nothing is guessed.

    Raises:
        ValidationError: the title is too long
    """
    if len(title) > LONGEST_TITLE:
        raise tk.ValidationError({"title": [draft_messages.title_too_long(LONGEST_TITLE)]})
    wanted_id = _resource_id(context, attempt, org_id, None, {"title": title})
    if existing := _row_made_before({"title": title}, wanted_id, context):
        return existing
    values = {field["field_name"]: field["default"] for field in (schemas.of_type(package_type) or {"dataset_fields": ()})[
        "dataset_fields"] if field.get("default")}
    return _made(context, Wanted(org_id, package_type, (), None, wanted_id, values | {"title": title}))


def copy_from(context: Context, source_id: str, upload: FileStorage | None, attempt: str | None = None) -> Draft:
    """Make a draft for the next period: everything that describes the data is copied, the period comes from the new file.

    A record of a type without files (a statistical activity, an indicator) is copied as it is, for its next round.

    The rights are the caller's own: asked for before, on the stored rows.

    Raises:
        ObjectNotFound: there is no such record, or its form is not ours
        ValidationError: the file is empty or too large
    """
    source = tk.get_action("package_show")(tk.fresh_context(context), {"id": source_id})
    if not schemas.is_ours(source["type"]):
        raise tk.ObjectNotFound()
    stored = model.Package.get(source["id"])
    org_id = (stored.owner_org if stored is not None else None) or ""
    wanted_id = _resource_id(context, attempt, org_id, upload, {"copy": source["id"]})
    before = _made_before(wanted_id, context) if upload else _row_made_before(source, wanted_id, context)
    if before:
        return before
    seen, is_later = _look(upload, context)
    copied, lists = copying.content_of(source, _left_to_the_file(source))
    found = (*copied, *(guess for guess in seen if guess.field in OF_THE_FILE))
    wanted = Wanted(org_id, source["type"], found, upload, wanted_id, lists, OF_THE_FILE if is_later else None,
                    source=source["id"])
    return _made(context, replace(wanted, notes=_same_period(source, found)))


def _left_to_the_file(source: Mapping[str, Any]) -> frozenset[str]:
    of_another_year = str(source.get("prioritas_tahun") or "") < str(date.today().year)
    return frozenset(OF_THE_FILE) | (_OF_A_PRIORITY_YEAR if of_another_year else frozenset())


def _same_period(source: Mapping[str, Any], found: Iterable[Guess]) -> tuple[Note, ...]:
    """Very often the old file was taken by mistake."""
    new = {guess.field: guess.value for guess in found if guess.field in OF_THE_FILE}
    if new and all(new.get(name) == source.get(name) for name in OF_THE_FILE):
        last = str(source.get("periode_akhir"))
        return (Note("periode_akhir", last, draft_messages.same_period(last)),)
    return ()


# reading


def _look(upload: FileStorage | None, context: Any) -> tuple[list[Guess], bool]:
    """What the file says, and whether a job has to read it: it is large, or the last of many. Its name is read at once."""
    if upload is None:
        return [], False
    name, look, is_later = name_of(upload), guessing.Look(), False
    ending = ending_of(upload)
    if ending in TABLE_FORMATS:
        stream = io.BytesIO(upload.stream.read(SMALL + 1))
        upload.stream.seek(0)
        is_later = bool(context.get(READ_LATER)) or not is_small(stream)
        if not is_later:
            look = guessing.look(stream, ending, MOST_SECONDS)
    found = guess_of(name, look)
    return ([guess for guess in found if guess.origin == FILE_NAME] if is_later else found), is_later


def guess_of(file_name: str, look: guessing.Look) -> list[Guess]:
    """The guesses of this portal."""
    here = regions.find(config.region())
    return guessing.of_file(file_name, look, here.code if here else "", (here.name,) if here else ())


def is_small(stream: io.BytesIO) -> bool:
    """Whether the file is read within a request: its size, and for a workbook its size once unpacked."""
    if stream.getbuffer().nbytes > SMALL:
        return False
    with suppress(*BROKEN_ARCHIVE), zipfile.ZipFile(stream) as archive:
        return sum(item.file_size for item in archive.infolist()) <= MOST_UNPACKED
    return True


def name_of(upload: FileStorage | None) -> str:
    """The last part of the name that the browser sent, without signs that cannot be seen."""
    name = (upload.filename if upload is not None else None) or ""
    seen = "".join(char for char in name if not unicodedata.category(char).startswith("C"))
    return PurePosixPath(seen.replace("\\", "/")).name


def words_of(file_name: str) -> str:
    """A title for a record of which only the name of its file is known."""
    return guessing.fallback_title(file_name) or draft_messages.untitled()


def ending_of(upload: FileStorage | None) -> str:
    """`csv`, `xlsx`: the ending of the file's name, in small letters."""
    return PurePosixPath(name_of(upload)).suffix.lower().lstrip(".")


# making


def _made(context: Context, wanted: Wanted) -> Draft:
    """Create what is wanted. A guess that the form would not take is left out and said; what else is wrong is refused."""
    data, notes, found = _data(wanted), wanted.notes, wanted.found
    for _ in range(3):
        try:
            return _created(context, replace(wanted, found=found, notes=notes), data)
        except tk.ValidationError as refused:
            wrong = _by_field(refused)
            left_out = {guess.field for guess in found if guess.field in wrong and guess.field != "title"}
            if set(wrong) <= {"name", "title"}:
                data["name"] = _own_address(data["title"], uuid.uuid4().hex)       # taken meanwhile, or a word of CKAN's own
                data["title"] = data["title"][:LONGEST_TITLE]
            elif not left_out or set(wrong) - left_out:
                raise
            notes = (*notes, *(Note(g.field, g.value, wrong[g.field]) for g in found if g.field in left_out))
            found = tuple(guess for guess in found if guess.field not in left_out)
            data = {name: value for name, value in data.items() if name not in left_out}
        except IntegrityError:
            # the same file at the same moment by a second click, or the same address by somebody else
            model.Session.rollback()
            if existing := _made_before(wanted.resource_id, context):
                return existing
            data["name"] = _address(data["title"], str(data.get("periode_akhir", "")))
    raise tk.ValidationError({"message": [draft_messages.not_made()]})


def _by_field(refused: tk.ValidationError) -> dict[str, str]:
    found = {name: str(said[0] if isinstance(said, list) else said) for name, said in refused.error_dict.items()}
    if tags := found.pop("tags", None):
        found.setdefault("tag_string", tags)
    return found


def _data(wanted: Wanted) -> dict[str, Any]:
    values = {guess.field: guess.value for guess in wanted.found} | dict(wanted.values)
    values["title"] = values["title"][:LONGEST_TITLE]
    return values | {
        "type": wanted.package_type, "owner_org": wanted.owner_org, "private": True, "state": "draft",
        "name": (_address(values["title"], str(values.get("periode_akhir", ""))) if wanted.upload is not None
                 else _own_address(values["title"], wanted.resource_id)),
    }


def _created(context: Context, wanted: Wanted, data: dict[str, Any]) -> Draft:
    """One transaction: record, file, case of other rooms, guesses. The index follows."""
    own: Any = tk.fresh_context(context, defer_commit=True)
    own["return_id_only"] = own["allow_state_change"] = True        # the state `draft`: as CKAN's own form does it
    if later := extending.required_by_portal(schemas.of_type(wanted.package_type) or {}).difference(data):
        own[KEY] = Untouched(later)                                 # a draft is incomplete; its form asks for them
    resource, upload = _resource(wanted) if wanted.upload is not None else (None, None)
    try:
        id_ = tk.get_action("package_create")(own, data | ({"resources": [resource]} if resource else {}))
        if upload is not None:
            upload.upload(wanted.resource_id, uploader.get_max_resource_size())
        guesses.note(id_, wanted.found)
        if wanted.source:
            copying.beside(context, wanted.source, id_)
        if wanted.read_later is not None and upload is not None:
            guesses.note_reading(id_)
            transactions.after_commit(partial(_enqueue, id_, wanted.resource_id, wanted.read_later))
        transactions.commit(context, partial(_index, id_))
    except BaseException:
        model.Session.rollback()
        raise
    return Draft(id_, data["name"], data["title"], tuple(guess.field for guess in wanted.found), wanted.notes,
                 wanted.read_later is not None)


def _resource(wanted: Wanted) -> tuple[dict[str, Any], Any]:
    """The resource as CKAN's own actions prepare it before they save and upload it.

    Raises:
        ValidationError: the file is empty, or over the limit
    """
    upload: Any = wanted.upload
    name = name_of(upload)
    resource: dict[str, Any] = {"id": wanted.resource_id, "name": _label(wanted, name), "upload": upload}
    taken = uploader.get_resource_uploader(resource)
    for key, attribute in (("mimetype", "mimetype"), ("size", "filesize")):
        if getattr(taken, attribute, None):
            resource[key] = getattr(taken, attribute)
    if (ending := ending_of(upload)) and ending in TABLE_FORMATS:
        resource["format"] = ending.upper()
    return resource, taken


def _label(wanted: Wanted, file_name: str) -> str:
    """What the public reads above the file: title and period, or the file's own name where no period is known."""
    known = {guess.field: guess.value for guess in wanted.found}
    first, last = (known.get(name) for name in OF_THE_FILE)
    if not first or not last:
        return file_name[:LONGEST_TITLE]
    return f"{known['title'][:LONGEST_TITLE]}, {first if first == last else f'{first} – {last}'}"


def _enqueue(package_id: str, resource_id: str, fields: tuple[str, ...]) -> None:
    tk.enqueue_job(JOB, [package_id, resource_id, list(fields)], title=f"guesses of {package_id}", queue=service.QUEUE,
                   rq_kwargs={"timeout": JOB_SECONDS})


def _index(package_id: str) -> None:
    context: Any = {"ignore_auth": True, "user": "", "use_cache": False}
    ckan_logic.index_insert_package_dicts(ckan_logic.package_show_default_and_custom_schemas(context, package_id))


# once only, and under an address of its own


def _resource_id(context: Context, attempt: str | None, org_id: str, upload: FileStorage | None,
                 place: Mapping[str, str] | None) -> str:
    """The same for the same file of the same form: a second click finds what the first one made."""
    if not attempt:
        return str(uuid.uuid4())
    digest = hashlib.sha256()
    if upload is not None:
        while piece := upload.stream.read(1 << 20):
            digest.update(piece)
        upload.stream.seek(0)
    words = (attempt, context.get("user"), org_id, name_of(upload), digest.hexdigest(), sorted((place or {}).items()))
    return str(uuid.uuid5(_NAMESPACE, repr(words)))


def _made_before(resource_id: str, context: Context) -> Draft | None:
    resource = model.Resource.get(resource_id)
    return _of_package(resource.package if resource is not None else None, context)


def _row_made_before(row: Mapping[str, str], id_: str, context: Context) -> Draft | None:
    return _of_package(model.Package.get(_own_address(row.get("title", ""), id_)), context)


def _of_package(package: model.Package | None, context: Context) -> Draft | None:
    user = model.User.get(context.get("user"))
    if package is None or user is None or package.creator_user_id != user.id or package.state == "deleted":
        return None
    return Draft(package.id, package.name, package.title, tuple(guesses.of_package(package.id)),
                 is_reading=guesses.is_reading(package.id), existed=True)


def _own_address(title: str, id_: str) -> str:
    """The address of a draft without a file: that it was made before can be seen by nothing else."""
    return f"{munge_title_to_name(title).strip('-_')[:LONGEST_NAME - 16] or 'data'}-{id_[:8]}"


def _address(title: str, period: str) -> str:
    """A free address: the title's, with the period behind it where the title's own is taken, then with a number."""
    first = munge_title_to_name(title).strip("-_")[:LONGEST_NAME - 16].strip("-_")
    if len(first) < 2:
        first = f"data-{uuid.uuid4().hex[:8]}"
    query = sa.select(model.Package.name).where(model.Package.name.startswith(first, autoescape=True))
    taken = set(model.Session.scalars(query))
    later = f"{first}-{period.replace('/', '-')}" if period else first
    for candidate in (first, later, *(f"{later}-{number}" for number in range(2, len(taken) + 3))):
        if candidate not in taken:
            return candidate
    return f"{first[:60]}-{uuid.uuid4().hex[:10]}"
