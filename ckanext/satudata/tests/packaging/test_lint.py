"""make lint finds what it promises to find."""

import pytest
from babel.messages.catalog import Catalog
from lint import core_messages, i18n, labels, templates


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project with one message and its translation."""
    code = tmp_path / "ckanext" / "satudata"
    code.mkdir(parents=True)
    (code / "messages.py").write_text('_("Fill in the unit.")\n')
    monkeypatch.setattr(i18n, "ROOT", tmp_path)
    monkeypatch.setattr(i18n, "CODE", code)
    monkeypatch.setattr(i18n, "TEMPLATE", tmp_path / "i18n" / "ckanext-satudata.pot")
    monkeypatch.setattr(core_messages, "messages", lambda: (core_messages.Found("Home", None, ("ckan/templates/page.html",)),))
    po = i18n.po_of("id")
    po.parent.mkdir(parents=True)
    i18n.write()
    source = 'msgid "Fill in the unit."\nmsgstr '
    po.write_text(po.read_text().replace(f'{source}""', f'{source}"Isi satuan."'))
    core = i18n.po_of("id", i18n.CORE)
    core.write_text(core.read_text().replace('msgid "Home"\nmsgstr ""', 'msgid "Home"\nmsgstr "Beranda"'))
    i18n.write()
    return tmp_path


def test_messages__all_translated(project):
    assert i18n.problems() == []


def test_messages__writing_twice_changes_nothing(project):
    before = {path: path.read_bytes() for path in (project / "i18n").rglob("*.*")}
    i18n.write()
    assert {path: path.read_bytes() for path in (project / "i18n").rglob("*.*")} == before


def test_messages__a_message_of_ckan_that_we_say_too_keeps_its_translation(project):
    add(project, '_("Home")')
    i18n.write()
    assert i18n.problems() == []
    assert '"Beranda"' in i18n.po_of("id").read_text() and '"Beranda"' not in i18n.po_of("id", i18n.CORE).read_text()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda root: add(root, '_("New.")'), "is not up to date"),
        (lambda root: edit(root, 'msgstr "Isi satuan."', 'msgstr ""'), "not translated"),
        (lambda root: edit(root, 'msgid "Fill', '#, fuzzy\nmsgid "Fill'), "fuzzy"),
        (lambda root: edit(root, "Isi satuan.", "Isikan satuan."), ".mo is not up to date"),
        (lambda root: i18n.po_of("id").unlink(), "is missing"),
        (lambda root: edit(root, "Beranda", "Rumah", i18n.CORE), ".mo is not up to date"),
        (lambda root: edit(root, 'msgstr "Beranda"', 'msgstr ""', i18n.CORE), "not translated"),
        (lambda root: edit(root, 'msgid "Home"', 'msgid "House"', i18n.CORE), "does not hold 'Home'"),
        (lambda root: edit(root, 'msgid "Home"', 'msgid "House"', i18n.CORE), "nobody says 'House'"),
        (lambda root: edit(root, "Isi satuan.", "Unggah file satuan."), "write berkas"),
    ],
)
def test_messages__what_is_wrong(project, change, problem):
    change(project)
    assert any(problem in text for text in i18n.problems())


def add(root, line):
    with (root / "ckanext/satudata/messages.py").open("a") as file:
        file.write(line + "\n")


def edit(root, old, new, name=i18n.NAME):
    path = i18n.po_of("id", name)
    path.write_text(path.read_text().replace(old, new))


def test_messages__a_translation_that_loses_a_placeholder(project):
    add(project, '_("%(num)d cases") % {"num": 2}')
    i18n.write()
    edit(project, 'msgid "%(num)d cases"\nmsgstr ""', 'msgid "%(num)d cases"\nmsgstr "kasus %(jumlah)d"')
    assert any("placeholder" in text or "unknown named" in text for text in i18n.problems())


def test_messages__found_in_python_templates_and_scripts(project):
    code = project / "ckanext" / "satudata"
    for name, text in {
        "templates/a.html": "{% trans %}In a block{% endtrans %}",
        "workflow/templates/satudata_workflow/b.html": "{{ _('In a room') }}",
        "workflow/assets/c.js": "this._('In a script')",
        "tests/test_x.py": "_('In a test')",
    }.items():
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        (code / name).write_text(text)
    found = {message.id for message in i18n.extracted()}
    assert {"In a block", "In a room", "In a script"} <= found
    assert "In a test" not in found


def test_messages__indonesian_has_no_plural_form():
    catalog: Catalog = i18n.read(i18n.ROOT / "not-there.po", "id")
    assert catalog.num_plurals == 1


@pytest.mark.parametrize(
    ("field", "is_fine"),
    [
        ({"field_name": "satuan", "label": {"id": "Satuan", "en": "Unit"}}, True),
        ({"field_name": "satuan", "label": {"id": "Satuan"}}, False),
        ({"field_name": "satuan", "label": {"id": "Satuan", "en": " "}}, False),
        ({"field_name": "satuan", "label": "Satuan"}, False),
        ({"field_name": "jenis", "choices": [{"value": "a", "label": {"en": "A"}}]}, False),
        ({"field_name": "satuan"}, True),
    ],
)
def test_labels(field, is_fine):
    assert (not list(labels.missing({"dataset_fields": [field]}, "dataset.yaml"))) == is_fine


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{% block a %}{{ h.csrf_input() }}{{ '' | empty_and_escape }}{% endblock %}", None),
        ("{% ckan_extends %}{% block a %}{% endblock %}", None),
        ("{% if x %}", "Unexpected end"),
        ("{{ x | no_such_filter }}", "No filter named"),
        ("{% snippet 'no/such.html' %}", "which does not exist"),
        ("{% extends 'page.html' %}", None),
    ],
)
def test_templates(text, problem, tmp_path, monkeypatch):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text(text)
    monkeypatch.setattr(templates, "OURS", [folder])
    monkeypatch.setattr(templates, "ROOT", tmp_path)
    found = list(templates.problems())
    assert (problem in found[0]) if problem else not found


def test_templates__extending_what_is_not_there(tmp_path, monkeypatch):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "renamed_in_ckan.html").write_text("{% ckan_extends %}")
    monkeypatch.setattr(templates, "OURS", [folder])
    monkeypatch.setattr(templates, "ROOT", tmp_path)
    assert "no other template of this name" in next(templates.problems())
