"""Sentences for what is wrong with the files of the governments. Pure: whoever shows them brings the translation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from .faults import Fault


def _(message: str) -> str:
    """Marks a message for the catalogue; `sentence` translates it."""
    return message


READING = {
    "no_folder": _("There is no such folder. Correct ckanext.satudata.workflow.governments_folder."),
    "no_file": _("The file is missing. Each government has a government.yaml in its folder."),
    "not_yaml": _("This cannot be read as YAML: {reason}."),
    "not_a_mapping": _("The file has to consist of keys and values, such as “version: \"1\"”."),
    "key_twice": _("The key “{key}” stands there twice. Remove one of them."),
    "no_quotes": _("Write the value of “{key}” in quotes: \"{value}\"."),
    "unknown_key": _("The key “{key}” is not known here. Look for a slip of the pen, or remove it."),
    "missing_key": _("“{key}” needs also: {missing}."),
    "not_one_of": _("The value of “{key}” has to be one of: {choices}."),
    "wrong_form": _("The value “{value}” of “{key}” does not have the form that is expected there."),
    "wrong_type": _("The value of “{key}” is of the wrong kind: {reason}."),
    "wrong_item": _("The entry “{key}” has to be words, or name a document."),
    "empty": _("“{key}” is empty. Fill it, or remove the key."),
    "not_as_described": _("“{key}” is not as the format describes it: {reason}."),
    "wrong_name": _("“{key}” says “{value}”, but the name of the file or folder is “{expected}”. Both have to be the same."),
    "step_twice": _("There are two steps with the id “{value}”. Give one of them another."),
    "next_and_decisions": _("A step has either “next” or “decisions”. Remove one of them."),
    "government_twice": _("There are two governments with the name “{slug}”. Rename the folder of your own one."),
    "extends_itself": _("The governments extend each other in a circle: {value}."),
    "extends_unknown": _("It extends “{value}”, and there is no such government."),
    "no_such_government": _("There is no government “{slug}”. Set ckanext.satudata.government to one of: {known}."),
}

ROWS = {
    "no_actor": _("Nobody does this step. Name at least one actor."),
    "unknown_role": _("The role “{role}” is in no government.yaml. Use a canonical role, or add this one."),
    "review_without_approve": _("A review needs a decision with the verb approve."),
    "approve_outside_review": _("Only a step of the type review can have a decision with the verb approve."),
    "unknown_document": _("The document kind “{document}” is not described. Add it to “documents”."),
    "document_without_source": _("The document kind “{document}” has neither a template nor an upload. Give it one of them."),
    "template_missing": _("The template “{template}” of the document kind “{document}” is not in the folder documents."),
    "template_broken": _("The template “{template}” of the document kind “{document}” cannot be read: {error}"),
    "series_without_number": _("The series “{series}” of the document kind “{document}” needs the place “{{number}}”."),
    "series_place": _("The series “{series}” of the document kind “{document}” has an unknown place. Known: {places}."),
    "signature_without_document": _("“{role}” signs, but it is not clear which document of this step."),
    "assigns_no_task": _("It assigns “{target}”, and no such step can be assigned."),
    "auto_without_assigns": _("“auto” means nothing without “assigns”."),
    "cases_and_type": _("A step of the type cases names its cases, and no other step does."),
    "cases_unknown": _("It opens cases of “{procedure}”, and there is no such procedure."),
    "time_without_unit": _("A time has a value and a unit, or neither."),
    "time_range": _("A time of the kind range has a “min” that is not above its value, and no other time has one."),
    "number_order": _("The number {number} comes after {before}. Printed rows stand in order."),
    "number_not_printed": _("The step is ours (printed: false) and has no printed number. Remove {number}."),
    "as_written_missing": _("A placeholder stands for printed words. Add these as text_as_written (as_written)."),
    "unknown_placeholder": _("Nothing stands for the placeholder {{{name}}}."),
}

WAYS = {
    "no_way_on": _("The case cannot go on from this step. Write “next” or “decisions”."),
    "row_decides": _("A standing duty, or a row that joins another step, decides nothing and has no effects."),
    "unknown_target": _("“{decision}” leads to “{target}”, and there is no such step."),
    "target_is_row": _("“{decision}” leads to “{target}”, where no case can stand. Name the step that does that row."),
    "joins_no_task": _("It joins “{target}”, which is no step that has a task of its own."),
    "joins_other_segment": _("It joins “{target}”, which is in another segment."),
    "segment_unknown_step": _("The segment “{segment}” names the step “{target}”, and there is no such step."),
    "segment_backwards": _("The segment “{segment}” ends before it begins."),
    "segment_starts_at_row": _("The segment “{segment}” begins at a row that is no task of its own."),
    "resumes_without_seal": _(
        "“{decision}” returns to “{target}”, which seals nothing: the correction would not be read. Return to the step that "
        "seals, or say “back: restart”."),
    "leaves_segment": _("“{decision}” leads to “{target}”, outside the segment “{segment}”. Lead to a step of it, or to end."),
    "unknown_segment": _("It starts after the segment “{segment}”, and there is no such segment."),
    "unreachable": _("No way leads to this step."),
    "no_end": _("No way leads from this step to an end."),
    "loop_without_person": _("A case could run in a circle here without anybody doing anything."),
    "publish_without_seal": _("A case can come here and publish content that was never submitted (publication.seal)."),
    "publish_without_approval": _("A case can come here and publish content that nobody has approved since it was submitted."),
    "publish_after_own_approval": _(
        "A case can come here and publish content that only the office which submitted it has approved."),
}

NAMES = {
    "unknown_guard": _("No enabled plugin has the guard “{name}”."),
    "unknown_effect": _("No enabled plugin has the effect “{name}”."),
    "unknown_fact": _("No enabled plugin has the fact “{name}”."),
    "unknown_form": _("No enabled plugin has the form “{name}”."),
    "unknown_topic": _("No enabled plugin has records of the type “{name}”."),
}

GOVERNMENT = {
    "binding_unknown": _("Cases of the kind {kind} are bound to “{procedure}”, and there is no such procedure."),
    "binding_unknown_segment": _("Cases of the kind {kind} are bound to “{procedure}#{segment}”; there is no such segment."),
    "binding_needs_segment": _("Cases of the kind {kind} are bound to “{procedure}”, which has segments. Name one of them."),
    "binding_without_steps": _("Cases of the kind {kind} are bound to “{procedure}”, of which only the cover sheet is known."),
    "role_without_title": _("The role “{role}” has no title."),
    "role_names_unknown": _("“{role}” names the role “{other}”, and there is no such role."),
    "superior_loop": _("The superiors of the role “{role}” run in a circle."),
    "hours_backwards": _("The office hours of a day, or a break, end before they begin."),
}

SENTENCES = READING | ROWS | WAYS | NAMES | GOVERNMENT
LINE = _("line {line}")
STEP = _("step {step}")


def sentence(fault: Fault, translate: Callable[[str], str] = _) -> str:
    """What is wrong and where: file, line, step, then a plain sentence.

    Args:
        fault: what was found
        translate: such as `tk._`; left out, the sentence is English
    """
    place = [fault.file]
    if fault.line:
        place.append(translate(LINE).format(line=fault.line))
    if fault.step:
        place.append(translate(STEP).format(step=fault.step))
    words = translate(SENTENCES[fault.code]).format_map(defaultdict(str, fault.values))
    return f"{', '.join(place)}: {words}"
