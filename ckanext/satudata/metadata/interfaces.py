"""What other rooms may add to the metadata."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ckan.plugins import Interface


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record stands on its way to publication; the words are those of `indah.status_of`."""

    is_public: bool
    is_open: bool = False
    round: int = 0
    outcome: str | None = None
    waiting_for: str = "officer"
    is_taken: bool = False


class IMetadata(Interface):
    """Implemented by rooms that know what this one does not."""

    def attribution_sentence(self, package: dict[str, Any]) -> str | None:
        """How the source is to be named, with {office}, {title}, {portal} and {url} as gaps; None: no opinion.

        Asked for each record that is shown: answer from memory. In Indonesian, whoever looks: the sentence is kept in
        the search index.
        """
        return None

    def after_table_load(self, package_id: str) -> None:
        """A worker has read a file of this record: its table was loaded, or refused. Called after the commit."""

    def is_content_closed(self, package_id: str) -> bool:
        """Whether the files of a record stand as they were approved: their tables are then not read again."""
        return False

    def looks_after_records(self, user: Any) -> bool:
        """Whether somebody checks records of others, and may therefore order lists by how complete they are."""
        return False

    def last_change(self, package_id: str) -> tuple[str, datetime] | None:
        """Id of the account that changed the record last, and when; None: this room keeps no such log."""
        return None

    def standing(self, package_id: str) -> Standing | None:
        """Where the record stands, for the status word of BPS's format; None: this room does not know."""
        return None
