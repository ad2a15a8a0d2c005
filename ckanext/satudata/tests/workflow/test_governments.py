"""Governments: what is inherited and what never is, circles, the shipped folders, the administrator's own folder."""

from datetime import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from ckanext.satudata.tests.workflow import files
from ckanext.satudata.workflow import governments
from ckanext.satudata.workflow.government import Binding, Government, Numbering
from ckanext.satudata.workflow.loading import DEFAULT, shipped
from ckanext.satudata.workflow.procedures import KINDS

NAMES = {"daerah": "Kabupaten Kota", "nama": "Kota", "portal": "Satu Data Kota"}


def child(**changes: object) -> dict:
    return {"government": "kota", "extends": "desa", "names": NAMES, "zone": "WIT", **changes}


def merged(folder: Path, **changes: object) -> Government:
    parent = files.government(
        portal_url="https://desa.example/", region={"kind": "kabupaten", "kemendagri": "01.01", "bps": "0101"},
            demonstration=True,
        single_officer=[{"organization": "dinas", "role": "walidata"}], attribution="Sumber: {portal} {portal_url}",
        hours={"source": "uji", "week": [{"days": ["mon"], "open": "08:00", "close": "15:00",
                                          "breaks": [{"from": "12:00", "to": "13:00"}]}]},
        numbering={"digits": "4", "prefixes": {"publication": "PUB"}}, take_up={"value": "2", "unit": "working_days"})
    files.write(folder, parent, files.procedure())
    files.write(folder, child(**changes))
    loaded = files.load(folder)
    assert [fault.sentence for fault in loaded.faults] == []
    return loaded.governments["kota"]


def test_extends__inherits_procedures_roles_hours_and_bindings(tmp_path: Path):
    kota = merged(tmp_path)
    procedure, segment = kota.bound("publication")
    assert procedure is not None and (procedure.government, procedure.key, segment) == ("desa", "terbitkan", "rekaman")
    assert kota.own_procedures == []
    assert kota.roles["operator_opd"].superior == "kepala_opd"
    assert kota.hours == {0: ((time(8), time(12)), (time(13), time(15)))}
    assert kota.numbering.number("publication", 2026, 42) == "PUB-2026-0042"
    assert (kota.take_up.value, kota.take_up.unit) == (2, "working_days")
    assert kota.documents["surat"].upload


def test_extends__never_inherits_names_codes_address_or_permissions(tmp_path: Path):
    kota = merged(tmp_path)
    assert (kota.region, kota.portal_url, kota.single_officer, kota.demonstration) == (None, None, frozenset(), False)
    assert (kota.zone, kota.timezone) == ("WIT", "Asia/Jayapura")
    assert kota.attribution_in("id", "http://127.0.0.1:5000") == "Sumber: Satu Data Kota http://127.0.0.1:5000"


def test_extends__overrides_key_by_key(tmp_path: Path):
    kota = merged(
        tmp_path, bindings={"report": "terbitkan#laporan"}, numbering={"prefixes": {"report": "LAP"}},
        roles={"walidata": {"also": ["kepala_opd"]}, "kepala_opd": {"titles": ["Kepala Dinas"], "superior": None}},
        hours={"source": "uji", "week": [{"days": ["fri", "sat"], "open": "08:00", "close": "11:00"}]})
    assert kota.bindings == {"publication": Binding("terbitkan", "rekaman"), "report": Binding("terbitkan", "laporan")}
    assert kota.numbering == Numbering({"publication": "PUB", "report": "LAP"}, 4)
    assert (kota.roles["walidata"].titles, kota.roles["walidata"].held_in) == (("Walidata",), "diskominfo")
    assert kota.roles_for("walidata") == {"walidata", "kepala_opd"}
    assert kota.role_title("kepala_opd") == "Kepala Dinas"
    assert list(kota.hours) == [4, 5]


def test_extends__a_procedure_of_its_own_replaces_the_inherited_one(tmp_path: Path):
    files.write(tmp_path, files.government(), files.procedure())
    files.write(tmp_path, child(), files.procedure(version="2"))
    loaded = files.load(tmp_path).governments
    procedure, _ = loaded["kota"].bound("publication")
    assert procedure is not None and (procedure.government, procedure.version) == ("kota", "2")
    assert loaded["desa"].procedures["terbitkan"].version == "1"


def test_default__fills_what_nobody_else_says(tmp_path: Path):
    files.write(tmp_path, files.government(government=DEFAULT))
    files.write(tmp_path, files.government(bindings={}, roles={"walidata": {"titles": ["Diskominfo"]}}, documents=None))
    desa = files.load(tmp_path).governments["desa"]
    assert desa.bindings == {"publication": Binding("terbitkan", "rekaman")}
    assert desa.roles["walidata"].held_in == "diskominfo"
    assert desa.role_title("walidata") == "Diskominfo"
    assert list(desa.documents) == ["surat"]


def test_nothing_bound(tmp_path: Path):
    files.write(tmp_path, files.government(), files.procedure())
    desa = files.load(tmp_path).governments["desa"]
    assert desa.bound("complaint") == (None, None)
    assert desa.role_title("lurah") == "lurah"
    assert desa.roles_for("lurah") == {"lurah"}


def test_roles__who_has_officers(tmp_path: Path):
    files.write(tmp_path, files.government())
    roles = files.load(tmp_path).governments["desa"].roles
    assert [key for key, role in roles.items() if role.per_organization] == ["operator_opd", "kepala_opd"]
    assert [key for key, role in roles.items() if not role.has_officers] == ["portal"]


CHAINS = [
    ("itself", {"kota": "kota"}, "extends_itself", "kota → kota"),
    ("in a circle", {"desa": "kota", "kota": "desa"}, "extends_itself", "→"),
    ("nobody", {"kota": "lurah"}, "extends_unknown", "lurah"),
]


@pytest.mark.parametrize(("extends", "code", "words"), [row[1:] for row in CHAINS], ids=[row[0] for row in CHAINS])
def test_extends__refused(tmp_path: Path, extends: dict[str, str], code: str, words: str):
    for slug in ("desa", "kota"):
        more = {"extends": extends[slug]} if slug in extends else {}
        files.write(tmp_path, files.government(government=slug, **more), files.procedure())
    loaded = files.load(tmp_path)
    assert {fault.code for fault in loaded.faults} == {code}
    assert words in loaded.faults[0].sentence and loaded.faults[0].line
    assert not set(loaded.governments) & set(extends)


def test_a_broken_file_hides_nothing(tmp_path: Path):
    """A government that cannot be read, one without its file, one that extends them, and one that is in order."""
    files.write(tmp_path, files.government(zone="GMT"), files.procedure(kind="semua"))
    files.write(tmp_path, child())
    files.write(tmp_path, files.government(government="baik"), files.procedure())
    (tmp_path / "kosong").mkdir()
    (tmp_path / ".git").mkdir()
    loaded = files.load(tmp_path)
    assert [(fault.file, fault.code) for fault in loaded.faults] == [
        ("desa/procedures/terbitkan.yaml", "not_one_of"), ("desa/government.yaml", "not_one_of"),
         ("kosong/government.yaml", "no_file")]
    assert list(loaded.governments) == ["baik"]


def test_a_folder_with_another_name(tmp_path: Path):
    files.write(tmp_path, files.government()).rename(tmp_path / "kampung")
    assert [(fault.code, fault.line) for fault in files.load(tmp_path).faults] == [("wrong_name", 2)]


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    files.write(tmp_path, child(extends="way_kanan"))
    return tmp_path


def test_load_all__the_administrator_s_own_folder_stands_beside_the_shipped_ones(own_folder: Path):
    known = governments.load_all(str(own_folder))
    assert set(known) >= {"kota", "way_kanan", "bandar_lampung", "banjarnegara", "default"}
    procedure, segment = known["kota"].bound("publication")
    assert procedure is not None and (procedure.key, segment) == ("penyelenggaraan_sistem_informasi", "publikasi")


def test_load_all__read_once(own_folder: Path):
    assert governments.load_all(str(own_folder)) is governments.load_all(str(own_folder))
    assert governments.load_all() is governments.load_all(None)


@pytest.mark.parametrize(("slug", "code"), [("way_kanan", "government_twice"), (None, "no_folder")])
def test_load_all__refuses(tmp_path: Path, slug: str | None, code: str):
    if slug:
        files.write(tmp_path, files.government(government=slug))
    with pytest.raises(governments.FilesRefused) as refused:
        governments.load_all(str(tmp_path if slug else tmp_path / "tidak_ada"))
    assert [fault.code for fault in refused.value.faults] == [code]
    assert str(refused.value) == refused.value.faults[0].sentence


def test_current__an_unknown_government_is_named(monkeypatch: pytest.MonkeyPatch):
    """The administrator mistyped ckanext.satudata.government."""
    from ckanext.satudata import config as shell
    from ckanext.satudata.workflow import config

    monkeypatch.setattr(shell, "tk", SimpleNamespace(config={"ckanext.satudata.government": "way-kanan"}))
    monkeypatch.setattr(config, "tk", SimpleNamespace(config={"ckanext.satudata.workflow.governments_folder": ""}))
    with pytest.raises(governments.FilesRefused, match="There is no government “way-kanan”.*way_kanan"):
        governments.current()


def test_current__the_configured_one(monkeypatch: pytest.MonkeyPatch, own_folder: Path):
    from ckanext.satudata import config as shell
    from ckanext.satudata.workflow import config

    monkeypatch.setattr(shell, "tk", SimpleNamespace(config={"ckanext.satudata.government": "kota"}))
    monkeypatch.setattr(config, "tk",
        SimpleNamespace(config={"ckanext.satudata.workflow.governments_folder": str(own_folder)}))
    assert governments.current().slug == "kota"
    assert governments.of_case("way_kanan").slug == "way_kanan"


def test_shipped__roles_of_the_design():
    """Design §4; the state of a role is the same under every government unless it says otherwise."""
    roles = governments.load_all()[DEFAULT].roles
    held = {office: {key for key, role in roles.items() if role.held_in == office} for office in (
        "opd", "diskominfo", "bps", "bappeda", "government", "public", "system")}
    assert held == {
        "opd": {"operator_opd", "verifikator_instansi", "kepala_opd", "ppid_opd"},
        "diskominfo": {"staf_statistik", "kasi_statistik", "kabid_statistik", "sekretaris_dinas", "kepala_dinas", "walidata",
                       "tim_aplikasi", "admin_portal", "pengelola_ti"},
        "bps": {"pembina_data"},
        "bappeda": {"forum", "koordinator_forum", "sekretariat_forum"},
        "government": {"ppid_utama", "ppid_petugas", "tim_pertimbangan", "pimpinan_daerah"},
        "public": {"pemohon"},
        "system": {"portal"},
    }


def test_shipped__banjarnegara_runs_the_sop_of_way_kanan_under_its_own_name():
    known = governments.load_all()
    banjarnegara, way_kanan = known["banjarnegara"], known["way_kanan"]
    assert banjarnegara.demonstration and not way_kanan.demonstration
    assert banjarnegara.region is not None and (banjarnegara.region.kemendagri, banjarnegara.region.bps) == ("33.04", "3304")
    assert banjarnegara.bindings == way_kanan.bindings
    procedure, segment = banjarnegara.bound("publication")
    assert procedure is way_kanan.procedures["penyelenggaraan_sistem_informasi"] and segment == "publikasi"
    assert banjarnegara.hours[4] == ((time(7, 30), time(11, 30)), (time(13), time(16, 30)))
    assert "127.0.0.1:5000" in banjarnegara.attribution_in("id", "http://127.0.0.1:5000")
    assert "https://data.waykanankab.go.id/" in way_kanan.attribution_in("id", "http://127.0.0.1:5000")
    titles = [governments.shown(text, banjarnegara) for text in (procedure.title, *procedure.warnings)]
    assert "Way Kanan" not in " ".join(titles) and "waykanankab" not in " ".join(titles)


def test_shipped__what_the_default_offers():
    default = governments.load_all()[DEFAULT]
    published = dict.fromkeys(("publication", "dissemination", "revision"), Binding("publikasi"))
    assert {kind: default.bindings[kind] for kind in published} == published
    assert set(default.bindings) == set(KINDS), "a portal finds a procedure for every kind of case"
    others = [default.bound(kind)[0] for kind in KINDS if kind not in published]
    assert all(own is not None and own.kind == kind and 2 <= len(own.steps) <= 4 and not own.segments
               for own, kind in zip(others, [kind for kind in KINDS if kind not in published], strict=True))


def test_shipped__no_sop_takes_the_place_of_a_default_procedure_by_its_name():
    """A government's file of the same name would silently become what `default` has bound."""
    known = governments.load_all()
    ours = {procedure.key for procedure in known[DEFAULT].own_procedures}
    taken = {(g.slug, p.key) for g in known.values() if g.slug != DEFAULT for p in g.own_procedures if p.key in ours}
    assert taken == set()


def test_shipped__every_kind_can_be_opened_everywhere():
    for government in governments.load_all().values():
        assert set(government.bindings) == set(KINDS), government.slug


SHIPPED_NAMES = [
    # government, region, BPS code, zone, Friday, kinds that its own SOPs give
    ("magetan", "35.20", "3520", "WIB", ((time(8), time(11, 30)), (time(13, 30), time(14))),
     {"publication", "dissemination", "revision", "data_list", "collection", "service_standard"}),
    ("maluku_utara", "82", "82", "WIT", ((time(7, 30), time(11, 30)), (time(13), time(16, 30))),
     {"publication", "dissemination", "revision", "collection"}),
    ("banyuwangi", "35.10", "3510", "WIB", ((time(7, 30), time(11, 30)), (time(13), time(16, 30))),
     {"dissemination", "data_request"}),
]


@pytest.mark.parametrize(("slug", "kemendagri", "bps", "zone", "friday", "kinds"), SHIPPED_NAMES)
def test_shipped__names_codes_hours_and_what_the_sops_give(
    slug: str, kemendagri: str, bps: str, zone: str, friday: tuple, kinds: set[str],
):
    found = governments.load_all()[slug]
    assert found.region is not None and (found.region.kemendagri, found.region.bps, found.zone) == (kemendagri, bps, zone)
    assert found.hours[4] == friday and 5 not in found.hours
    own = {procedure.key for procedure in found.own_procedures}
    assert {kind for kind, binding in found.bindings.items() if binding.procedure in own} == kinds


def test_shipped__magetan_works_as_its_service_standard_prints():
    """Mondays to Thursdays six hours, Fridays four, at the address without the slip of the pen."""
    magetan = governments.load_all()["magetan"]
    assert [magetan.hours[day] for day in range(4)] == [((time(8), time(12)), (time(13), time(15)))] * 4
    step = magetan.procedures["penyelenggaraan_statistik_sektoral"].steps["unggah"]
    assert governments.text_of(step, magetan) == (
        "Mengunggah data pada portal Satu Data Magetan (https://dasatama.magetan.go.id/)")
    assert "mageatan" in step.written


def test_shipped__lies_in_the_package():
    assert {entry.name for entry in shipped().iterdir()} >= {"default", "way_kanan", "bandar_lampung", "banjarnegara"}
