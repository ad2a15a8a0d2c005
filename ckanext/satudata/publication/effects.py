"""Consequences of steps: sealing the content, publishing the sealed content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.satudata.workflow.shared import (
    PUBLIC,
    CaseTopic,
    DecisionRefused,
    Problem,
    Situation,
    give_number,
    is_approved,
    record,
    record_stream,
)

from . import events, journal, previews, records, sealing, tables, uploader
from .model import Pin, Revision
from .topics import PackageTopic


def seal(situation: Situation) -> None:
    """Seal the present content of the records of a case; it is frozen until the case returns it or ends.

    The same content sealed again keeps its revision, and with it the approvals that name its hash.
    """
    for topic in situation.topics:
        _seal(situation, topic)
    give_number(situation.case)  # last: the counter is locked from here on, and reading tables takes its time


def _seal(situation: Situation, topic: CaseTopic) -> None:
    package = model.Package.get(topic.topic_id)
    row = records.lock(topic.topic_id)
    assert package is not None and row is not None
    if records.is_public(row):
        raise DecisionRefused("not_ready", (Problem("publication.is_public"),))
    if package.state == "draft":  # the form's own state: what is submitted is a whole record
        package.state = "active"
        model.Session.flush()
    content = sealing.content_of(topic.topic_id)
    sha256, latest = sealing.digest(content), sealing.latest(topic.topic_id)
    evidence = sealing.evidence_of(content)
    same = latest is not None and (latest.sha256, latest.case_id, latest.resources) == (sha256, situation.case.id, evidence)
    if latest is None or not same:
        latest = _new_revision(situation, topic, package, content, sha256)
    records.freeze(row, latest)
    record(
        record_stream(topic.topic_id),
        events.RECORD_SEALED,
        situation.actor,
        office=situation.office,
        data={"no": latest.no, "sha256": sha256, "case": situation.case.id},
    )
    situation.afterwards.append(journal.begin(topic.topic_id, None))  # from now on all offices of the case may read it
    situation.afterwards.append(partial(previews.ask, topic.topic_id))


def _new_revision(situation: Situation, topic: CaseTopic, package: model.Package, content: dict, sha256: str) -> Revision:
    revision = Revision(
        package_id=topic.topic_id,
        no=sealing.next_number(topic.topic_id),
        case_id=situation.case.id,
        content=content,
        resources=sealing.evidence_of(content),
        sha256=sha256,
        base=package.metadata_modified.isoformat(),
        makers=sorted(PackageTopic(package.type).makers(topic.topic_id) | situation.actor.persons),
        sealed_by=situation.actor.user_id,
    )
    model.Session.add(revision)
    model.Session.flush()
    return revision


def publish(situation: Situation) -> None:
    """Make the sealed content public: one transaction, then index and files as steps that can be repeated.

    Refuses (nothing is changed then) unless the content is byte for byte the sealed one, each step that the case has
    passed approved this hash, and none of those who approved is a maker. Design §7.2; `situation` is under the lock of
    the case.

    Raises:
        DecisionRefused: one of these does not hold
    """
    for topic in situation.topics:
        _publish(situation, topic)


def _publish(situation: Situation, topic: CaseTopic) -> None:
    row, package = records.lock(topic.topic_id), model.Package.get(topic.topic_id)
    revision = model.Session.get(Revision, row.seal) if row is not None and row.seal else None
    if row is None or package is None or revision is None or not row.frozen:
        raise DecisionRefused("nothing_sealed")
    _still_the_sealed_one(topic, revision)
    if not is_approved(situation, topic):
        raise DecisionRefused("not_ready", (Problem("publication.not_approved"),))
    package.private = False
    package.metadata_modified = datetime.now(timezone.utc).replace(tzinfo=None)  # CKAN's column has no zone
    records.publish(row, revision)
    record(
        record_stream(package.id),
        events.RECORD_PUBLISHED,
        situation.actor,
        office=situation.office,
        audience=PUBLIC,
        data={"no": revision.no, "sha256": revision.sha256, "case": situation.case.id},
    )
    situation.afterwards.append(journal.begin(package.id, revision.id))
    situation.afterwards.append(partial(previews.ask, package.id))


def _still_the_sealed_one(topic: CaseTopic, revision: Revision) -> None:
    content = sealing.content_of(topic.topic_id)
    if sealing.digest(content) != revision.sha256:
        raise DecisionRefused("not_ready", (Problem("publication.content_changed"),))
    sealed = {entry["id"]: entry for entry in revision.resources}
    for resource in content["resources"]:
        name = resource.get("name") or resource.get("file") or ""
        entry = sealed[resource["id"]]
        if p.plugin_loaded("datastore") and tables.evidence(resource["id"]) != {
            k: entry[k] for k in ("rows", "checksum") if k in entry
        }:
            raise DecisionRefused("not_ready", (Problem("publication.table_changed", None, {"name": name}),))
        if resource.get("sha256") and not _stored_whole(resource):
            raise DecisionRefused("not_ready", (Problem("publication.file_missing", None, {"name": name}),))


def _stored_whole(resource: dict) -> bool:
    """The file of a resource is there with its size; CKAN's own file (no pin) was hashed a moment ago."""
    pin = model.Session.get(Pin, resource["id"])
    if pin is None or not pin.blob:
        return True
    path = uploader.store().path(pin.blob)
    return path.exists() and path.stat().st_size == resource["size"]


def labels() -> dict[str, Callable[[], str]]:
    """Words of the buttons that finish a step with one of these effects."""
    return {"publication.seal": lambda: tk._("Submit for checking"), "publication.publish": lambda: tk._("Publish")}
