"""An office, its people, and files as they send them."""

import json

import pytest

from ckanext.satudata.metadata import workbook_messages
from ckanext.satudata.metadata.importing import files
from ckanext.satudata.metadata.workbook import writing
from ckanext.satudata.metadata.workbook.writing import Content
from ckanext.satudata.tests.factories import act
from ckanext.satudata.tests.metadata.conftest import upload
from ckanext.satudata.tests.metadata.form_browser import person

KEGIATAN = {"title": "Survei Kepuasan Masyarakat", "tahun_kegiatan": "2025", "jenis_statistik": "STATISTIK_SEKTORAL",
            "cara_pengumpulan_data": "SURVEI", "i_email": "statistik@example.go.id",
            "iv_metode_pengumpulan_data": ["wawancara", "pengamatan"]}
VARIABEL = [{"nama": "Jenis Kelamin", "konsep": ["Penduduk"], "value_domain": [
    {"kode": "1", "nilai": "Laki-laki"}, {"kode": "2", "nilai": "Perempuan"}]}, {"nama": "Umur", "satuan": "tahun"}]
INDIKATOR = [{"title": "Indeks Kepuasan", "satuan": "poin", "apakah_indikator_komposit": "tidak"}]
OFFICER = {"ii_pj_nama": "Sri Wahyuni", "ii_pj_jabatan": "Kepala Bidang"}


def workbook(kegiatan=None, variabel=(), indikator=(), contacts=None):
    return writing.write(files.schemas_of_workbook(), workbook_messages.words(),
                         Content(kegiatan or {}, variabel, indikator, {} if contacts is None else contacts))


class Sender:
    """Somebody of an office who sends files."""

    def __init__(self, office, capacity="editor", **more):
        self.office, self.user = office, person(office, capacity, **more)

    def act(self, action, **data):
        return act(self.user["name"], f"satudata_metadata_{action}", **data)

    def send(self, content, name="metadata.xlsx", kegiatan=None):
        if not isinstance(content, bytes):
            content, name = json.dumps(content).encode(), "metadata.json"
        target = {"kegiatan_id": kegiatan} if kegiatan else {"owner_org": self.office["id"]}
        made = self.act("import_create", upload=upload(content, name), **target)
        return self.act("import_show", id=made["id"])

    def accept(self, found):
        return self.act("import_accept", id=found["id"], stamp=found["stamp"])

    def take(self, content, name="metadata.xlsx", kegiatan=None):
        """Send and accept; the kegiatan."""
        found = self.send(content, name, kegiatan)
        assert found["may_be_taken"], faults_of(found)
        done = self.accept(found)
        assert done["status"] == "done", done
        assert not any("refused" in result for result in done["results"]), done
        return act(self.user["name"], "package_show", id=done["results"][0]["id"])

    def variabel(self, kegiatan):
        return self.act("variabel_list", kegiatan_id=kegiatan["id"], limit=500)["results"]


def faults_of(found):
    """Place and sentence of whatever stands against a file."""
    every = [*found["problems"], *(fault for one in found["kegiatan"] for fault in one["problems"])]
    return [(fault["place"], fault["sentence"]) for fault in every if not fault["is_note"]]


@pytest.fixture
def sender(portal, office):
    return Sender(office)
