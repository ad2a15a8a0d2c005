"""Sentences about rules: which question it is on the official form, what the rule says, and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ckan.plugins.toolkit import _

from ckanext.satudata.language import language

from . import messages, region_messages, regions, rules, vocabularies
from .rules import Broken
from .rules_file import Rule

Schema = Mapping[str, Any]


def sentence(fault: Broken, schema: Schema) -> str:
    """What is wrong with an answer, or only improbable. `schema`: of the record's type; a field that it lacks is called by its
    name.
    """
    said = _SENTENCES[fault.rule.kind](fault, schema)
    return _("{sentence} If it is right, leave it as it is.").format(sentence=said) if fault.rule.is_advice else said


def to_fill_in(name: str, rule: Rule, schema: Schema) -> str:
    """Why an answer that the schema does not ask of everybody must be given here."""
    return _("Fill in {field}, because {condition}.").format(field=named(name, schema), condition=condition(rule, schema))


def condition(rule: Rule, schema: Schema) -> str:
    """When the questions of a rule are asked, or their answers required: `“Type” (question 4.1) is “Once”`."""
    return _all(_one_condition(name, codes, schema) for name, codes in rule.when.items())


def named(name: str, schema: Schema) -> str:
    """A field by its label, and by its number on the official form where it has one."""
    field = _field(name, schema)
    label, number = messages.in_language(field.get("label") or name), field.get("satudata_number")
    return _("“{label}” (question {number})").format(label=label, number=number) if number else f"“{label}”"


def circular(names: Sequence[str]) -> str:
    """An indicator that is computed from itself. `names`: the way back to it; it stands first and last."""
    return _("“{name}” is built from itself: {way}. Remove one of these from the components of the one before it.").format(
        name=names[0], way=" → ".join(names))


def _one_condition(name: str, codes: Iterable[str], schema: Schema) -> str:
    field = _field(name, schema)
    answers = _any(f"“{_label(field, code)}”" for code in codes)
    takes_several = str(field.get("form_snippet", "")).startswith("multiple_") or field.get("preset") == "satudata_codes"
    text = _("{field} includes {answers}") if takes_several else _("{field} is {answers}")
    return text.format(field=named(name, schema), answers=answers)


def _all(parts: Iterable[str]) -> str:
    return _(" and ").join(parts)


def _any(parts: Iterable[str]) -> str:
    return _(" or ").join(parts)


def _field(name: str, schema: Schema) -> Mapping[str, Any]:
    return next((field for field in schema.get("dataset_fields", ()) if field["field_name"] == name), {})


def _label(field: Mapping[str, Any], code: str) -> str:
    """What an answer is called on the form; the code itself where no list knows it."""
    try:
        entry = vocabularies.load(field["satudata_vocabulary"]).get(code)
    except (KeyError, vocabularies.VocabularyError):
        return code
    return entry.label(language()) if entry else code


def _not_asked(fault: Broken, schema: Schema) -> str:
    because = fault.values["because"]
    return _("{field} is asked only if {condition}. Empty it, or correct {deciding}.").format(
        field=named(fault.field, schema), condition=condition(because, schema),
        deciding=_any(named(name, schema) for name in because.when))


def _not_a_choice(fault: Broken, schema: Schema) -> str:
    field, values = _field(fault.field, schema), fault.values
    return _("{field}: “{value}” does not fit “{answer}” in {deciding}. Choose one of: {choices}.").format(
        field=named(fault.field, schema), value=_label(field, values["value"]), deciding=named(values["by"], schema),
        answer=_label(_field(values["by"], schema), values["answer"]),
        choices=", ".join(_label(field, code) for code in values["choices"]))


def _out_of_order(fault: Broken, schema: Schema) -> str:
    return _("{field}: {value} lies before {start} in {earlier}. Write the same or a later date, or correct the earlier "
             "one.").format(field=named(fault.field, schema), value=fault.values["value"], start=fault.values["start"],
                            earlier=named(fault.values["earlier"], schema))


def _more_than_one(fault: Broken, schema: Schema) -> str:
    fields = _all(named(name, schema) for name in (*fault.values["others"], fault.field))
    return _("Only one of {fields} can be filled in. Empty the other.").format(fields=fields)


def _twice(fault: Broken, schema: Schema) -> str:
    return _("{field}, row {row}: “{value}” already stands in row {first}. Correct or remove one of the two rows.").format(
        field=named(fault.field, schema), row=fault.row, value=fault.values["value"], first=fault.values["first"])


def _not_a_region(fault: Broken, schema: Schema) -> str:
    value = fault.values["value"]
    found = regions.find(value)
    if fault.values["problem"] == rules.WRONG_LEVEL and found:
        wanted = _any(_level(level) for level in fault.values["levels"])
        told = _("{code} is {region}. Write the code of {levels}.").format(
            code=value, region=regions.full_name(found), levels=wanted)
    else:
        told = region_messages.unknown(value)
    return _("{field}, row {row}: {sentence}").format(field=named(fault.field, schema), row=fault.row, sentence=told)


def _level(level: str) -> str:
    names = {regions.PROVINCE: _("a province"), regions.REGENCY: _("a regency or city"), regions.KECAMATAN: _("a kecamatan")}
    return names.get(level, level)


def _not_a_day(fault: Broken, schema: Schema) -> str:
    return _("{field}, line {row}: “{value}” is not a day. Write year, month and day, such as 2026-03-31.").format(
        field=named(fault.field, schema), row=fault.row, value=fault.values["value"])


def _not_a_year(fault: Broken, schema: Schema) -> str:
    return _("{field}: “{value}” is no year from {first} to {last}. Write the right year in four digits.").format(
        field=named(fault.field, schema), **fault.values)


def _not_a_code(fault: Broken, schema: Schema) -> str:
    return f"{named(fault.field, schema)}: {messages.bad_sds_code(fault.values['value'])}"


def _itself(fault: Broken, schema: Schema) -> str:
    return _("{field}, row {row}: “{value}” cannot be built from itself. Name what it is computed from.").format(
        field=named(fault.field, schema), row=fault.row, value=fault.values["value"])


_SENTENCES: Mapping[str, Callable[[Broken, Schema], str]] = {
    "asked_if": _not_asked, "choices_if": _not_a_choice, "in_order": _out_of_order, "exclusive": _more_than_one,
    "unique": _twice, "region": _not_a_region, "days": _not_a_day, "year": _not_a_year, "sds_code": _not_a_code,
    "not_itself": _itself,
}
