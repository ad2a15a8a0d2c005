"""The governed package as the engine sees it: a topic of cases."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.satudata.workflow.shared import Event, Situation, actors_of, record_stream

from . import events, journal, records, sealing

SEAL = "publication.seal"


class PackageTopic:
    """A package of one governed type."""

    def __init__(self, package_type: str) -> None:
        self.package_type = package_type

    def lock(self, topic_id: str) -> None:
        records.lock(topic_id)

    def seal(self, topic_id: str) -> str | None:
        found = records.seal_of(records.get(topic_id))
        return found.sha256 if found else None

    def makers(self, topic_id: str) -> frozenset[str]:
        """Who changed the content since the last published version, in any round, and every submitter (design §7.3)."""
        stream = record_stream(topic_id)
        published = model.Session.scalar(
            sa.select(sa.func.max(Event.seq)).where(Event.stream == stream, Event.type == events.RECORD_PUBLISHED)
        )
        makers = actors_of(stream, events.MAKING, after=published or 0)
        if published is None and (package := model.Package.get(topic_id)) is not None and package.creator_user_id:
            makers |= {package.creator_user_id}  # an adopted record has no event of its making
        return makers

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
        is_making = SEAL in situation.step.does or any(SEAL in d.does for d in situation.step.decisions.values())
        for topic in situation.topics:
            record = records.get(topic.topic_id)
            if record is not None and is_making and record.frozen:
                records.thaw(record)

    def closed(self, situation: Situation) -> None:
        """The end of a case never makes anything public; it lets the makers go on with what is not."""
        for topic in situation.topics:
            record = records.get(topic.topic_id)
            if record is not None and (record.frozen or record.seal is not None or not records.is_public(record)):
                records.forget_seal(record)
                situation.afterwards.append(journal.begin(topic.topic_id, None))

    def page(self, topic_id: str) -> dict[str, Any]:
        """The sealed content for the case page: what is approved is what is shown; where its makers change it, if they may."""
        record = records.get(topic_id)
        found = records.seal_of(record)
        is_open = record is not None and not records.is_closed(record)
        edit_url = tk.url_for(f"{self.package_type}.edit", id=topic_id) if is_open else None
        if found is None:
            return {"content": None, "snippet": None, "edit_url": edit_url}
        content = {
            "package": sealing.in_form_order(self.package_type, found.content["package"]),
            "tags": found.content["tags"],
            "no": found.no,
            "type": self.package_type,
            "package_id": topic_id,
            "resources": _with_evidence(found.content["resources"], found.resources),
        }
        return {"content": content, "snippet": "satudata_publication/snippets/sealed.html", "edit_url": edit_url}


def _with_evidence(resources: list[dict[str, Any]], evidence: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = {entry["id"]: entry for entry in evidence}
    return [resource | {"rows": rows.get(resource["id"], {}).get("rows")} for resource in resources]
