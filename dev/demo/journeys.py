"""How far the case of a dataset goes, and who takes it there: each step by the person whose step it is."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import ckan.model as model
from werkzeug.datastructures import FileStorage

from ckanext.satudata.workflow import governments
from demo import letter
from demo.acting import act
from demo.description import Dataset, People

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


def drive(dataset: Dataset, people: People) -> int:
    """Take the case on from where it stands.

    A case that has gone another way (somebody has worked on it) is left alone.

    Returns:
        number of answers that were given
    """
    standing = act(dataset.maker, "satudata_publication_record_show", id=dataset.name)
    case_id = standing.get("case_id")
    if not case_id:
        return 0
    done = _answers(act(dataset.maker, "satudata_workflow_case_show", id=case_id))
    way = WAYS[dataset.state]
    if done != way[: len(done)]:
        return 0
    for number in range(len(done), len(way)):
        _take(dataset, people, case_id, way, number)
    return len(way) - len(done)


def _answers(case: dict[str, Any]) -> tuple[Act, ...]:
    found = [
        (datetime.fromisoformat(attempt["at"]), Act(step["id"], attempt["answer"]))
        for step in case["steps"]
        for attempt in step["attempts"]
    ]
    return tuple(answer for _at, answer in sorted(found))


def _take(dataset: Dataset, people: People, case_id: str, way: tuple[Act, ...], number: int) -> None:
    answer = way[number]
    user = WHO[answer.step](dataset, people)
    if answer is SUBMIT and number:
        _correct(dataset)
    case = act(user, "satudata_workflow_case_show", id=case_id)
    if answer is VALIDATE:
        _add_letter(dataset, people, user, case)
    act(
        user, "satudata_workflow_task_decide", id=case["task"]["id"], lock_version=case["lock_version"], answer=answer.answer,
        seal=case["topics"][0]["seal"], reason=dataset.reason if answer in (RETURN, REFUSE) else None,
    )


WHO: dict[str, Callable[[Dataset, People], str]] = {
    "unggah": lambda dataset, people: dataset.maker,
    "periksa": lambda dataset, people: dataset.by,
    "validasi": lambda dataset, people: people.holder("kepala_opd", dataset.office),
    "terbit": lambda dataset, people: dataset.by,
}


def _correct(dataset: Dataset) -> None:
    """What the reviewer asked for: the description as it should have been at first."""
    now = act(dataset.maker, "package_show", id=dataset.name)
    wanted = {name: dataset.fields[name] for name in dataset.before if now.get(name) != dataset.fields[name]}
    if wanted:
        act(dataset.maker, "package_patch", id=dataset.name, **wanted)


def _add_letter(dataset: Dataset, people: People, user: str, case: dict[str, Any]) -> None:
    seal = case["topics"][0]["seal"]
    if any(document["kind"] == LETTER and document["seal"] == seal for document in case["documents"]):
        return
    head, office = model.User.get(user), model.Group.get(dataset.office)
    assert head is not None and office is not None
    today = governments.current().today()
    content = letter.surat_validasi(office.display_name, head.display_name, dataset.fields["title"], seal, today)
    act(
        user, "satudata_workflow_document_add", task_id=case["task"]["id"], kind=LETTER, dated_on=today.isoformat(),
        number="CONTOH", upload=FileStorage(io.BytesIO(content), filename=f"surat-validasi-{dataset.name}.pdf"),
    )
