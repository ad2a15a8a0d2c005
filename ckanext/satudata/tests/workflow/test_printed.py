"""Every SOP of every government against a second reading of its text: the printed rows, one for one, and their times.

`printed/<government>.yaml` was filled from the documents alone, apart from the procedure files, by somebody who reads
proof: number, first words and time of each row as they stand in print ("" where a cell is empty; broken lines joined).
A row that prints no number has "" for it.
"""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ckanext.satudata.workflow import export, governments
from ckanext.satudata.workflow.procedures import Procedure, Step

READINGS = sorted((Path(__file__).parent / "printed").glob("*.yaml"))
FIRST_WORDS = 4


def readings() -> list[tuple[str, str, dict[str, Any]]]:
    """Government, procedure and what was read of it."""
    return [
        (file.stem, key, read)
        for file in READINGS for key, read in YAML(typ="safe", pure=True).load(file)["procedures"].items()
    ]


def rows(government: str, key: str) -> list[Step]:
    procedure = governments.load_all()[government].procedures[key]
    assert procedure.government == government, "inherited: the reading is of another government's file"
    return [step for step in procedure.steps.values() if step.printed]


def first_words(text: str) -> list[str]:
    return text.split()[:FIRST_WORDS]


@pytest.mark.parametrize(("government", "key", "read"), readings(), ids=lambda value: value if isinstance(value, str) else "")
def test_each_printed_row_stands_in_the_file_as_it_was_read_again(government: str, key: str, read: dict[str, Any]):
    assert len(read["printed"]) == int(read["rows"]), "the reading contradicts itself"
    found = [
        ["" if step.number is None else str(step.number), first_words(step.written), step.time.as_written if step.time else ""]
        for step in rows(government, key)
    ]
    assert found == [[number, first_words(words), time] for number, words, time in read["printed"]]


@pytest.mark.parametrize(("government", "key", "read"), readings(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_json_document_lists_as_many_rows_as_are_printed(government: str, key: str, read: dict[str, Any]):
    found = next(p for p in export.document(governments.load_all()) if (p["government"], p["key"]) == (government, key))
    assert [str(step["no"] or "") for step in found["steps"]] == [number for number, _words, _time in read["printed"]]


@pytest.mark.parametrize("file", READINGS, ids=lambda file: file.stem)
def test_every_sop_of_a_government_that_was_read_is_in_its_reading(file: Path):
    """Files whose SOP nobody has read again would pass unseen."""
    own: list[Procedure] = governments.load_all()[file.stem].own_procedures
    assert {key for government, key, _read in readings() if government == file.stem} == {procedure.key for procedure in own}
