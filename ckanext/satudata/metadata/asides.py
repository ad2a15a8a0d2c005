"""Answers whose question another answer has taken away: out of the record at the save, and kept as unsaved text of the person.

Choosing the answer again brings the question back, and with it, in the form, what was answered before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import answers as texts
from . import autosaves, conditions
from .answers import Answer, Answers
from .sections import Section

Waiting = dict[str, Answers]    # by section


def of_save(package: Mapping[str, Any], answered: Mapping[str, Any]) -> frozenset[str]:
    """Fields, of any section, whose answers cannot stay in the record once these answers are saved."""
    return conditions.not_wanted(package["type"], {**package, **answered})


def waiting(package: Mapping[str, Any], sections: Iterable[Section], aside: Iterable[str], typed: Answers) -> Waiting:
    """What is kept of them: what was typed where the section is the one that is saved, else what is stored."""
    aside, found = set(aside), {}
    for section in sections:
        fields = [field for field in section.fields if field["field_name"] in aside]
        said = texts.of_record(fields, package)
        said |= {name: typed[name] for name in said if name in typed}
        if said:
            found[section.name] = said
    return found


def emptied(package: Mapping[str, Any], aside: Iterable[str]) -> Answers:
    """What is sent to `package_patch`, for those that hold something in the record."""
    return {name: _nothing(package[name]) for name in aside if package.get(name) not in (None, "", [])}


def _nothing(value: Any) -> Answer:
    return [] if isinstance(value, list) else ""


def keep(package_id: str, user_id: str, waiting_: Waiting, saved: Mapping[str, Any], sections: Iterable[Section]) -> None:
    """Beside what the person left unsaved in these sections anyhow. Commits nothing."""
    for section in sections:
        if section.name in waiting_:
            row = autosaves.of(package_id, section.name, user_id)
            stamp = row.stamp if row else texts.stamp_of(texts.of_record(section.fields, saved))
            autosaves.keep(package_id, section.name, user_id, {**(row.typed if row else {}), **waiting_[section.name]}, stamp)
