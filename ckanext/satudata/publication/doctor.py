"""What can be wrong with what the public sees; part of `ckan satudata doctor`."""

from __future__ import annotations

from collections.abc import Iterator

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.uploader import get_resource_uploader

from ckanext.satudata.doctor import Check, Finding

from . import hidden, journal, records, sources, uploader
from .model import Pin, Record

_ = tk._


def checks() -> list[Check]:
    if not records.tables_exist():
        return []  # the shell's own check names the pending migrations
    return [without_ground, untold_adoption, unfinished, changed_sources, files_of_others, lost_files]


def without_ground() -> Iterator[Finding]:
    """A public package of a governed type without a row of ours, made while the plugin was off: hidden everywhere."""
    names = sorted(hidden.public_without_ground())
    if names:
        yield Finding(
            "problem",
            _("{n} public records have no ground to be public and are hidden: {names}.").format(
                n=len(names), names=_some(names)
            ),
            _("If they were public before, run `ckan satudata-publication adopt`, then `ckan search-index rebuild`."),
        )


def untold_adoption() -> Iterator[Finding]:
    waiting = sa.select(sa.func.count()).select_from(Record).where(Record.adoption.is_(None), Record.basis == records.ADOPTED)
    if n := model.Session.scalar(waiting):
        yield Finding(
            "advice",
            _("The event log does not tell yet that {n} records were adopted.").format(n=n),
            _("Run `ckan satudata-publication adopt`."),
        )


def unfinished() -> Iterator[Finding]:
    if waiting := journal.unfinished():
        yield Finding(
            "problem",
            _("{n} publications were interrupted, so the search lags behind.").format(n=len(waiting)),
            _("Run `ckan satudata-publication resume`, and let cron run it every few minutes."),
        )


def changed_sources() -> Iterator[Finding]:
    """An approval names the address, kind and settings of a source: what it is now, nobody has approved."""
    if ids := sources.changed():
        yield Finding(
            "problem",
            _("{n} harvest sources were changed after they had been approved: {ids}.").format(n=len(ids), ids=_some(ids)),
            _("Look at them, then run `ckan satudata-publication approve-source`; until then their new records stay private."),
        )


def files_of_others() -> Iterator[Finding]:
    """CKAN asks the first plugin with an uploader; files that go elsewhere are not sealed by their content."""
    if not isinstance(get_resource_uploader({}), uploader.PinnedUpload):
        owner = next((x.name for x in p.PluginImplementations(p.IUploader)), "CKAN")
        yield Finding(
            "problem",
            _("Files of resources are stored by {owner}, not by satudata_publication.").format(owner=owner),
            _("Put satudata_publication before {owner} in ckan.plugins and restart CKAN.").format(owner=owner),
        )


def lost_files() -> Iterator[Finding]:
    """Pins whose file is not in the store: web and workers must share the folder."""
    pins = model.Session.execute(sa.select(Pin.resource_id, Pin.blob).where(Pin.blob.is_not(None), Pin.removed.is_(False)))
    lost = [resource_id for resource_id, blob in pins if not uploader.store().path(blob).exists()]
    if lost:
        yield Finding(
            "problem",
            _("The stored files of {n} resources are missing: {ids}.").format(n=len(lost), ids=_some(lost)),
            _("Restore ckan.storage_path from the backup; every web process and worker must see the same folder."),
        )


def _some(names: list[str]) -> str:
    return ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
