"""How far the case of a record goes, and who takes it there: each step by the person whose step it is."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import ckan.model as model
from werkzeug.datastructures import FileStorage

from ckanext.satudata.workflow import governments
from demo import letter
from demo.acting import act
from demo.description import People, Record

LETTER = "surat_validasi"


class Act(NamedTuple):
    """An answer at a step of Way Kanan's SOP 800/212.j, rows 6 to 9."""

    step: str
    answer: str


SUBMIT = Act("unggah", "finish")
APPROVE = Act("periksa", "sesuai")
RETURN = Act("periksa", "tidak_sesuai")
VALIDATE = Act("validasi", "setuju")
REFUSE = Act("validasi", "kembalikan")
PUBLISH = Act("terbit", "finish")

WAYS: dict[str, tuple[Act, ...]] = {
    "draft": (),
    "submitted": (SUBMIT,),
    "returned": (SUBMIT, RETURN),
    "returned_by_head": (SUBMIT, APPROVE, REFUSE),
    "validating": (SUBMIT, APPROVE),
    "publishing": (SUBMIT, APPROVE, VALIDATE),
    "published": (SUBMIT, APPROVE, VALIDATE, PUBLISH),
    "corrected": (SUBMIT, RETURN, SUBMIT, APPROVE, VALIDATE, PUBLISH),
}


def drive(record: Record, people: People) -> int:
    """Take the case on from where it stands.

    A case that has gone another way (somebody has worked on it) is left alone.

    Returns:
        number of answers that were given
    """
    standing = act(record.maker, "satudata_publication_record_show", id=record.name)
    case_id = standing.get("case_id")
    if not case_id:
        return 0
    done = _answers(act(record.maker, "satudata_workflow_case_show", id=case_id))
    way = WAYS[record.state]
    if done != way[: len(done)]:
        return 0
    for number in range(len(done), len(way)):
        _take(record, people, case_id, way, number)
    return len(way) - len(done)


def _answers(case: dict[str, Any]) -> tuple[Act, ...]:
    found = [
        (datetime.fromisoformat(attempt["at"]), Act(step["id"], attempt["answer"]))
        for step in case["steps"]
        for attempt in step["attempts"]
    ]
    return tuple(answer for _at, answer in sorted(found))


def _take(record: Record, people: People, case_id: str, way: tuple[Act, ...], number: int) -> None:
    answer = way[number]
    user = WHO[answer.step](record, people)
    if answer is SUBMIT and number:
        _correct(record)
    case = act(user, "satudata_workflow_case_show", id=case_id)
    if answer is VALIDATE:
        _add_letter(record, people, user, case)
    act(
        user, "satudata_workflow_task_decide", id=case["task"]["id"], lock_version=case["lock_version"], answer=answer.answer,
        seal=case["topics"][0]["seal"], reason=record.reason if answer in (RETURN, REFUSE) else None,
    )


WHO: dict[str, Callable[[Record, People], str]] = {
    "unggah": lambda record, people: record.maker,
    "periksa": lambda record, people: record.by,
    "validasi": lambda record, people: people.holder("kepala_opd", record.office),
    "terbit": lambda record, people: record.by,
}


def _correct(record: Record) -> None:
    """What the reviewer asked for: the description as it should have been at first."""
    now = act(record.maker, "package_show", id=record.name)
    wanted = {name: record.fields[name] for name in record.before if now.get(name) != record.fields[name]}
    if wanted:
        act(record.maker, "package_patch", id=record.name, **wanted)


def _add_letter(record: Record, people: People, user: str, case: dict[str, Any]) -> None:
    seal = case["topics"][0]["seal"]
    if any(document["kind"] == LETTER and document["seal"] == seal for document in case["documents"]):
        return
    head, office = model.User.get(user), model.Group.get(record.office)
    assert head is not None and office is not None
    today = governments.current().today()
    content = letter.surat_validasi(office.display_name, head.display_name, record.fields["title"], seal, today)
    act(
        user, "satudata_workflow_document_add", task_id=case["task"]["id"], kind=LETTER, dated_on=today.isoformat(),
        number="CONTOH", upload=FileStorage(io.BytesIO(content), filename=f"surat-validasi-{record.name}.pdf"),
    )
