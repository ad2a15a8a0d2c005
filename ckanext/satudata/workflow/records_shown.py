"""The records of a case as its page shows them: one with all that changed in it, of several a line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from .model import CaseTopic
from .registry import registry
from .situation import Situation


def of_case(
    situation: Situation, approved: Mapping[str, str], against: int | None = None, chosen: str | None = None,
) -> list[dict[str, Any]]:
    """The records in the order of their titles; of a hundred in as many queries as of two.

    Args:
        approved: SHA-256 that the reader approved last, by record
        against: number of the revision with which the sealed content is compared
        chosen: id of the record that is shown whole, where there are several
    """
    case_id = situation.case.id
    if len(situation.topics) < 2:
        return [_whole(topic, case_id, against, approved) for topic in situation.topics]
    lines = [line for name in sorted({topic.topic_type for topic in situation.topics})
             for line in _lines(name, [t for t in situation.topics if t.topic_type == name], case_id, approved)]
    by_id = {topic.topic_id: topic for topic in situation.topics}
    return [line | (_whole(by_id[line["id"]], case_id, against, approved) if line["id"] == chosen else {})
            for line in sorted(lines, key=lambda line: (line["title"].casefold(), line["id"]))]


def _lines(name: str, topics: list[CaseTopic], case_id: str, approved: Mapping[str, str]) -> list[dict[str, Any]]:
    kind, ids = registry().topic(name), [topic.topic_id for topic in topics]
    titles = kind.titles(ids)
    overviews = kind.overviews(dict.fromkeys(ids, case_id), {id_: approved[id_] for id_ in ids if id_ in approved})
    return [
        {
            "type": name,
            "id": id_,
            "title": titles.get(id_, ""),
            "url": kind.url(id_),
            "seal": overviews[id_].seal,
            "revision": overviews[id_].revision,
            "changes": overviews[id_].changes,
            "makers": overviews[id_].makers,
            "comparison": None, "content": None, "snippet": None, "edit_url": None, "field_labels": {},
        }
        for id_ in ids
    ]


def _whole(topic: CaseTopic, case_id: str, against: int | None, approved: Mapping[str, str]) -> dict[str, Any]:
    kind, id_ = registry().topic(topic.topic_type), topic.topic_id
    return {
        "type": topic.topic_type,
        "id": id_,
        "title": kind.titles([id_]).get(id_, ""),
        "url": kind.url(id_),
        "seal": kind.seal(id_),
        "comparison": kind.compare(id_, case_id, against=against, approved=approved.get(id_)),
        "field_labels": kind.field_labels(id_),
        **kind.page(id_),
    }


def together(title: str, number: int) -> str:
    """Several records in few words: the first by name, and how many more there are."""
    if number < 2:
        return title
    return tk._("{title} and {n} more").format(title=title or tk._("A record that was removed"), n=number - 1)
