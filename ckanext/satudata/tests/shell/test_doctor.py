"""Each check of the doctor with a good and a bad configuration, on the real database, Redis and CKAN."""

import inspect

import ckan.plugins as p
import pytest
from ckan.cli.db import _run_migrations
from ckan.lib.jobs import Worker
from ckan.lib.plugins import DefaultPermissionLabels

from ckanext.satudata import doctor
from ckanext.satudata.cli import satudata
from ckanext.satudata.interfaces import IDoctor

OURS = "satudata satudata_publication satudata_workflow satudata_metadata"
OTHERS = "activity datastore scheming_datasets dcat structured_data harvest ckan_harvester"

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db")


class StrangeLabels(p.SingletonPlugin, DefaultPermissionLabels):
    """Somebody else's idea of who may see what."""

    p.implements(p.IPermissionLabels)


class StrangeForm(p.SingletonPlugin, p.toolkit.DefaultDatasetForm):
    """Somebody else's form for datasets."""

    p.implements(p.IDatasetForm)

    def package_types(self):
        return ["dataset"]

    def is_fallback(self):
        return False


class Checked(p.SingletonPlugin):
    """A room with two checks of its own, one of which breaks."""

    p.implements(IDoctor)

    def doctor_checks(self):
        def finds_something():
            yield doctor.Finding("advice", "The pond is empty.", "Fill it.")

        def breaks():
            raise ConnectionError("no answer")

        return [finds_something, breaks]


@pytest.fixture
def worker(reset_redis):
    """A worker that listens to both queues, as `ckan jobs worker default satudata` registers it."""
    reset_redis("rq:*")
    registered = Worker(["default", "satudata"])
    registered.register_birth()
    yield registered
    registered.register_death()


def sentences(check):
    return [finding.sentence for finding in doctor.run(check)]


@pytest.mark.parametrize(
    ("plugins", "late"),
    [
        (f"{OURS} {OTHERS}", None),
        (f"image_view {OURS} {OTHERS}", None),  # a view takes no place of ours
        (OURS, None),
        (f"satudata dcat {OURS.removeprefix('satudata ')}", "satudata_publication, satudata_workflow, satudata_metadata"),
        (f"{OTHERS} {OURS}", OURS.replace(" ", ", ")),
    ],
)
def test_plugin_order(plugins, late, ckan_config, monkeypatch):
    # Only the list is read: the plugins of the test stay loaded.
    monkeypatch.setitem(ckan_config, "ckan.plugins", plugins.split())
    found = sentences(doctor.plugin_order)
    assert (late in found[0]) if late else not found


def test_labels_owner__ours():
    assert sentences(doctor.labels_owner) == []


@pytest.mark.ckan_config("ckan.plugins", f"StrangeLabels {OURS} {OTHERS}")
@pytest.mark.provide_plugin("StrangeLabels", StrangeLabels)
def test_labels_owner__another_plugin_stands_first():
    assert "StrangeLabels decides" in sentences(doctor.labels_owner)[0]


@pytest.mark.ckan_config("ckan.plugins", "StrangeLabels satudata")
@pytest.mark.provide_plugin("StrangeLabels", StrangeLabels)
def test_labels_owner__without_the_room_others_may():
    assert sentences(doctor.labels_owner) == []


def test_dataset_form__scheming_with_our_schema():
    assert sentences(doctor.dataset_form) == []


@pytest.mark.ckan_config("ckan.plugins", f"StrangeForm {OURS} {OTHERS.replace('scheming_datasets', '')}")
@pytest.mark.provide_plugin("StrangeForm", StrangeForm)
def test_dataset_form__another_plugin():
    assert "StrangeForm" in sentences(doctor.dataset_form)[0]


@pytest.mark.ckan_config("ckan.plugins", "StrangeForm satudata")
@pytest.mark.provide_plugin("StrangeForm", StrangeForm)
def test_dataset_form__a_portal_that_keeps_its_own():
    assert sentences(doctor.dataset_form) == []


def test_pending_migrations():
    assert sentences(doctor.pending_migrations) == []
    _run_migrations("activity", "base", forward=False)
    try:
        assert sentences(doctor.pending_migrations) == ["The database is not up to date for: activity."]
    finally:
        _run_migrations("activity")


@pytest.mark.parametrize("option", ["ckan.datastore.sqlsearch.enabled", "ckan.auth.public_activity_stream_detail"])
def test_leaking_options(option, ckan_config, monkeypatch):
    check = doctor.sql_search if "datastore" in option else doctor.activity_detail
    assert doctor.run(check) == []
    monkeypatch.setitem(ckan_config, option, True)
    (finding,) = doctor.run(check)
    assert finding.level == "problem"
    assert f"{option} = false" in finding.remedy


@pytest.mark.parametrize(
    ("default", "offered", "said"),
    [
        ("id", ["id", "en"], []),
        ("id", [], []),  # CKAN then offers all that it has
        ("en", ["en", "id"], ["Whoever has not chosen a language reads the portal in en."]),
        ("en", ["en", "de"], ["The portal does not offer Indonesian."]),
    ],
)
def test_languages(default, offered, said, ckan_config, monkeypatch):
    monkeypatch.setattr("ckan.lib.i18n.locales", None)  # CKAN keeps the list
    monkeypatch.setitem(ckan_config, "ckan.locale_default", default)
    monkeypatch.setitem(ckan_config, "ckan.locales_offered", offered)
    monkeypatch.setitem(ckan_config, "ckan.locale_order", [])
    found = doctor.run(doctor.languages)
    assert [finding.sentence for finding in found] == said
    assert {finding.level for finding in found} <= {"advice"}


def test_workers__one_that_listens_to_both_queues(worker):
    assert sentences(doctor.workers) == []


def test_workers__nobody(reset_redis):
    reset_redis("rq:*")
    assert "default, satudata" in sentences(doctor.workers)[0]


def test_workers__one_that_leaves_our_queue_out(reset_redis):
    reset_redis("rq:*")
    worker = Worker(["default"])
    worker.register_birth()
    assert sentences(doctor.workers)[0].startswith("No worker listens to the queue satudata:")
    worker.register_death()


def test_workers__redis_is_down(monkeypatch, ckan_config):
    monkeypatch.setitem(ckan_config, "ckan.redis.url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr("ckan.lib.redis._connection_pool", None)
    assert sentences(doctor.workers)[0].startswith("Redis does not answer")


@pytest.mark.with_plugins({"checked": Checked})
def test_a_room_adds_checks__and_a_broken_one_is_a_finding():
    findings = {finding.sentence: finding.level for finding in doctor.examine()}
    assert findings["The pond is empty."] == "advice"
    assert findings["The check breaks could not be made: no answer"] == "problem"


def test_every_check_of_the_shell_is_made(monkeypatch):
    made = []
    monkeypatch.setattr(doctor, "run", lambda check: made.append(check) or [])
    doctor.examine()
    helpers = {doctor.is_ours, doctor.plugin_names, doctor.run, doctor.examine}
    own = {value for value in vars(doctor).values() if inspect.isfunction(value) and value.__module__ == doctor.__name__}
    checks = {value for value in own - helpers if not inspect.signature(value).parameters}
    assert doctor.cookies in checks and checks <= set(made)


@pytest.mark.usefixtures("with_request_context")
def test_command__all_well(cli, worker):
    result = cli.invoke(satudata, ["doctor"])
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "No problem was found."), result.output


@pytest.mark.ckan_config("ckan.auth.public_activity_stream_detail", True)
@pytest.mark.usefixtures("with_request_context")
def test_command__a_problem(cli, worker):
    result = cli.invoke(satudata, ["doctor"])
    assert result.exit_code == 1
    assert "Problem: The details of old activities are public" in result.output
    assert "→ Set ckan.auth.public_activity_stream_detail = false." in result.output
    assert result.output.strip().endswith("1 problem.")


@pytest.mark.parametrize("option", ["SESSION_COOKIE_SAMESITE", "REMEMBER_COOKIE_SAMESITE"])
def test_cookies__of_other_sites(option, ckan_config, monkeypatch):
    for name in ("SESSION_COOKIE_SAMESITE", "REMEMBER_COOKIE_SAMESITE"):
        monkeypatch.setitem(ckan_config, name, "Lax")
    assert sentences(doctor.cookies) == []
    monkeypatch.setitem(ckan_config, option, "None")
    (finding,) = doctor.run(doctor.cookies)
    assert finding.level == "advice" and f"{option} = Lax" in finding.remedy
