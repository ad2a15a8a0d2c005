"""What is wrong with an installation, in plain words: `ckan satudata doctor`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import redis
import rq
from ckan.cli.db import current_revision
from ckan.common import _
from ckan.lib import jobs
from ckan.lib.i18n import get_locales
from ckan.lib.plugins import get_permission_labels, lookup_package_plugin
from ckan.lib.redis import connect_to_redis

from ckanext.satudata import config, theme
from ckanext.satudata.interfaces import IDoctor

# They also chain actions, own forms or bring templates: the plugin that stands first wins.
AFTER_OURS = ("activity", "dcat", "structured_data", "scheming_datasets", "harvest", "ckan_harvester")
QUEUES = ("default", "satudata")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. A problem makes `doctor` fail, an advice does not."""

    level: Literal["problem", "advice"]
    sentence: str
    remedy: str


Check = Callable[[], Iterable[Finding]]


def examine() -> list[Finding]:
    """All findings of the shell's checks and of those that plugins add; problems come first."""
    checks: list[Check] = [plugin_order, labels_owner, dataset_form, pending_migrations, sql_search, activity_detail, workers,
                           colours, languages, cookies]
    for plugin in p.PluginImplementations(IDoctor):
        checks += plugin.doctor_checks()
    findings = [finding for check in checks for finding in run(check)]
    return sorted(findings, key=lambda finding: finding.level != "problem")


def run(check: Check) -> list[Finding]:
    """The findings of one check; a check that breaks is itself a finding."""
    try:
        return list(check())
    except Exception as error:
        name = getattr(check, "__name__", repr(check))
        sentence = _("The check {name} could not be made: {error}").format(name=name, error=error)
        remedy = _("Look whether the database, Solr and Redis answer, then run the doctor again.")
        return [Finding("problem", sentence, remedy)]


def plugin_names() -> list[str]:
    return tk.aslist(tk.config["ckan.plugins"])


def is_ours(name: str) -> bool:
    return name == "satudata" or name.startswith("satudata_")


def plugin_order() -> Iterator[Finding]:
    """All plugins of ours stand before those that would take their place."""
    names = plugin_names()
    others = [name for name in names if name in AFTER_OURS]
    if not others:
        return
    late = [name for name in names[names.index(others[0]) :] if is_ours(name)]
    if late:
        sentence = _("In ckan.plugins, {late} stands after {first}, which then takes precedence.")
        yield Finding(
            "problem",
            sentence.format(late=", ".join(late), first=others[0]),
            _("Move all satudata plugins to the beginning of ckan.plugins and restart CKAN."),
        )


def labels_owner() -> Iterator[Finding]:
    """CKAN asks one plugin only who may see what: with the room `publication` that must be ours."""
    if not p.plugin_loaded("satudata_publication"):
        return
    owner = getattr(get_permission_labels(), "name", "CKAN")
    if owner != "satudata_publication":
        sentence = _("{owner} decides who may see a dataset, not satudata_publication: unpublished data may be visible.")
        yield Finding(
            "problem",
            sentence.format(owner=owner),
            _("Put satudata_publication before {owner} in ckan.plugins and restart CKAN.").format(owner=owner),
        )


def dataset_form() -> Iterator[Finding]:
    """With the room `metadata` the form of datasets is made by scheming from our schema."""
    if not p.plugin_loaded("satudata_metadata"):
        return
    owner = lookup_package_plugin("dataset")
    name = getattr(owner, "name", "CKAN")
    if type(owner).__module__.startswith("ckanext.scheming.") or is_ours(name):
        return
    yield Finding(
        "problem",
        _("The form of datasets comes from {owner}, so the fields of Satu Data are missing.").format(owner=name),
        _("Enable scheming_datasets, set scheming.dataset_schemas = ckanext.satudata.schemas:dataset.yaml, or keep the "
          "portal's own schema there and set ckanext.satudata.metadata.extend = dataset, and restart CKAN."),
    )


def pending_migrations() -> Iterator[Finding]:
    """Each plugin's tables are as its code expects them."""
    states = {name: current_revision(name) for name in plugin_names() if p.plugin_loaded(name)}
    pending = [name for name, state in states.items() if state and not state.endswith("(head)")]
    if pending:
        yield Finding(
            "problem",
            _("The database is not up to date for: {plugins}.").format(plugins=", ".join(pending)),
            _("Run `ckan db upgrade` and restart CKAN."),
        )


def sql_search() -> Iterator[Finding]:
    """Source: CVE-2026-42031 and CVE-2026-42032, SQL past CKAN's permissions."""
    if tk.config["ckan.datastore.sqlsearch.enabled"] and p.plugin_loaded("datastore"):
        yield Finding(
            "problem",
            _("Anyone may send SQL to the DataStore, which has let strangers read tables that are not public."),
            _("Set ckan.datastore.sqlsearch.enabled = false."),
        )


def activity_detail() -> Iterator[Finding]:
    """An activity keeps the whole dataset as it was, with the permissions that it had then."""
    if p.plugin_loaded("activity") and tk.config["ckan.auth.public_activity_stream_detail"]:
        yield Finding(
            "problem",
            _("The details of old activities are public: they show a withdrawn dataset as it was."),
            _("Set ckan.auth.public_activity_stream_detail = false."),
        )


def workers() -> Iterator[Finding]:
    """Somebody works on each queue that we put jobs into."""
    try:
        listened = {queue for worker in rq.Worker.all(connection=connect_to_redis()) for queue in worker.queue_names()}
    except redis.RedisError as error:
        yield Finding(
            "problem",
            _("Redis does not answer, so no background job can run: {error}").format(error=error),
            _("Start Redis, or correct ckan.redis.url."),
        )
        return
    idle = [queue for queue in QUEUES if jobs.add_queue_name_prefix(queue) not in listened]
    if idle:
        yield Finding(
            "problem",
            _("No worker listens to the queue {queues}: tables are not loaded and messages are not sent.").format(
                queues=", ".join(idle)
            ),
            _("Start one and keep it running: `ckan jobs worker default satudata`."),
        )


def colours() -> Iterator[Finding]:
    """Text on the government's own colours can be read (WCAG 2.2, 1.4.3 and 1.4.11)."""
    try:
        tokens = theme.palette(config.ink(), config.accent())
    except theme.NoColour as wrong:
        yield Finding(
            "problem",
            _("{colour} is not a colour of the form #rrggbb, so the portal keeps its own colours.").format(colour=wrong),
            _("Correct ckanext.satudata.theme.ink or ckanext.satudata.theme.accent."),
        )
        return
    faint = [pair for pair in theme.pairs(tokens) if not pair.is_readable]
    for pair in faint:
        sentence = _("The colour {above} on {below} has a contrast of {ratio}; people need {least}.")
        yield Finding(
            "problem",
            sentence.format(above=pair.above, below=pair.below, ratio=f"{pair.ratio:.1f}", least=pair.least),
            _("Choose a darker colour in ckanext.satudata.theme.ink or ckanext.satudata.theme.accent."),
        )


def languages() -> Iterator[Finding]:
    """People are answered in Indonesian; a portal may offer other languages beside it."""
    offered = get_locales()
    if "id" not in offered:
        yield Finding(
            "advice",
            _("The portal does not offer Indonesian."),
            _("Set ckan.locale_default = id and add id to ckan.locales_offered, then restart CKAN."),
        )
    elif tk.config["ckan.locale_default"] != "id":
        yield Finding(
            "advice",
            _("Whoever has not chosen a language reads the portal in {language}.").format(
                language=tk.config["ckan.locale_default"]
            ),
            _("Set ckan.locale_default = id and restart CKAN."),
        )


def cookies() -> Iterator[Finding]:
    """CKAN 2.12 stops asking for the token of a form, in a process, once a visitor without login has asked for its page:
    what then protects CKAN's own forms is that browsers send the cookie of a login from the portal's own pages only.
    """
    for option in ("SESSION_COOKIE_SAMESITE", "REMEMBER_COOKIE_SAMESITE"):
        if (tk.config.get(option) or "").lower() not in ("lax", "strict"):
            yield Finding(
                "advice",
                _("Browsers may send the login of the portal along with forms of other sites ({option}).").format(
                    option=option
                ),
                _("Set {option} = Lax.").format(option=option),
            )
