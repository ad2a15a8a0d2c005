"""Runs in the process of one portal, fills it and times operations: `operations.py INI`, one line of JSON for each."""

import io
import json
import os
import sys
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import records
import sqlalchemy as sa
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from sqlalchemy import event
from werkzeug.datastructures import FileStorage
from werkzeug.test import Client


class Operations:
    """One portal. What is public is read by nobody in particular; what is saved is saved by an editor of the office."""

    def __init__(self, ini: str) -> None:
        self.app = make_app(CKANConfigLoader(ini).get_config())
        self.browser = Client(self.app, use_cookies=False)
        self.is_ours = p.plugin_loaded("satudata")
        self.statements = 0
        self.package: dict[str, Any] = {}
        event.listen(sa.Engine, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self.statements += 1

    def _timed(self, work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
        before, start = self.statements, time.perf_counter()
        result = work()
        return result, {"seconds": time.perf_counter() - start, "statements": self.statements - before}

    def _act(self, action: str, data: dict[str, Any], **more: Any) -> tuple[Any, dict[str, float]]:
        """An action as a request of the operator runs it; only the action itself is timed."""
        with self.app._wsgi_app.test_request_context():
            context = {"user": records.OPERATOR, "auth_user_obj": model.User.get(records.OPERATOR), **more}
            try:
                return self._timed(lambda: tk.get_action(action)(context, data))
            finally:
                model.Session.remove()

    # what is measured

    def create(self, number: int) -> dict[str, float]:
        """A private record with all its fields: what an operator begins with (ours opens its case in the same save)."""
        self.package, sample = self._act("package_create", records.package(f"baru-{number}", number) | {"private": True})
        return sample

    def update(self, number: int) -> dict[str, float]:
        """One field of the record that was just created."""
        shown, _ = self._act("package_show", {"id": self.package["id"]})
        return self._act("package_update", shown | {"satuan": f"jiwa {number}"})[1]

    def resource(self, number: int) -> dict[str, float]:
        """A small table for this record."""
        data = {"package_id": self.package["id"], "name": "Tabel", "upload": records.upload()}
        return self._act("resource_create", data)[1]

    def page(self, number: int) -> dict[str, float]:
        """The page of a public record."""
        number = records.TABLES + number % (100 - records.TABLES)
        return self._get(f"/dataset/data-{number}", f"Menurut Kecamatan {number}")

    def figures(self, number: int) -> dict[str, float]:
        """The page of a public record with its table and chart; at the peer, the page and the view of its table."""
        name = f"data-{number % records.TABLES}"
        sample = self._get(f"/dataset/{name}", records.KECAMATAN[0] if self.is_ours else "Menurut Kecamatan")
        if self.is_ours:
            return sample
        view = self._get(self._view_of(name), "data-module")
        return {key: sample[key] + view[key] for key in sample}

    def desk(self, number: int) -> dict[str, float]:
        """Twenty open tasks of an operator; at the peer, a list of twenty datasets for the same person."""
        if not self.is_ours:
            return self._get(f"/dataset/?q=penduduk&page={1 + number % 5}", "Menurut Kecamatan", self._token())
        return self._get("/satudata/workflow/desk", "Menurut Kecamatan", self._token())

    def case(self, number: int) -> dict[str, float]:
        """A submitted case with its content; at the peer, a list of twenty datasets for the same person."""
        if not self.is_ours:
            return self.desk(number)
        return self._get(f"/satudata/workflow/case/{self._case_of(number % records.CASES)}", "SHA-256", self._token())

    def home(self, number: int) -> dict[str, float]:
        """The home page: its counts, what was published last, offices."""
        return self._get("/", "Satu Data")

    def search(self, number: int) -> dict[str, float]:
        """A search that finds all records and shows twenty."""
        return self._get(f"/dataset/?q=penduduk&page={1 + number % 5}", "Menurut Kecamatan")

    def village(self, number: int) -> dict[str, float]:
        """What the region picker asks while somebody types; at the peer, a search for nothing that shows nothing."""
        return self._region(records.VILLAGES[number % len(records.VILLAGES)])

    def no_region(self, number: int) -> dict[str, float]:
        """The dearest question: every name is read, and none fits."""
        return self._region(f"wakanda {number}")

    def _region(self, text: str) -> dict[str, float]:
        if not self.is_ours:
            return self._act("package_search", {"rows": 0})[1]
        return self._act("satudata_metadata_region_search", {"q": text, "limit": 12})[1]

    def workbook(self, number: int) -> dict[str, float]:
        """A workbook of 500 variables: read, looked at, and taken over, in one go."""
        content = self._workbook_of(number)
        file = FileStorage(io.BytesIO(content), filename="metadata.xlsx")
        made, first = self._act("satudata_metadata_import_create", {"owner_org": records.OFFICES[0], "upload": file})
        seen, second = self._act("satudata_metadata_import_show", {"id": made["id"]})
        if not seen["may_be_taken"]:
            raise RuntimeError(json.dumps(seen)[:2000])
        sent = {"id": made["id"], "stamp": seen["stamp"]}
        done, third = self._act("satudata_metadata_import_accept", sent, satudata_metadata_at_once=True)
        if not done["results"][0].get("id"):
            raise RuntimeError(json.dumps(done)[:2000])
        return {key: first[key] + second[key] + third[key] for key in first}

    def kegiatan(self, number: int) -> dict[str, float]:
        """One save of such an activity, with one variable."""
        package = records.kegiatan(f"Kegiatan {number}") | {
            "type": "kegiatan", "owner_org": records.OFFICES[0], "name": f"kegiatan-{number}", "private": True}
        made, first = self._act("package_create", package)
        _, second = self._act("satudata_metadata_variabel_create", records.variabel(1) | {"kegiatan_id": made["id"]})
        return {key: first[key] + second[key] for key in first}

    def _workbook_of(self, number: int) -> bytes:
        """As somebody would have filled it in."""
        from ckanext.satudata.metadata import workbook_messages
        from ckanext.satudata.metadata.importing.files import schemas_of_workbook
        from ckanext.satudata.metadata.workbook import writing

        with self.app._wsgi_app.test_request_context():
            content = writing.Content(records.kegiatan(f"Impor {number}"), [records.variabel(row) for row in range(500)])
            return writing.write(schemas_of_workbook(), workbook_messages.words(), content)

    @cache  # noqa: B019  one object a process
    def _view_of(self, name: str) -> str:
        resource = self._act("package_show", {"id": name})[0]["resources"][-1]
        view, *_ = self._act("resource_view_list", {"id": resource["id"]})[0]
        return f"/dataset/{name}/resource/{resource['id']}/view/{view['id']}"

    @cache  # noqa: B019
    def _case_of(self, number: int) -> str:
        return self._act("satudata_publication_record_show", {"id": f"periksa-{number}"})[0]["case_id"]

    @cache  # noqa: B019
    def _token(self) -> str:
        """What a program of the operator sends instead of a login."""
        with self.app._wsgi_app.test_request_context():
            context = {"ignore_auth": True, "user": records.OPERATOR}
            return tk.get_action("api_token_create")(context, {"user": records.OPERATOR, "name": "bench"})["token"]

    def _get(self, address: str, wanted: str, token: str | None = None) -> dict[str, float]:
        headers = {"Authorization": token} if token else {}
        answer, sample = self._timed(lambda: self.browser.get(address, headers=headers, buffered=True))
        text = answer.get_data(as_text=True)
        if answer.status_code != 200 or wanted not in text:
            raise RuntimeError(f"{address}: {answer.status}\n{text[:2000]}")
        return sample

    # what is prepared

    def fill(self, count: int) -> None:
        """An office for every fourth record, an editor, and `count` public records, all made without our plugins."""
        with self.app._wsgi_app.test_request_context():
            site = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]

            def act(user: str, name: str, data: dict[str, Any]) -> Any:
                return tk.get_action(name)({"ignore_auth": True, "user": user}, data)

            account = {"name": records.OPERATOR, "email": "operator@example.org", "password": "kata-sandi-uji"}
            act(site, "user_create", account)
            members = [{"name": records.OPERATOR, "capacity": "editor"}]
            for office in records.OFFICES:
                title = office.replace("-", " ").title()
                act(site, "organization_create", {"name": office, "title": title, "users": members})
            for number in range(count):
                content = records.package(f"data-{number}", number) | {"resources": records.links(number)}
                act(records.OPERATOR, "package_create", content)

    def tables(self, _: int) -> None:
        """The first records have a table, and a view of it as CKAN makes them."""
        with self.app._wsgi_app.test_request_context():
            for number in range(records.TABLES):
                context = {"ignore_auth": True, "user": records.OPERATOR}
                shown = tk.get_action("package_show")({**context}, {"id": f"data-{number}"})
                resource = {"package_id": shown["id"], "name": "Tabel"}
                made = tk.get_action("datastore_create")({**context}, records.table() | {"resource": resource})
                view = {"resource_id": made["resource_id"], "view_type": "datatables_view", "title": "Tabel"}
                tk.get_action("resource_view_create")({**context}, view)

    def work(self, _: int) -> None:
        """Ours only: cases that wait for the operator, and some that were submitted."""
        for number in range(records.CASES):
            for name in (f"kerja-{number}", f"periksa-{number}"):
                content = records.package(name, number) | {"private": True, "resources": records.links(number)}
                self._act("package_create", content)
            case_id = self._case_of(number)
            case = self._act("satudata_workflow_case_show", {"id": case_id})[0]
            seen = {"id": case["task"]["id"], "lock_version": case["lock_version"], "seal": ""}
            self._act("satudata_workflow_task_decide", seen | {"answer": "finish"})

    def take_over(self, _: int) -> None:
        """The editor holds the office of an operator, and each record is public on the ground of a case.

        The migration has adopted the records. Their page would not have to read a revision, so each gets one: it must
        cost what the page of a record costs that has gone the whole way.
        """
        with self.app._wsgi_app.test_request_context():
            site = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
            for office in records.OFFICES:
                officer = {"user": records.OPERATOR, "role": "operator_opd", "organization": office}
                tk.get_action("satudata_workflow_officer_create")({"ignore_auth": True, "user": site}, officer)
            model.Session.execute(sa.text("""
                INSERT INTO satudata_publication_revision (id, package_id, no, content, resources, sha256, makers, sealed_by,
                                                           sealed_at, published_at)
                SELECT 'revision of ' || package_id, package_id, 1, '{}', '[]', '', '{}', '', now(), now()
                FROM satudata_publication_record"""))
            model.Session.execute(sa.text("""
                UPDATE satudata_publication_record SET basis = 'case', live = 'revision of ' || package_id"""))
            model.Session.commit()


def serve(portal_of: Callable[[str], Operations], ini: str) -> None:
    answers = os.fdopen(os.dup(1), "w")     # whatever prints, goes into the log instead
    os.dup2(2, 1)
    portal = portal_of(ini)
    for line in sys.stdin:
        name, number = json.loads(line)
        answers.write(json.dumps(getattr(portal, name)(number)) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve(Operations, sys.argv[1])
