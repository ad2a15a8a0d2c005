"""Proves that the procedures of the governments can be run, and that nothing gets out unchecked. Pure.

`checker_messages.py` has a sentence for each code. What a single file says wrong by itself (unknown keys, numbers
without quotes) is found when it is read (`reading.py`, `loading.py`); here the parts are held against each other.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, Protocol

from . import flow, governments
from .checker_documents import faults_of
from .checker_rows import Found, check_rows, placeholders_in
from .faults import Fault, FilesRefused
from .government import Government
from .loading import DEFAULT
from .procedures import END, Procedure, Step


class KnownNames(Protocol):
    """The names that enabled plugins register: `registry.registry()`."""

    @property
    def guards(self) -> Mapping[str, Any]: ...
    @property
    def effects(self) -> Mapping[str, Any]: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def forms(self) -> Mapping[str, Any]: ...
    @property
    def topics(self) -> Mapping[str, Any]: ...
    @property
    def rooms(self) -> frozenset[str]: ...


def check_all(folder: str | None = None, names: KnownNames | None = None) -> list[Fault]:
    """Everything that is wrong with the files of all governments.

    Args:
        folder: the administrator's own folder of governments
        names: the registered names; left out, names are not looked at
    """
    loaded = governments.load(folder)
    found = [
        replace(fault, line=loaded.lines.get((fault.file, fault.step))) if fault.line is None else fault
        for fault in check(loaded.governments, names)
    ]
    return [*loaded.faults, *found]


def require_sound(folder: str | None = None, names: KnownNames | None = None) -> None:
    """Refuse to go on with files that are not sound.

    Raises:
        FilesRefused: something is wrong with a file
    """
    if faults := check_all(folder, names):
        raise FilesRefused(faults)


def check(known: Mapping[str, Government], names: KnownNames | None = None) -> list[Fault]:
    """What is wrong between the parts of governments that could be read; each procedure once."""
    found: list[Fault] = []
    for government in known.values():
        found += _government(government, known)
        for procedure in government.own_procedures:
            found += check_procedure(procedure, government, names)
    return found


def check_procedure(procedure: Procedure, government: Government, names: KnownNames | None = None) -> list[Fault]:
    """What is wrong with one procedure under the government that holds its file."""
    broken = [*_targets(procedure), *_segments(procedure), *_joins(procedure)]
    found = [*check_rows(procedure, government), *broken]
    if not broken:                                      # the ways can be followed only where every target is there
        found += [*_ways(procedure), *_resumptions(procedure), *_publications(procedure, government)]
    if names is not None:
        found += _names(procedure, names)
    file = f"{procedure.government}/procedures/{procedure.key}.yaml"
    return [Fault(file, code, step, values=values) for code, step, values in found]


def _targets(procedure: Procedure) -> Iterator[Found]:
    for step in procedure.steps.values():
        if step.is_row:
            if step.decisions or step.does:
                yield "row_decides", step.id, {}
            continue
        if not step.decisions:
            yield "no_way_on", step.id, {}
        for decision in step.decisions.values():
            if decision.to != END and decision.to not in procedure.steps:
                yield "unknown_target", step.id, {"target": decision.to, "decision": decision.key}
            elif decision.to != END and procedure.steps[decision.to].is_row:
                yield "target_is_row", step.id, {"target": decision.to, "decision": decision.key}


def _joins(procedure: Procedure) -> Iterator[Found]:
    for step in procedure.steps.values():
        if step.joins is None:
            continue
        host = procedure.steps.get(step.joins)
        if host is None or host.is_row or step.type == "standing":
            yield "joins_no_task", step.id, {"target": step.joins}
        elif any((host.id in ids) != (step.id in ids) for ids in _ids_by_segment(procedure).values()):
            yield "joins_other_segment", step.id, {"target": step.joins}


def _ids_by_segment(procedure: Procedure) -> dict[str, set[str]]:
    """Step ids of each segment whose ends are there and in order."""
    order = list(procedure.steps)
    found: dict[str, set[str]] = {}
    for name, segment in procedure.segments.items():
        if segment.start in procedure.steps and segment.end in procedure.steps:
            found[name] = set(order[order.index(segment.start):order.index(segment.end) + 1])
    return found


def _segments(procedure: Procedure) -> Iterator[Found]:
    inside = _ids_by_segment(procedure)
    for name, segment in procedure.segments.items():
        missing = [step_id for step_id in (segment.start, segment.end) if step_id not in procedure.steps]
        for step_id in missing:
            yield "segment_unknown_step", None, {"segment": name, "target": step_id}
        if missing:
            continue
        if not inside[name]:
            yield "segment_backwards", None, {"segment": name}
        if procedure.steps[segment.start].is_row:
            yield "segment_starts_at_row", segment.start, {"segment": name}
        yield from _leaving(procedure, name, inside[name])
    starts = [procedure.starts, *(segment.starts for segment in procedure.segments.values())]
    for after in [start.after for start in starts if start and start.after]:
        if after not in procedure.segments:
            yield "unknown_segment", None, {"segment": after}


def _leaving(procedure: Procedure, segment: str, inside: set[str]) -> Iterator[Found]:
    for step_id in sorted(inside):
        for decision in procedure.steps[step_id].decisions.values():
            if decision.to != END and decision.to in procedure.steps and decision.to not in inside:
                yield "leaves_segment", step_id, {"segment": segment, "decision": decision.key, "target": decision.to}


def _ways(procedure: Procedure) -> Iterator[Found]:
    reached, ending = flow.reachable(procedure), flow.leading_to_end(procedure)
    round_and_round = flow.loops_without_person(procedure)
    for step_id in flow.live_steps(procedure):
        if step_id not in reached:
            yield "unreachable", step_id, {}
        if step_id not in ending:
            yield "no_end", step_id, {}
        if step_id in round_and_round:
            yield "loop_without_person", step_id, {}


def _resumptions(procedure: Procedure) -> Iterator[Found]:
    """After a correction a case resumes at the review that lacks an approval: a step that seals behind the one of the
    correction would be passed by, and only one that seals lets the makers change the content at all."""
    for segment in [segment.name for segment in procedure.segments.values()] or [None]:
        steps = {step.id: step for step in procedure.segment_steps(segment)} if flow.seals(procedure, segment) else {}
        for step in steps.values():
            for decision in step.decisions.values():
                target = steps.get(decision.to) if decision.verb == "return" and decision.back == "resume" else None
                if target is not None and target.type != "review" and not flow.is_sealing(target):
                    yield "resumes_without_seal", step.id, {"decision": decision.key, "target": target.id}


def _publications(procedure: Procedure, government: Government) -> Iterator[Found]:
    for step_id, code in flow.unsafe_publications(procedure, government.roles_for).items():
        yield code, step_id, {}


def _names(procedure: Procedure, names: KnownNames) -> Iterator[Found]:
    for topic in procedure.topics.type:
        if topic.name not in names.topics and not topic.optional:
            yield "unknown_topic", None, {"name": str(topic)}
    for step in procedure.steps.values():
        yield from _names_of(step, names)


def _names_of(step: Step, names: KnownNames) -> Iterator[Found]:
    effects = [*step.does, *(effect for decision in step.decisions.values() for effect in decision.does)]
    used: list[tuple[str, str, Container[str]]] = [
        *(("unknown_guard", str(name), names.guards) for name in step.requires),
        *(("unknown_effect", effect, names.effects) for effect in effects),
        *(("unknown_fact", str(name), names.facts) for name in (step.when,) if name),
        *(("unknown_form", str(name), names.forms) for name in (step.form,) if name),
    ]
    for code, written, table in used:
        name, optional = written.removesuffix("?"), written.endswith("?")
        room = name.partition(".")[0]
        if name not in table and not (optional and room not in names.rooms):
            yield code, step.id, {"name": written}


def _government(government: Government, known: Mapping[str, Government]) -> Iterator[Fault]:
    file = f"{government.slug}/government.yaml"
    above = known.get(government.extends or DEFAULT)
    parent = above if above is not government else None
    found = [*_bindings(government), *_roles(government, parent), *_documents(government, parent)]
    for text in (government.attribution, *government.names.values()):
        found += placeholders_in(text, None)
    for spans in government.hours.values():
        if any(earlier >= later for earlier, later in pairwise(mark for span in spans for mark in span)):
            found.append(("hours_backwards", None, {}))
    yield from (Fault(file, code, step, values=values) for code, step, values in found)


def _bindings(government: Government) -> Iterator[Found]:
    for kind, (key, segment) in government.bindings.items():
        procedure = government.procedures.get(key)
        place = {"kind": kind, "procedure": key, "segment": segment or ""}
        if procedure is None:
            yield "binding_unknown", None, place
        elif not procedure.steps:
            yield "binding_without_steps", None, place
        elif segment and segment not in procedure.segments:
            yield "binding_unknown_segment", None, place
        elif procedure.segments and not segment:
            yield "binding_needs_segment", None, place


def _roles(government: Government, parent: Government | None) -> Iterator[Found]:
    for role in government.roles.values():
        if parent and parent.roles.get(role.key) == role:
            continue
        if not role.titles:
            yield "role_without_title", None, {"role": role.key}
        for other in (*role.also, *((role.superior,) if role.superior else ())):
            if other not in government.roles:
                yield "role_names_unknown", None, {"role": role.key, "other": other}
        if _is_own_superior(role.key, government):
            yield "superior_loop", None, {"role": role.key}
    for organization, role_key in sorted(government.single_officer):
        if role_key not in government.roles:
            yield "role_names_unknown", None, {"role": organization, "other": role_key}


def _is_own_superior(role: str, government: Government) -> bool:
    above, seen = government.roles[role].superior, set()
    while above and above in government.roles and above not in seen:
        if above == role:
            return True
        seen.add(above)
        above = government.roles[above].superior
    return False


def _documents(government: Government, parent: Government | None) -> Iterator[Found]:
    for kind in government.documents.values():
        if parent and parent.documents.get(kind.key) == kind:
            continue
        yield from faults_of(kind, government)
