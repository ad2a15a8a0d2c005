"""Where a record stands on its way to publication, for whoever writes it down in another system's words."""

from __future__ import annotations

import ckan.model as model

from ckanext.satudata.metadata.shared import Standing
from ckanext.satudata.workflow.shared import is_taken, last_case_of

from . import config, records

OFFICER, PRODUCER = "officer", "producer"


def of(package_id: str) -> Standing | None:
    """Of a governed record; None of every other."""
    package = model.Package.get(package_id)
    if package is None or not config.is_governed(package.type):
        return None
    record = records.get(package_id)
    case = last_case_of(package.type, package_id)
    is_open = case is not None and case.status == "open"
    frozen = record is not None and record.frozen
    # an open case about content that its makers may change waits for them; a seal beside it was returned
    was_returned = is_open and record is not None and record.seal is not None and not frozen
    number = (case.round if case is not None else 0)
    return Standing(
        is_public=records.is_public(record), is_open=is_open, round=max(number, 2) if was_returned else number,
        outcome=case.outcome if case is not None else None, waiting_for=OFFICER if frozen else PRODUCER,
        is_taken=case is not None and is_open and is_taken(case))
