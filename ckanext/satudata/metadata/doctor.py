"""What can be wrong with the metadata of a portal; part of `ckan satudata doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import ckan.model as model
import ckan.plugins as p
from ckan.plugins.toolkit import _

from ckanext.satudata.doctor import Check, Finding

from . import config, extension_messages, extensions, portal_rules, schemas, service, vocabularies, vocabulary_check
from .model import Table
from .model.table import FAILED, WAITING, now

PATIENCE = timedelta(minutes=10)


def checks() -> list[Check]:
    """All checks of this room."""
    return [own_schema, extended, lists, own_rules, datastore, tables]


def own_schema() -> Iterator[Finding]:
    """The fields of Satu Data are there."""
    if not schemas.is_ours("dataset"):
        yield Finding(
            "advice",
            _("Datasets have a schema of the portal's own, so the fields of Satu Data are missing from the form."),
            _("Set ckanext.satudata.metadata.extend = dataset to have them beside the portal's own fields, or "
              "scheming.dataset_schemas = ckanext.satudata.schemas:dataset.yaml to have ours only, and restart CKAN."),
        )
    elif missing := [name for name in config.OWN_TYPES if schemas.of_type(name) is None]:
        yield Finding(
            "advice",
            _("Nobody can describe these here, because scheming has no schema of theirs: {types}.").format(
                types=", ".join(missing)),
            _("Add {schemas} to scheming.dataset_schemas, ckanext.satudata.schemas:presets.yaml to scheming.presets if it is "
              "not there, restart CKAN, and run `ckan search-index rebuild`.").format(
                schemas=" ".join(f"ckanext.satudata.schemas:{name}.yaml" for name in missing)),
        )


def extended() -> Iterator[Finding]:
    """A portal's own schemas that shall have our fields do, and no field has two meanings."""
    for package_type in config.extend():
        if fault := extensions.fault_of(package_type):
            yield Finding("problem", *extension_messages.not_extended(package_type, fault))
        for clash in extensions.clashes_of(package_type):
            yield Finding("advice", *extension_messages.clash(package_type, clash))


def lists() -> Iterator[Finding]:
    """Every code list is in order; the portal's own files are named."""
    own = [fault for name in vocabularies.own_names() if (fault := vocabularies.fault_of_own(name))]
    for fault in own:
        yield Finding("problem", _("A code list of this portal is left out, because its file cannot be used: {fault}").format(
            fault=fault), _("Correct the file, run `ckan satudata-metadata vocabularies check`, and restart CKAN."))
    if faults := [fault for fault in vocabulary_check.faults() if fault not in own]:
        yield Finding("problem", _("{n} things are wrong with the code lists.").format(n=len(faults)),
                      _("`ckan satudata-metadata vocabularies check` names each of them."))


def own_rules() -> Iterator[Finding]:
    """The portal's own conditions between answers can be used."""
    if faults := portal_rules.faults():
        yield Finding("problem", _("The rules of this portal are not used, because their file is broken: {faults}").format(
            faults="; ".join(faults)), _("Correct the file named by ckanext.satudata.metadata.rules and restart CKAN."))


def datastore() -> Iterator[Finding]:
    """There is a DataStore to load tables into."""
    if not p.plugin_loaded("datastore"):
        yield Finding("advice", _("The DataStore is not enabled, so no uploaded table can be viewed or downloaded in parts."),
                      _("Add datastore to ckan.plugins, set its two addresses, and restart CKAN."))


def tables() -> Iterator[Finding]:
    """No table failed, and none has been waiting for long."""
    if not service.is_ready():
        return
    failed = model.Session.query(Table).filter_by(status=FAILED).count()
    if failed:
        yield Finding("advice", _("{n} tables could not be loaded.").format(n=failed),
                      _("`ckan satudata-metadata tables status` lists them; the worker's log says why."))
    late = model.Session.query(Table).filter(Table.status == WAITING, Table.updated_at < now() - PATIENCE).count()
    if late:
        yield Finding("advice", _("{n} tables have been waiting for more than ten minutes.").format(n=late),
                      _("Start a worker (`ckan jobs worker default satudata`), then run "
                        "`ckan satudata-metadata tables resume`."))
