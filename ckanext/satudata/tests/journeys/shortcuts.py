"""States that a test begins with, reached over the API by the people themselves: only what is tested is clicked."""

from pathlib import Path
from typing import Any

import requests

from ckanext.satudata.tests.journeys import processes
from ckanext.satudata.tests.journeys.people import OFFICE, Account
from ckanext.satudata.tests.journeys.portals import Portal

SECONDS = 120


class Api:
    """The portal's API in the name of a person."""

    def __init__(self, portal: Portal, account: Account) -> None:
        self.portal, self.headers = portal, {"Authorization": portal.token(account)}

    def __call__(self, action: str, files: dict[str, Any] | None = None, **data: Any) -> Any:
        content = {"data": data, "files": files} if files else {"json": data}
        url = f"{self.portal.url}/api/3/action/{action}"
        answer = requests.post(url, headers=self.headers, timeout=SECONDS, **content)
        assert answer.status_code == 200, f"{action}: {answer.text}"
        return answer.json()["result"]

    def case(self, name: str) -> dict[str, Any]:
        case_id = self("satudata_publication_record_show", id=name)["case_id"]
        return self("satudata_workflow_case_show", id=case_id)


def draft(operator: Api, fields: dict[str, str], name: str, file: Path) -> str:
    """A described record with its table, read by the portal."""
    operator("package_create", **fields | {"name": name, "owner_org": OFFICE})
    with file.open("rb") as stream:
        resource = operator("resource_create", {"upload": stream}, package_id=name, name=file.name, url=file.name)

    def is_read() -> bool:
        return operator("satudata_metadata_table_show", resource_id=resource["id"])["status"] == "loaded"

    assert processes.wait_until(is_read, processes.PATIENCE, 0.25)
    return name


def answer(who: Api, name: str, key: str) -> None:
    """Somebody answers the step at which the record's case stands."""
    case = who.case(name)
    seen = {"lock_version": case["lock_version"], "seal": case["topics"][0]["seal"] or ""}
    who("satudata_workflow_task_decide", id=case["task"]["id"], answer=key, **seen)


def finish(who: Api, case_id: str, key: str = "finish") -> dict[str, Any]:
    """Somebody answers the step at which a case without a record stands; the case as it is then."""
    case = who("satudata_workflow_case_show", id=case_id)
    who("satudata_workflow_task_decide", id=case["task"]["id"], lock_version=case["lock_version"], answer=key)
    return who("satudata_workflow_case_show", id=case_id)


def letter_drafted(staff: Api, subject: str) -> str:
    """Id of a case of Bandar Lampung: a letter that asks an OPD for data, drafted by the staff, waits for the kabid."""
    startable = staff("satudata_workflow_startable_list")
    (one,) = (one for one in startable if one["procedure"] == "pengumpulan_data")
    (office,) = (office["id"] for office in one["organizations"])
    case = staff("satudata_workflow_case_create", procedure="pengumpulan_data", organization=office, subject=subject)
    while case["step"] != "periksa_konsep":
        case = finish(staff, case["id"])
    return case["id"]


def submitted(operator: Api, fields: dict[str, str], name: str, file: Path) -> str:
    """A record that its operator has submitted."""
    draft(operator, fields, name, file)
    answer(operator, name, "finish")
    return name


def published(operator: Api, walidata: Api, head: Api, name: str, letter: Path) -> str:
    """A submitted record of Way Kanan that has gone the whole way, and whose page shows what a worker made of its table."""
    answer(walidata, name, "sesuai")
    with letter.open("rb") as stream:
        task = head.case(name)["task"]["id"]
        head("satudata_workflow_document_add", {"upload": stream}, task_id=task, kind="surat_validasi")
    answer(head, name, "setuju")
    answer(walidata, name, "finish")
    resource = operator("package_show", id=name)["resources"][0]["id"]

    def is_looked_at() -> bool:
        return operator("satudata_publication_table_show", resource_id=resource)["is_made"]

    assert processes.wait_until(is_looked_at, processes.PATIENCE, 0.25)
    return name
