"""The timetable of a procedure: every step of its straight way, each at its last moment."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from ckanext.satudata.workflow import governments
from ckanext.satudata.workflow.cli import satudata_workflow


def simulated(*words: str) -> list[str]:
    done = CliRunner().invoke(satudata_workflow, ["simulate", *words])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def test_each_step_of_the_straight_way_is_printed_with_its_office(on_portal: None):
    lines = simulated("terbitkan", "--government", "uji", "--start", "2030-06-03T09:00")
    steps = ("siapkan", "periksa", "nilai", "sahkan", "terbit")
    assert [line.split(": ")[-1] for line in lines] == [f"Langkah {id_}" for id_ in steps]
    assert all(line.startswith("2030-06-03 09:00") for line in lines), "its SOP gives no times"


def test_the_second_step_begins_when_the_first_has_taken_all_its_time(on_portal: None):
    first, second = simulated("bertempo", "--government", "uji", "--start", "2030-06-03T10:00")
    assert first.startswith("2030-06-03 10:00  2030-06-06 16:00")
    assert second.startswith("2030-06-06 16:00  2030-06-07 16:30"), "ten minutes of work: the term of taking it up"


def test_every_procedure_that_has_steps_can_be_simulated(on_portal: None):
    for slug, government in governments.configured().items():
        for procedure in government.own_procedures:
            for segment in procedure.segments or ([None] if procedure.steps else []):
                words = [procedure.key, "--government", slug, "--start", "2026-03-12T09:00"]
                assert simulated(*words, *(["--segment", segment] if segment else []))


@pytest.mark.parametrize("words", [["tidak_ada"], ["terbitkan", "--start", "kemarin"], ["tahunan", "--segment", "lain"]])
def test_what_cannot_be_simulated_is_said_in_words(words: list[str], on_portal: None):
    done = CliRunner().invoke(satudata_workflow, ["simulate", *words, "--government", "uji"])
    assert done.exit_code == 1
