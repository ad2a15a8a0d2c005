"""`ckan satudata-workflow check` and `procedures` as an administrator runs them."""

import json
from pathlib import Path

import pytest
from ckan.tests.helpers import CKANCliRunner

from ckanext.satudata.tests.workflow import files
from ckanext.satudata.workflow import export, governments
from ckanext.satudata.workflow.cli import satudata_workflow
from ckanext.satudata.workflow.loading import shipped

pytestmark = pytest.mark.usefixtures("with_plugins")
FOLDER = "ckanext.satudata.workflow.governments_folder"


def test_check__in_order(cli: CKANCliRunner):
    result = cli.invoke(satudata_workflow, ["check"])
    folder = Path(str(shipped()))
    governments_there, files_there = (len([*folder.glob(f"*/{name}")]) for name in ("government.yaml", "procedures/*.yaml"))
    assert (result.exit_code, result.output) == (
        0, f"{governments_there} governments and {files_there} procedures are in order.\n")


def test_check__each_fault_a_sentence(cli: CKANCliRunner, ckan_config: dict, tmp_path: Path):
    """Wrong in the file, wrong between the files, and a name that no plugin has."""
    raw = files.procedure()
    files.step(raw, "lapor").update(next="rapat", requires=["publication.siap"])
    files.write(tmp_path, files.government(), raw)
    files.write(tmp_path, files.government(government="kota", zone="GMT"))
    ckan_config[FOLDER] = str(tmp_path)
    result = cli.invoke(satudata_workflow, ["check"])
    assert result.exit_code == 1
    place = "desa/procedures/terbitkan.yaml, line 120, step lapor"
    assert result.stderr.splitlines() == [
        "kota/government.yaml, line 8: The value of “zone” has to be one of: WIB, WITA, WIT.",
        f"{place}: “finish” leads to “rapat”, and there is no such step.",
        f"{place}: No enabled plugin has the guard “publication.siap”.",
    ]


def test_procedures__one_json_document(cli: CKANCliRunner):
    result = cli.invoke(satudata_workflow, ["procedures", "--format", "json"])
    assert result.exit_code == 0
    printed = json.loads(result.output)
    assert printed == export.document(governments.load_all())
    rows = {(p["government"], p["key"]): len(p["steps"]) for p in printed}
    assert rows["bandar_lampung", "pemeriksaan_verifikasi_data"] == 6
    assert rows["bandar_lampung", "analisis_data"] == 0, "only the cover sheet is left: listed all the same"
    assert rows["way_kanan", "penyelenggaraan_sistem_informasi"] == 11


def test_procedures__refuses_broken_files(cli: CKANCliRunner, ckan_config: dict, tmp_path: Path):
    files.write(tmp_path, files.government(zone="GMT"))
    ckan_config[FOLDER] = str(tmp_path)
    result = cli.invoke(satudata_workflow, ["procedures"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "“zone”" in result.stderr
