"""A portal whose procedures cannot be trusted does not start."""

import ckan.plugins as p
import pytest
from ckan.exceptions import CkanConfigurationException


@pytest.fixture
def plugins_after(ckan_config):
    yield
    p.unload_all()


@pytest.mark.ckan_config("ckan.plugins", "satudata satudata_workflow")
def test_a_name_that_no_enabled_room_registers_stops_the_start(ckan_config, plugins_after):
    with pytest.raises(CkanConfigurationException) as refused:
        p.load_all(force_update=True)
    said = str(refused.value)
    assert "step terbit: No enabled plugin has the effect “publication.publish”." in said
    assert "metadata.complete" not in said and "quality" not in said      # these end in `?`: their rooms may be off


@pytest.mark.ckan_config("ckan.plugins", "satudata satudata_publication satudata_workflow")
def test_a_broken_procedure_file_stops_the_start_and_names_the_line(ckan_config, plugins_after, tmp_path, monkeypatch):
    folder = tmp_path / "kota" / "procedures"
    folder.mkdir(parents=True)
    (tmp_path / "kota" / "government.yaml").write_text("names: {nama: Kota}\nzone: WIX\n")
    monkeypatch.setitem(ckan_config, "ckanext.satudata.workflow.governments_folder", str(tmp_path))
    with pytest.raises(CkanConfigurationException, match="kota/government.yaml"):
        p.load_all(force_update=True)
