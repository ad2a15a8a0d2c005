"""The wheel holds everything, and works in an environment that has never seen our sources."""

import configparser
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

from ckanext.satudata.tests.packaging import wheel as wheels

LOAD = """
import json, sys
import ckan.plugins as p
from ckan.cli import load_config
from ckan.config.middleware import make_app
app = make_app(load_config(sys.argv[1]))
import ckan.plugins.toolkit as tk
from flask_babel import force_locale
from importlib.resources import files
flask_app = app._wsgi_app
with flask_app.test_request_context(), force_locale("id"):
    translated = {text: tk._(text) for text in json.loads(sys.argv[2])}
names = tk.aslist(tk.config["ckan.plugins"])
print(json.dumps({
    "plugins": {name: sys.modules[type(p.get_plugin(name)).__module__].__file__ for name in names if p.plugin_loaded(name)},
    "schemas": sorted(tk.get_action("scheming_dataset_schema_list")({}, {})),
    "translated": translated,
    "templates": [name for name in json.loads(sys.argv[3]) if flask_app.jinja_env.get_template(name)],
    "schemas_folder": str(files("ckanext.satudata.schemas")),
}))
"""
MIGRATE = """
import json, sys
from pathlib import Path
from alembic.config import Config
from alembic.script import ScriptDirectory
import ckanext.satudata
folder = Path(ckanext.satudata.__file__).parent / "migration"
heads = {}
for ini in sorted(folder.glob("*/alembic.ini")):
    config = Config(str(ini))
    config.set_main_option("script_location", str(ini.parent))
    heads[ini.parent.name] = len(list(ScriptDirectory.from_config(config).walk_revisions()))
print(json.dumps(heads))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return wheels.build(tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="module")
def python(built, tmp_path_factory):
    return wheels.environment(tmp_path_factory.mktemp("clean") / "venv", built.wheel)


def test_the_wheel_holds_each_file_of_the_sources_and_nothing_else(built):
    names = set(zipfile.ZipFile(built.wheel).namelist())
    ours = {name for name in names if name.startswith("ckanext/")}
    expected = wheels.expected_in_wheel()
    assert sorted(expected - ours) == []
    assert sorted(ours - expected) == []
    others = {name.split("/")[0] for name in names - ours}
    assert {name.split("-")[0] for name in others} == {"ckanext_satudata"}  # *.dist-info and *-nspkg.pth


def test_the_sdist_holds_the_tests_too(built):
    names = {name.partition("/")[2] for name in tarfile.open(built.sdist).getnames()}
    tests = {path.relative_to(wheels.ROOT).as_posix() for path in wheels.files_below(wheels.ROOT / "ckanext/satudata/tests")}
    assert sorted(tests - names) == []
    assert {"test.ini", "conftest.py", "ckanext/__init__.py", "LICENSE", "dev/stack.py"} <= names


def test_the_tables_of_the_demo_stay_in_the_repository(built):
    """They belong to the offices that published them."""
    names = [*tarfile.open(built.sdist).getnames(), *zipfile.ZipFile(built.wheel).namelist()]
    assert [name for name in names if "demo/tables" in name or name.endswith("t-jumlah-sekolah-sd.csv")] == []
    assert any(name.endswith("dev/demo/load.py") for name in names)


def our_templates():
    folders = (wheels.ROOT / "ckanext/satudata").glob("**/templates")
    return sorted({path.relative_to(folder).as_posix() for folder in folders for path in wheels.files_below(folder)})


def some_messages():
    """Short messages with a translation of their own."""
    with (wheels.ROOT / "i18n/id/LC_MESSAGES/ckanext-satudata.po").open("rb") as file:
        catalog = read_po(file)
    return {
        message.id: message.string
        for message in catalog
        if message.id and isinstance(message.id, str) and message.string and not message.context
    }


def test_a_ckan_without_our_sources_loads_every_plugin(python, tmp_path):
    """In a real CKAN with the databases of this slot: plugins, templates, schemas and translations come from the wheel."""
    ini = tmp_path / "test.ini"
    ini.write_text((wheels.ROOT / "test.ini").read_text())
    messages = some_messages()
    answer = wheels.ask(python, LOAD, str(ini), json.dumps(list(messages)), json.dumps(our_templates()))
    site_packages = str(python.parent.parent / "lib")
    declared = entry_points()
    assert {name for name in answer["plugins"] if name.startswith("satudata")} == set(declared)
    assert all(answer["plugins"][name].startswith(site_packages) for name in declared)
    assert answer["schemas_folder"].startswith(site_packages)
    assert answer["schemas"] == dataset_types()
    assert answer["templates"] == our_templates()
    assert answer["translated"] == messages


def entry_points():
    parser = configparser.ConfigParser()
    parser.read(wheels.ROOT / "setup.cfg")
    lines = parser["options.entry_points"]["ckan.plugins"].strip().splitlines()
    return [line.split("=")[0].strip() for line in lines]


def dataset_types():
    """Types of the schemas that test.ini names."""
    parser = configparser.RawConfigParser()
    parser.read(wheels.ROOT / "test.ini")
    names = [word.rpartition(":")[2] for word in parser["app:main"]["scheming.dataset_schemas"].split()]
    return sorted(yaml.safe_load((wheels.ROOT / "schemas" / name).read_text())["dataset_type"] for name in names)


def test_the_migrations_are_complete(python):
    folder = wheels.ROOT / "ckanext/satudata/migration"
    expected = {path.parent.name: len(list((path.parent / "versions").glob("*.py"))) for path in folder.glob("*/alembic.ini")}
    assert wheels.ask(python, MIGRATE) == expected


def test_governments_and_code_lists_are_read_from_the_wheel(python):
    """Whatever reads schemas/ by its package finds the same files as in the sources."""
    script = """
import json
from importlib.resources import files
root = files("ckanext.satudata.schemas")
def walk(folder, path=""):
    for item in folder.iterdir():
        name = path + item.name
        if item.is_dir():
            if item.name != "__pycache__":
                yield from walk(item, name + "/")
        elif not item.name.endswith(".pyc"):
            yield name
print(json.dumps({"names": sorted(walk(root))}))
"""
    folder = wheels.ROOT / "schemas"
    expected = sorted(path.relative_to(folder).as_posix() for path in wheels.files_below(folder))
    assert wheels.ask(python, script)["names"] == expected


def test_every_room_with_a_plugin_is_an_entry_point():
    rooms = (Path(path).parent.name for path in (wheels.ROOT / "ckanext/satudata").glob("*/plugin.py"))
    assert {f"satudata_{room}" for room in rooms} | {"satudata"} == set(entry_points())
