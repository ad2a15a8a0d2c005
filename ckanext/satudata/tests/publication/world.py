"""One record of one office in every state that a governed record may have, for the leak matrix."""

from __future__ import annotations

from dataclasses import dataclass

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib.search import rebuild

from ckanext.activity.model import Activity

from . import portal
from .portal import Made, People

# who may read the record itself, by its state (design §8); nobody else sees anything of it
OPD = frozenset({"maker", "sysadmin"})
CASE = OPD | {"reviewer"}
ALL = CASE | {"anonymous", "stranger", "member"}
MAY_READ: dict[str, frozenset[str]] = {
    "draft": OPD, "form_draft": OPD, "submitted": CASE, "returned": CASE, "approved": CASE, "rejected": OPD, "cancelled": OPD,
    "published": ALL, "adopted": ALL, "deleted": OPD, "hidden_adopted": OPD, "deleted_adopted": OPD,
    "without_record": frozenset({"sysadmin"}), "without_record_in_index": frozenset({"sysadmin"}),
}
PUBLIC = frozenset(state for state, readers in MAY_READ.items() if "anonymous" in readers)


@dataclass
class World:
    """The records by state; `views` has the id of a view of each record's file."""

    people: People
    records: dict[str, Made]
    views: dict[str, str]
    group: str


def build(people: People) -> World:
    group = people.sysadmin.does("group_create", name=portal.word("topik"))["id"]
    records = {
        "draft": portal.draft(people.maker, people.office),
        "form_draft": portal.draft(people.maker, people.office, state="draft"),
        "submitted": portal.submitted(people),
        "returned": portal.returned(people),
        "approved": portal.approved(people),
        "rejected": _rejected(people),
        "cancelled": _cancelled(people),
        "published": portal.published(people),
        "deleted": portal.published(people),
        "adopted": adopted(people),
        "hidden_adopted": adopted(people),
        "deleted_adopted": adopted(people),
        "without_record": _made_without_us(people),
        "without_record_in_index": _made_without_us(people),
    }
    for record in records.values():
        put_into(group, record.id)
        rebuild(record.id)
    views = {state: _view(record) for state, record in records.items()}
    people.sysadmin.does("package_delete", id=records["deleted"].id)
    people.maker.does("package_patch", id=records["hidden_adopted"].id, private=True)
    people.maker.does("package_delete", id=records["deleted_adopted"].id)
    for record in records.values():
        _call_format(record.resource_id, record.mark)
    for state in ("without_record", "without_record_in_index"):
        _forget(records[state].id)
    rebuild(records["without_record"].id)
    return World(people, records, views, group)


def _rejected(people: People) -> Made:
    record = portal.submitted(people)
    portal.answer(people.reviewer, record, "tolak", "Bukan data daerah.")
    return record


def _cancelled(people: People) -> Made:
    record = portal.submitted(people)
    people.maker.does("satudata_workflow_case_cancel", id=record.case_id, reason="Tidak jadi.")
    return record


def adopted(people: People) -> Made:
    """Was public before the room, and has been edited since while it was public."""
    record = portal.published(people)
    model.Session.execute(sa.text(
        "UPDATE satudata_publication_record SET basis = 'adopted' WHERE package_id = :id"), {"id": record.id})
    model.Session.commit()
    people.maker.does("package_patch", id=record.id, version="2")
    return record


def _made_without_us(people: People) -> Made:
    """As made while the plugin was off: CKAN calls it public, and its activity too."""
    record = portal.published(people)
    shown = tk.get_action("package_show")({"ignore_auth": True, "user": ""}, {"id": record.id})
    data = {"package": shown, "actor": people.maker.name}
    model.Session.add(Activity(people.maker.id, record.id, "new package", data, ["public"]))
    model.Session.commit()
    return record


def _call_format(resource_id: str, mark: str) -> None:
    """A format that no other record has, for `format_autocomplete`; the loader of tables would not know it."""
    model.Session.execute(sa.text("UPDATE resource SET format = :f WHERE id = :id"), {"f": f"{mark}fmt", "id": resource_id})
    model.Session.commit()


def _forget(package_id: str) -> None:
    """No row of ours says that it may be public."""
    model.Session.execute(sa.text("DELETE FROM satudata_publication_record WHERE package_id = :id"), {"id": package_id})
    model.Session.commit()


def put_into(group_id: str, package_id: str) -> None:
    group = model.Group.get(group_id)
    model.Session.add(model.Member(group=group, table_id=package_id, table_name="package", capacity="public"))
    model.Session.commit()


def _view(record: Made) -> str:
    found = model.Session.scalars(
        sa.select(model.ResourceView.id).where(model.ResourceView.resource_id == record.resource_id)).first()
    if found is None:
        view = model.ResourceView(resource_id=record.resource_id, title="Tabel", view_type="datatables_view", order=0,
                                  config={})
        model.Session.add(view)
        model.Session.commit()
        found = view.id
    return found
