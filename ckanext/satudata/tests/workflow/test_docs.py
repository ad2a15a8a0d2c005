"""The examples of docs/procedures.md and docs/roles.md are what they say: they load, they are sound, they run on paper."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from zoneinfo import ZoneInfo

import yaml

from ckanext.satudata.workflow import calendar, checker, governments, simulating

DOCS = Path(__file__).parents[4] / "docs"
BLOCK = re.compile(r"^( *)```yaml\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[str]:
    return [dedent(found[2]) for found in BLOCK.finditer((DOCS / page).read_text())]


def test_the_sop_of_the_guide_is_sound_and_takes_the_days_that_it_says(tmp_path: Path):
    for block in blocks("procedures.md"):
        name = re.match(r"# (\S+\.yaml)\n", block)
        assert name is not None, "each example says which file it is"
        file = tmp_path / name[1]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block)
    assert checker.check_all(str(tmp_path)) == []
    government = governments.load_all(str(tmp_path))["kabupaten_contoh"]
    procedure, segment = government.bound("recommendation")
    assert procedure is not None and procedure.key == "saran_survei"
    start = datetime(2026, 3, 9, 9, 0, tzinfo=ZoneInfo(government.timezone))
    planned = list(simulating.timetable(procedure, segment, start, calendar.of(government)))
    assert [(one.step.id, f"{one.deadline.at:%d %H:%M}") for one in planned if one.deadline and one.deadline.at] == [
        ("ajukan", "10 16:00"), ("telaah", "13 15:00"), ("setujui", "16 16:00")]


def test_the_table_of_roles_is_that_of_the_file():
    roles = governments.load_all()["default"].roles
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \| `?(\w+|–)`? \|$", (DOCS / "roles.md").read_text(), re.MULTILINE)
    assert [(key, titles, superior) for key, titles, superior in rows] == [
        (role.key, ", ".join(role.titles), role.superior or "–") for role in roles.values()]


def test_the_permission_for_one_person_is_written_as_the_format_wants_it():
    (block,) = blocks("roles.md")
    assert set(yaml.safe_load(block)["single_officer"][0]) == {"organization", "role"}
