"""What the pages of the form show, as finished contexts: texts, links, fields. Templates only print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.satudata import helpers as shell
from ckanext.satudata.forms import Keeping, keeping

from . import answers as texts
from . import autosaves, conditions, form_fields, forms, guesses, inputs, messages, schemas, shared, side, variabel
from . import sections as tasks
from .answers import Answers
from .form_fields import Asking
from .model.table import now
from .row_inputs import Turn
from .sections import Section, Standing

Context = dict[str, Any]
KEGIATAN = "kegiatan"
FORM = "satudata_metadata.section"      # what its tickets are called


def overview(package: dict[str, Any]) -> Context:
    """The task list with what stands beside it."""
    found = forms.overview(package, tk.current_user.id)
    following, completeness = tasks.next_of(found), shared.completeness_of(package)
    return _common(package) | {
        "completeness": completeness, "of_variables": sum(missing.row is not None for missing in completeness.missing),
        "groups": _groups(package, found), "complete": tasks.number_complete(found), "number": len(found),
        "wrong_sections": sum(s.status == tasks.WRONG for s in found),
        "unfinished": sum(bool(s.missing) and s.status != tasks.WRONG for s in found),
        "is_ready": tasks.is_ready(found) and not completeness.missing, "next": following and _link(package, following),
        "errors": _wrong(package, found), "advice": _advised(package, found),
        "has_files": schemas.takes_files(package["type"]),
        "is_reading": guesses.is_reading(package["id"]), "variables": _variables(package),
    }


def _variables(package: Mapping[str, Any]) -> Context | None:
    """The pages of a statistical activity's variables, and how many it has; None for every other record."""
    if package["type"] != KEGIATAN:
        return None
    return {"url": tk.url_for("satudata_metadata_variabel.index", id=package["name"]), "count": variabel.count(package["id"])}


def _groups(package: Mapping[str, Any], found: list[Standing]) -> list[Context]:
    declared = [*tasks.groups_of(schemas.of_type(package["type"]) or {}), {"name": tasks.REST, "label": ""}]
    groups = [{"label": messages.in_language(group["label"]),
               "rows": [_row(package, s) for s in found if s.section.group == group["name"]]} for group in declared]
    return [group for group in groups if group["rows"]]


def _row(package: Mapping[str, Any], standing: Standing) -> Context:
    section = standing.section
    return _link(package, section) | {
        "status": standing.status, "words": messages.section_status(standing.status), "optional": standing.is_optional,
        "guessed": len(standing.guessed), "why": messages.in_language(section.why) if section.why else messages.fill_first(
            [messages.in_language(_label(package["type"], name)) for name in section.needs]),
    }


def _link(package: Mapping[str, Any], section: Section) -> Context:
    return {"name": section.name, "label": messages.in_language(section.label),
            "url": tk.url_for("satudata_metadata_form.section", id=package["name"], section=section.name)}


def _label(package_type: str, name: str) -> Any:
    field = schemas.field_of(package_type, name)
    return field["label"] if field else name


def _wrong(package: Mapping[str, Any], found: list[Standing]) -> list[Context]:
    """What stands in the record and is not allowed, each with a link to its field on its section's page."""
    sentences = forms.wrong_of(package) if any(s.wrong for s in found) else {}
    return [{"url": _url_of_field(package, s.section, name), "sentence": sentences[name]}
            for s in found for name in s.wrong if name in sentences]


def _advised(package: Mapping[str, Any], found: list[Standing]) -> list[Context]:
    """What is improbable in the record and may stay, like `_wrong`."""
    advised, schema = conditions.advised(package["type"], package), schemas.of_record(package["type"])
    return [{"url": _url_of_field(package, s.section, fault.field), "sentence": conditions.sentence(fault, schema)}
            for s in found for fault in advised if fault.field in s.section.field_names]


def _url_of_field(package: Mapping[str, Any], section: Section, name: str) -> str:
    return tk.url_for("satudata_metadata_form.section", id=package["name"], section=section.name, _anchor=f"field-{name}")


def _common(package: dict[str, Any]) -> Context:
    """What every page of the form shows: the record, its files, who saved it, who else is at it, whom to ask."""
    change, beside = forms.last_change(package), forms.beside(package["id"], tk.current_user.id)
    labels = {section.name: messages.in_language(section.label) for section in forms.sections_of(package["type"])}
    return {
        "pkg_dict": package, "files": _files(package), "saved_at": shell.satudata_moment(change.at), "saved_by": change.by,
        "saved_shortly": _shortly(change.at),
        "saved_by_reader": change.user_id == tk.current_user.id,
        "beside": [{"name": entry["name"], "section": labels.get(entry["section"]) or tk._("Variables"),
                    "key": entry["section"], "since": _shortly(entry["since"])} for entry in beside],
        "contact": {"name": package.get("maintainer"), "email": package.get("maintainer_email")},
    }


def _files(package: Mapping[str, Any]) -> list[Context]:
    """The files with what is known of their tables."""
    states = {state.resource_id: state for state in shared.tables_of(package["id"])}
    return [{
        "id": resource["id"], "name": resource.get("name") or _file_name(resource), "file": _file_name(resource),
        "description": resource.get("description") or "", "given_name": resource.get("name") or "",
        "format": resource.get("format") or "", "size": resource.get("size"), "is_link": resource.get("url_type") != "upload",
        "state": states[resource["id"]] if resource["id"] in states else None,
        "sentence": shared.table_sentence(states[resource["id"]]) if resource["id"] in states else "",
        "url": resource.get("url"),
    } for resource in package["resources"]]


def _file_name(resource: Mapping[str, Any]) -> str:
    return str(resource.get("url") or "").rsplit("/", 1)[-1]


def following(package: Mapping[str, Any], section: Section) -> Section | None:
    """The section after this one, of those in which something is asked."""
    return tasks.after([standing.section for standing in forms.overview(package, tk.current_user.id)], section.name)


def _keeping(package: Mapping[str, Any], section: Section) -> Keeping:
    return keeping(FORM, section.name, package["type"], package["id"])


def section(package: dict[str, Any], found: Section, *, hide_restored: bool = False) -> Context:
    """A section as it is saved, with what the reader typed here the last time; what came through a lost login comes first.

    Answers that wait for their question (`asides.py`) come back with it; while it is not asked nothing is said of them.
    """
    fields = forms.asked(found)
    saved = texts.of_record(fields, package)
    stamp, shown, restored = texts.stamp_of(saved), saved | _proposed(fields, saved), None
    after_login = _keeping(package, found).sent
    if after_login is not None:
        shown, stamp = saved | texts.of_form(fields, after_login), after_login.get("stamp", "")
    elif row := autosaves.of(package["id"], found.name, tk.current_user.id):
        typed = texts.of_json(fields, row.typed)
        shown = shown | typed
        if set(texts.differing(typed, saved)) - conditions.hidden(package["type"], package | texts.as_patch(shown, fields)):
            stamp, restored = row.stamp, None if hide_restored else shell.satudata_moment(row.saved_at)
    return _form(package, found, shown, stamp) | {"restored": restored, "after_login": after_login is not None}


def _proposed(fields: Iterable[Mapping[str, Any]], saved: Answers) -> Answers:
    """The schema's defaults for what nobody has answered yet; they count only once the section is saved."""
    found: Answers = {}
    for field in fields:
        if not saved[field["field_name"]] and (field.get("default") or "default_jinja2" in field):
            said = field.get("default") or tk.h.scheming_render_from_string(field["default_jinja2"])
            found[field["field_name"]] = [str(said)] if texts.is_list(field) else str(said)
    return found


def typed(package: dict[str, Any], found: Section, sent: Answers, stamp: str, errors: Mapping[str, Any] | None = None,
          general: Iterable[str] = (), turn: Turn | None = None) -> Context:
    """A section with what was sent, because it could not be saved, or not yet: wrong answers stay in their fields."""
    saved = texts.of_record(forms.asked(found), package)
    names = set(found.field_names)
    said = {name: str(found_[0]) for name, found_ in (errors or {}).items()
            if name in names or name.partition("-")[0] in names}
    others = [str(s) for name, found_ in (errors or {}).items() if name not in said for s in found_]
    return _form(package, found, saved | sent, stamp or texts.stamp_of(saved), said, [*general, *others], turn)


def _form(package: dict[str, Any], found: Section, shown: Answers, stamp: str, errors: Mapping[str, str] | None = None,
          general: Iterable[str] = (), turn: Turn | None = None) -> Context:
    origins = {name: guesses.sentence(guess) for name, guess in guesses.of_package(package["id"]).items()}
    standings = forms.overview(package, tk.current_user.id)
    places = [s.section.name for s in standings]
    sets = form_fields.of_groups(found.fieldsets, Asking(package["type"], package, shown, errors or {}, origins, turn))
    return _common(package) | {
        "section": _link(package, found), "help": messages.in_language(found.help) if found.help else None,
        "place": places.index(found.name) + 1 if found.name in places else None, "number": len(places), "fieldsets": sets,
        "fields": form_fields.fields_of(sets), "stamp": stamp, "keeping": _keeping(package, found),
        "elsewhere": len(found.fields) > len(forms.asked(found)), "side": side.of(package, standings, found.name),
        "errors": [*({"field": None, "sentence": sentence} for sentence in general), *form_fields.errors_of(sets)],
        "has_next": tasks.after([s.section for s in standings], found.name) is not None,
        "is_passed_over": bool(sets) and all(group["hidden"] for group in sets),
        "has_conditions": any(field.get("decides") for field in form_fields.fields_of(sets)),
    }


def conflict(package: dict[str, Any], found: Section, mine: Answers, stamp: str) -> Context:
    """Both texts of every field that differs. What only the other person changed is theirs unless this one says otherwise."""
    fields = {field["field_name"]: field for field in forms.asked(found)}
    theirs = texts.of_record(fields.values(), package)
    changed = texts.changed_since(stamp, theirs)
    base = texts.parts_of(stamp)
    page = _form(package, found, theirs | mine, texts.stamp_of(theirs))
    rows = [{"name": name, "label": messages.in_language(fields[name]["label"]),
             "carry": texts.as_inputs(fields[name], mine[name]), "mine": inputs.shown(fields[name], mine[name]),
             "theirs": inputs.shown(fields[name], theirs[name]),
             "pick": "theirs" if name in changed and base.get(name) == texts.digest(mine[name]) else "mine"}
            for name in texts.differing(mine, theirs)]
    different = {row["name"] for row in rows}
    same = [pair for name, value in mine.items() if name not in different for pair in texts.as_inputs(fields[name], value)]
    return page | {"rows": rows, "same": same}


def refused(package: dict[str, Any], sentence: str, found: Section | None, answers: Answers) -> Context:
    """Why nothing can be saved now, with what was typed, to be copied."""
    return {"pkg_dict": package, "sentence": sentence, "section": found and _link(package, found),
            "texts": labelled(found, answers) if found else []}


def labelled(found: Section, answers: Answers) -> list[dict[str, str]]:
    """What was typed into a section, with the names of its fields."""
    fields = {field["field_name"]: field for field in forms.asked(found)}
    return [{"label": messages.in_language(fields[name]["label"]),
             "text": value if isinstance(value, str) else inputs.shown(fields[name], value)}
            for name, value in answers.items() if name in fields and not texts.is_empty(value)]


def set_aside(package_type: str, names: Iterable[str]) -> str:
    """What became of answers whose question a save took away."""
    return messages.set_aside(messages.in_language(_label(package_type, name)) for name in names)


def logged_out() -> str:
    """What the script of a page that is still open is told."""
    return tk._("You are logged out. What you typed is not kept here; Save takes you to the login without losing it.")


def kept_sentence(saved_at: str | None) -> str:
    """The line under the form after an autosave."""
    if saved_at is None:
        return tk._("Nothing unsaved.")
    return tk._("Kept, not saved yet: {moment}").format(moment=_shortly(saved_at))


def _shortly(when: str | datetime) -> str:
    """A moment of today by its time alone: `pukul 14.05 WIB`."""
    return shell.satudata_moment(when).removeprefix(shell.satudata_date(now())).lstrip(", ")


def files(package: dict[str, Any], found: Section, errors: list[Context] | None = None,
          sent: Mapping[str, str] | None = None) -> Context:
    """The section of the files."""
    names = [s.name for s in forms.sections_of(package["type"])]
    return _common(package) | {
        "section": _link(package, found), "place": names.index(found.name) + 1, "number": len(names), "errors": errors or [],
        "sent": sent or {}, "limit": shell.satudata_number(tk.config["ckan.max_resource_size"]),
        "next": _link(package, after) if (after := following(package, found)) else None,
    }
