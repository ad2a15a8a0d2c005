"""What anybody sees without an account, asked over HTTP: nothing of a record before it is published, all of it after."""

import csv
from dataclasses import dataclass
from typing import Any

import requests

from ckanext.satudata.tests.journeys.people import OFFICE
from ckanext.satudata.tests.journeys.portals import Portal

SECONDS = 120


@dataclass(frozen=True)
class Known:
    """What the journey knows of a record, and the public must not, until it is published."""

    id: str
    name: str
    title: str
    resource_id: str
    filename: str

    @property
    def marks(self) -> tuple[str, ...]:
        return self.id, self.name, self.title, self.resource_id, self.filename

    @property
    def word(self) -> str:
        """To search with: a search page repeats what was asked, so this is not the whole title."""
        return self.title.split()[-1]

    @property
    def download(self) -> str:
        return f"/dataset/{self.id}/resource/{self.resource_id}/download/{self.filename}"

    @property
    def table(self) -> str:
        return f"/satudata/publication/{self.name}/table/{self.resource_id}"


class Public:
    """Anybody: no cookie is kept from one question to the next."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def get(self, path: str, **parameters: str) -> requests.Response:
        return requests.get(f"{self.portal.url}{path}", params=parameters, timeout=SECONDS)

    def action(self, name: str, **parameters: str) -> requests.Response:
        return self.get(f"/api/3/action/{name}", **parameters)

    def result(self, name: str, **parameters: str) -> Any:
        answer = self.action(name, **parameters)
        assert answer.status_code == 200, f"{name}: {answer.text}"
        return answer.json()["result"]

    def pages(self, known: Known) -> dict[str, requests.Response]:
        """Pages and feeds that list records, and answers of the API that do."""
        return {
            "search page": self.get("/dataset/", q=known.word),
            "organisation page": self.get(f"/organization/{OFFICE}"),
            "organisations": self.get("/organization/"),
            "home page": self.get("/"),
            "feed": self.get("/feeds/dataset.atom"),
            "feed of the organisation": self.get(f"/feeds/organization/{OFFICE}.atom"),
            "catalogue": self.get("/catalog.ttl"),
            "package_search": self.action("package_search", q=known.word),
            "package_list": self.action("package_list"),
            "package_autocomplete": self.action("package_autocomplete", q=known.word),
            "current_package_list_with_resources": self.action("current_package_list_with_resources"),
            "resource_search": self.action("resource_search", query=f"url:{known.filename}"),
            "organization_show": self.action("organization_show", id=OFFICE, include_datasets="true"),
        }

    def own_pages(self, known: Known) -> dict[str, requests.Response]:
        """Pages and answers of the record itself."""
        return {
            "page": self.get(f"/dataset/{known.name}"),
            "page by id": self.get(f"/dataset/{known.id}"),
            "page of the file": self.get(f"/dataset/{known.name}/resource/{known.resource_id}"),
            "DCAT": self.get(f"/dataset/{known.name}.ttl"),
            "file": self.get(known.download),
            "package_show": self.action("package_show", id=known.name),
            "resource_show": self.action("resource_show", id=known.resource_id),
            "datastore_search": self.action("datastore_search", resource_id=known.resource_id),
            "datastore_info": self.action("datastore_info", id=known.resource_id),
            "dump": self.get(f"/datastore/dump/{known.resource_id}"),
            "all rows": self.get(known.table),
            "rows as CSV": self.get(f"{known.table}.csv"),
            "rows as XLSX": self.get(f"{known.table}.xlsx"),
            "rows as JSON": self.get(f"{known.table}.json"),
            "chart and first rows": self.action("satudata_publication_table_show", resource_id=known.resource_id),
        }

    def pages_of_officers(self, known: Known) -> dict[str, requests.Response]:
        """Pages on which the record is worked: at no time for the public."""
        return {
            "form": self.get(f"/satudata/metadata/{known.name}/form"),
            "section of the form": self.get(f"/satudata/metadata/{known.name}/form/dasar"),
            "files of the form": self.get(f"/satudata/metadata/{known.name}/form/berkas"),
            "page for the next period": self.get(f"/satudata/metadata/{known.name}/copy"),
            "check page": self.get(f"/satudata/publication/{known.name}/check"),
            "receipt": self.get(f"/satudata/publication/{known.name}/receipt"),
            "CKAN's form": self.get(f"/dataset/edit/{known.name}", manual="1"),
        }

    def is_kept_out(self, pages: dict[str, requests.Response], known: Known) -> None:
        """Fails if one of these pages answers with more than a refusal or the login."""
        for where, answer in pages.items():
            was_refused = answer.status_code in (403, 404) or "/user/login" in answer.url
            assert was_refused, f"{where} answers {answer.status_code}"
            assert known.title not in answer.text, f"{where} names the title"

    def sees_nothing(self, known: Known) -> None:
        """Fails if the record shows anywhere."""
        self.is_kept_out(self.own_pages(known) | self.pages_of_officers(known), known)
        for where, answer in self.pages(known).items():
            assert answer.status_code == 200, f"{where} answers {answer.status_code}"
            found = [mark for mark in known.marks if mark in answer.text]
            assert not found, f"{where} shows {found} of a record that is not published"
        assert self.result("package_search", q=f'title:"{known.title}"')["count"] == 0
        public = self.result("package_search", fq=f"organization:{OFFICE}", rows="0")["count"]
        assert self.result("organization_show", id=OFFICE)["package_count"] == public

    def sees_everything(self, known: Known, content: bytes, rows: int) -> None:
        """Fails unless the record is found and read on every surface, its file byte for byte, its table with all rows."""
        self.is_kept_out(self.pages_of_officers(known), known)
        for where, answer in self.own_pages(known).items():
            assert answer.status_code == 200, f"{where} answers {answer.status_code} after the record was published"
        for where, answer in self.pages(known).items():
            if where not in ("home page", "organisations"):
                found = [mark for mark in known.marks if mark in answer.text]
                assert found, f"{where} does not show the published record"
        assert self.result("package_search", q=known.word)["results"][0]["id"] == known.id
        assert self.get(known.download).content == content
        assert known.title in self.get("/catalog.ttl").text
        assert self.result("datastore_search", resource_id=known.resource_id, limit="1")["total"] == rows
        assert len(list(csv.reader(self.get(f"{known.table}.csv").text.splitlines()))) == rows + 1
        shown = self.result("package_show", id=known.name)
        assert not shown["private"]
        assert shown["attribution"]

