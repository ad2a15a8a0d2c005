"""Every rule holds whatever the way in: each case of the table is sent to the API, and to the form by its action and page."""

import ckan.plugins.toolkit as tk
import pytest

from ckanext.satudata.metadata import forms, portal_rules

from .conftest import call
from .form_browser import Browser, filled, path, person, stored
from .rule_cases import CASES

pytestmark = pytest.mark.usefixtures("portal")

TYPES = ("dataset", "kegiatan", "indikator", "variabel")
RULES = {rule.id: rule for kind in TYPES for rule in portal_rules.of_type(kind)}
KINDS = {name: rule.kind for name, rule in RULES.items()}


def of(kinds):
    return [(rule, case) for rule, case in CASES.items() if case.type in kinds]


PACKAGES = of(("dataset", "kegiatan", "indikator"))


def record_of(office, case, answers, number):
    fixed = {"type": case.type, "name": f"data-{number}", "title": "Judul", "owner_org": office["id"], "private": True}
    return fixed | answers


def is_told(case, error_dict):
    """At the field, in the row where it has rows."""
    said = error_dict.get(case.field)
    if case.row is None or not isinstance(said, list) or not isinstance(said[0], dict):
        return bool(said)
    return bool(said[case.row - 1])


def test_the_api_takes_what_keeps_the_rules_and_refuses_what_breaks_them(office):
    for number, (rule, case) in enumerate(PACKAGES):
        call("package_create", **record_of(office, case, case.valid, number))
        if KINDS[rule] == "required_if" or RULES[rule].is_advice:           # incomplete or improbable, but no contradiction
            call("package_create", **record_of(office, case, case.invalid, f"{number}-x"))
            continue
        with pytest.raises(tk.ValidationError) as refused:
            call("package_create", **record_of(office, case, case.invalid, f"{number}-x"))
        assert is_told(case, refused.value.error_dict), (rule, refused.value.error_dict)


def test_a_variable_that_breaks_a_rule_is_refused(office):
    kegiatan = call("package_create", type="kegiatan", name="survei", title="Survei", owner_org=office["id"], private=True)
    for number, (rule, case) in enumerate(of(("variabel",))):
        call("satudata_metadata_variabel_create", kegiatan_id=kegiatan["id"], nama=f"V{number}", **case.valid)
        with pytest.raises(tk.ValidationError) as refused:
            call("satudata_metadata_variabel_create", kegiatan_id=kegiatan["id"], nama=f"X{number}", **case.invalid)
        assert refused.value.error_dict.get(case.field), rule


def test_the_form_takes_what_keeps_the_rules_and_nothing_that_breaks_them(office):
    """The last answer alone is sent by the form; a question that is not asked any more loses its answer to the person's own
    unsaved text instead of being refused.
    """
    for number, (rule, case) in enumerate(PACKAGES):
        for answers in (case.valid, case.invalid):
            others = {name: value for name, value in answers.items() if name != case.field}
            record = call("package_create", **record_of(office, case, others, f"{number}-{answers is case.valid}".lower()))
            section = next(s.name for s in forms.sections_of(case.type) if case.field in s.field_names)
            sent = {"id": record["id"], "section": section, "answers": {case.field: answers.get(case.field, "")}}
            if answers is case.invalid and KINDS[rule] not in ("asked_if", "required_if") and not RULES[rule].is_advice:
                with pytest.raises(tk.ValidationError) as refused:
                    call("satudata_metadata_section_update", **sent)
                assert [name for name in refused.value.error_dict if name.partition("-")[0] == case.field], rule
            else:
                call("satudata_metadata_section_update", **sent)
            is_kept = (answers is case.valid or RULES[rule].is_advice) and case.field in answers
            assert bool(stored(record).get(case.field)) == is_kept, rule


def test_the_page_of_the_form_says_each_fault_at_its_input(checked, office):
    editor = Browser(checked, person(office))
    for number, (rule, case) in enumerate(PACKAGES):
        if KINDS[rule] in ("asked_if", "required_if"):
            continue
        others = {name: value for name, value in case.invalid.items() if name != case.field}
        record = call("package_create", **record_of(office, case, others, number))
        section = next(s for s in forms.sections_of(case.type) if case.field in s.field_names)
        page = editor.open(path(record, section.name))
        value = case.invalid[case.field]
        sent = filled(page.select_one("#sd-section")) | inputs_of(case.field, value)
        answer = editor.client.post(path(record, section.name), data=sent | {"back": "1"}, follow_redirects=False)
        if RULES[rule].is_advice:
            assert answer.status_code == 302 and is_advised(editor, case, record, section), rule
            continue
        assert answer.status_code == 422, rule
        told = editor.read(answer).select_one(".sd-galat")
        is_shown = not page.select_one(f"input[name=aside][value={case.field}]")
        assert told and bool(told.select_one(f"a[href^='#field-{case.field}']")) == is_shown, rule


def is_advised(editor, case, record, section):
    """Beside the field, and on the task list with a link to it; nothing has to be corrected."""
    asked, listed = editor.open(path(record, section.name)), editor.open(path(record))
    beside = asked.select_one(f"#q-{case.field} .sd-saran")
    link = listed.select_one(f".sd-saran a[href$='#field-{case.field}']")
    is_refused = asked.select_one(".sd-galat") or listed.select_one(".sd-galat")
    return not is_refused and beside and link and beside.text.strip() == link.text.strip()


def inputs_of(name, value):
    if isinstance(value, list) and isinstance(value[0], dict):
        return {f"{name}-{number}-{part}": text for number, row in enumerate(value, start=1) for part, text in row.items()}
    return {name: "\n".join(value) if isinstance(value, list) else value}
