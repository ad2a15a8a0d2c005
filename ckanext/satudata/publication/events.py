"""What this room records, and how the timeline says it."""

from __future__ import annotations

from collections.abc import Callable

import ckan.plugins.toolkit as tk

RECORD_CREATED = "satudata.publication.record_created"
RECORD_CHANGED = "satudata.publication.record_changed"
RECORD_SEALED = "satudata.publication.record_sealed"
RECORD_PUBLISHED = "satudata.publication.record_published"
RECORD_HIDDEN = "satudata.publication.record_hidden"
RECORD_DELETED = "satudata.publication.record_deleted"
SOURCE_APPROVED = "satudata.publication.source_approved"
RECORDS_ADOPTED = "satudata.publication.records_adopted"

MAKING = frozenset({RECORD_CREATED, RECORD_CHANGED, RECORD_SEALED})      # whoever stands in one of these is a maker


def sentences() -> dict[str, Callable[[], str]]:
    _ = tk._
    return {
        RECORD_CREATED: lambda: _("{who} created the record."),
        RECORD_CHANGED: lambda: _("{who} changed the data."),
        RECORD_SEALED: lambda: _("{who} submitted the data as revision {no}."),
        RECORD_PUBLISHED: lambda: _("{who} published revision {no}."),
        RECORD_HIDDEN: lambda: _("{who} made the record private."),
        RECORD_DELETED: lambda: _("{who} deleted the record."),
    }
