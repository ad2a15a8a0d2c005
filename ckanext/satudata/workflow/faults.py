"""What can be wrong with the files of the governments, as codes; `checker_messages.py` has the sentences.

    FilesRefused        the files of the governments cannot be used; carries every problem found
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where."""

    file: str                                           # relative to the folder of governments
    code: str                                           # key of checker_messages.SENTENCES
    step: str | None = None                             # step id, where it is about one
    line: int | None = None                             # from 1, where known
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What is wrong, in English; `checker_messages.sentence` says it in another language."""
        from .checker_messages import sentence  # the sentences know this class

        return sentence(self)


class FilesRefused(Exception):
    """The files of the governments cannot be used."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.sentence for fault in self.faults))
