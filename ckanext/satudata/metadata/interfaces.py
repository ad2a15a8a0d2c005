"""What other rooms may add to the metadata."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ckan.plugins import Interface


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

    def last_change(self, package_id: str) -> tuple[str, datetime] | None:
        """Id of the account that changed the record last, and when; None: this room keeps no such log."""
        return None
