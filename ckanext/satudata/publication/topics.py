"""The governed package as the engine sees it: a topic of cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.satudata.metadata.shared import field_url, form_url
from ckanext.satudata.workflow.shared import CONTENT, Overview, Situation, actors_since, record_stream

from . import events, journal, records, revisions, sealing
from .model import Record, Revision

SEAL = "publication.seal"
FILES = "resources"     # stands among the fields that a reviewer may name


class PackageTopic:
    """A package of one governed type."""

    def __init__(self, package_type: str) -> None:
        self.package_type = package_type

    def lock(self, topic_id: str) -> None:
        records.lock(topic_id)

    def seal(self, topic_id: str) -> str | None:
        record = records.get(topic_id)
        present = record and (record.seal or record.live)
        # without the content, which is large and asked for often
        return model.Session.scalar(sa.select(Revision.sha256).where(Revision.id == present)) if present else None

    def seals(self, topic_ids: Collection[str]) -> dict[str, str | None]:
        model.Session.flush()       # what was sealed a moment ago counts
        present = sa.func.coalesce(Record.seal, Record.live)
        rows = model.Session.execute(
            sa.select(Record.package_id, Revision.sha256).join(Revision, Revision.id == present)
            .where(Record.package_id.in_(list(topic_ids))))
        found = {package_id: sha256 for package_id, sha256 in rows}
        return {id_: found.get(id_) for id_ in topic_ids}

    def makers_of(self, topic_ids: Collection[str]) -> dict[str, frozenset[str]]:
        return _makers_of(topic_ids)

    def makers(self, topic_id: str) -> frozenset[str]:
        """Who changed the content since the last published version, in any round, and every submitter (design §7.3)."""
        return _makers_of([topic_id])[topic_id]

    def organization(self, topic_id: str) -> tuple[str | None, str | None]:
        package = model.Package.get(topic_id)
        office = model.Group.get(package.owner_org) if package is not None and package.owner_org else None
        return (office.id, office.title or office.name) if office else (None, None)

    def titles(self, topic_ids: Collection[str]) -> dict[str, str]:
        rows = model.Session.execute(
            sa.select(model.Package.id, model.Package.title, model.Package.name).where(model.Package.id.in_(list(topic_ids)))
        )
        return {row.id: row.title or row.name for row in rows}

    def url(self, topic_id: str) -> str:
        return tk.url_for(f"{self.package_type}.read", id=topic_id)

    def entered(self, situation: Situation) -> None:
        """At the step that seals, the makers work; at every other, nobody changes the content."""
        if situation.case.lane != CONTENT:      # a check of its quality, say, leaves the content to its own case
            return
        is_making = SEAL in situation.step.does or any(SEAL in d.does for d in situation.step.decisions.values())
        for topic in situation.topics:
            record = records.get(topic.topic_id)
            if record is not None and is_making and record.frozen:
                records.thaw(record)

    def closed(self, situation: Situation) -> None:
        """The end of a case never makes anything public; it lets the makers go on with what is not."""
        if situation.case.lane != CONTENT:
            return
        for topic in situation.topics:
            record = records.get(topic.topic_id)
            if record is not None and (record.frozen or record.seal is not None or not records.is_public(record)):
                records.forget_seal(record)
                situation.afterwards.append(journal.begin(topic.topic_id, None))

    def moved(self, topic_id: str, from_case: str, to_case: str) -> None:
        """What was sealed in the case before is what the new one is about, and is compared with."""
        of_record = (Revision.package_id == topic_id, Revision.case_id == from_case)
        model.Session.execute(sa.update(Revision).where(*of_record).values(case_id=to_case))

    def page(self, topic_id: str) -> dict[str, Any]:
        """The sealed content for the case page: what is approved is what is shown; where its makers change it, if they may."""
        record = records.get(topic_id)
        found = records.seal_of(record)
        is_open = record is not None and not records.is_closed(record)
        edit_url = self._form_url(topic_id) if is_open else None
        if found is None:
            return {"content": None, "snippet": None, "edit_url": edit_url, "makers": ()}
        content = {
            "sealed_at": found.sealed_at.isoformat(),
            "package": sealing.in_form_order(self.package_type, found.content["package"]),
            "tags": found.content["tags"],
            "variabel": found.content.get(sealing.VARIABEL, []),
            "no": found.no,
            "type": self.package_type,
            "package_id": topic_id,
            "resources": _with_evidence(found.content["resources"], found.resources),
        }
        shown = {"content": content, "snippet": "satudata_publication/snippets/sealed.html"}
        return shown | {"edit_url": edit_url, "makers": found.makers}

    def compare(self, topic_id: str, case_id: str, *, against: int | None, approved: str | None) -> dict[str, Any] | None:
        """What changed since the other side, if there is one."""
        record = records.get(topic_id)
        known = revisions.known([topic_id]).get(topic_id, []) if record is not None else []
        present = next((one for one in known if record is not None and one.id == (record.seal or record.live)), None)
        if record is None or present is None or present.case_id != case_id:
            return None
        choices = revisions.others(present, known, record.live)
        before = next((one for one in choices if one.no == against), None)
        before = before or revisions.other_side(present, choices, record.live, approved)
        if before is None:
            return None
        content = revisions.shown(self.package_type, present, choices, before, record.live)
        return {"content": content, "snippet": "satudata_publication/snippets/compared.html"}

    def overviews(self, case_of: Mapping[str, str], approved: Mapping[str, str]) -> dict[str, Overview]:
        ids = list(case_of)
        known, standing, makers = revisions.known(ids), revisions.standing(ids), _makers_of(ids)
        present: dict[str, revisions.Known] = {}
        before: dict[str, revisions.Known] = {}
        for topic_id, (present_id, live) in standing.items():
            for one in known.get(topic_id, []):
                if one.id == present_id:
                    present[topic_id] = one
                    choices = revisions.others(one, known[topic_id], live)
                    if other := revisions.other_side(one, choices, live, approved.get(topic_id)):
                        before[topic_id] = other
        sides = revisions.contents(one.id for topic_id in before for one in (before[topic_id], present[topic_id]))
        return {
            topic_id: Overview(
                seal=present[topic_id].sha256 if topic_id in present else None,
                revision=present[topic_id].no if topic_id in present else None,
                changes=revisions.overview(present.get(topic_id), before.get(topic_id), sides),
                makers=makers[topic_id],
            )
            for topic_id in ids
        }

    def titled(self, words: str) -> sa.Select[tuple[str]]:
        package = model.Package
        holds = sa.or_(package.title.icontains(words, autoescape=True), package.name.icontains(words, autoescape=True))
        return sa.select(package.id).where(package.type == self.package_type, holds)

    def field_labels(self, topic_id: str) -> dict[str, str]:
        labels = {name: revisions.label(self.package_type, name) for name in sealing.form_fields(self.package_type)}
        return labels | {FILES: tk._("Files")}

    def _form_url(self, topic_id: str) -> str:
        """The form as a list of tasks where the room `metadata` is on, else CKAN's."""
        if p.plugin_loaded("satudata_metadata"):
            return form_url({"type": self.package_type, "name": topic_id})
        return tk.url_for(f"{self.package_type}.edit", id=topic_id)

    def field_url(self, topic_id: str, field: str) -> str:
        if p.plugin_loaded("satudata_metadata"):
            return field_url({"type": self.package_type, "name": topic_id}, field)
        return f"{tk.url_for(f'{self.package_type}.edit', id=topic_id)}#field-{field}"


def _makers_of(topic_ids: Collection[str]) -> dict[str, frozenset[str]]:
    since = actors_since([record_stream(id_) for id_ in topic_ids], events.MAKING, events.RECORD_PUBLISHED)
    rows = model.Session.execute(
        sa.select(model.Package.id, model.Package.creator_user_id).where(model.Package.id.in_(list(topic_ids)))
    )
    creators = {row.id: row.creator_user_id for row in rows}
    found = {}
    for topic_id in topic_ids:
        makers, was_published = since[record_stream(topic_id)]
        if not was_published and creators.get(topic_id):
            makers |= {creators[topic_id]}  # an adopted record has no event of its making
        found[topic_id] = makers
    return found


def _with_evidence(resources: list[dict[str, Any]], evidence: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = {entry["id"]: entry for entry in evidence}
    return [resource | {"rows": rows.get(resource["id"], {}).get("rows")} for resource in resources]
