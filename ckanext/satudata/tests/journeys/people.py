"""Who works on the two portals: accounts, their OPD, their offices. Names are invented."""

from dataclasses import dataclass

PASSWORD = "kata-sandi-uji-coba"
OFFICE = "dinas-pendidikan"
OFFICE_TITLE = "Dinas Pendidikan dan Kebudayaan"


@dataclass(frozen=True)
class Account:
    """A person; `roles` are offices, those of the OPD are held in `OFFICE`."""

    name: str
    fullname: str
    roles: tuple[str, ...] = ()
    sysadmin: bool = False


ADMIN = Account("admin-portal", "Admin Portal", sysadmin=True)
OPERATOR = Account("siti-operator", "Siti Rahmawati", ("operator_opd",))
SECOND_OPERATOR = Account("budi-operator", "Budi Santoso", ("operator_opd",))
VERIFIER = Account("rina-verifikator", "Rina Marlina", ("verifikator_instansi",))
# Writes and checks: two offices that one person may well hold in a small OPD.
WRITING_VERIFIER = Account("agus-verifikator", "Agus Wijaya", ("operator_opd", "verifikator_instansi"))
HEAD = Account("hadi-kepala", "Hadi Purnomo", ("kepala_opd",))
WALIDATA = Account("dewi-walidata", "Dewi Lestari", ("walidata",))
STAFF = Account("bayu-staf", "Bayu Pratama", ("staf_statistik",))
KABID = Account("nurul-kabid", "Nurul Hidayah", ("kabid_statistik",))
# The office of the head of Diskominfo is vacant: she has left, and a journey names him as Plt.
FORMER_CHIEF = Account("sri-mantan-kadis", "Sri Wahyuni")
ACTING_CHIEF = Account("eko-plt", "Eko Prasetyo")
NOBODY = Account("tono-tamu", "Tono Tanpa Jabatan")

# Roles that stand beside an OPD, not in one.
GOVERNMENT_WIDE = frozenset({"walidata", "staf_statistik", "kabid_statistik"})

PEOPLE = {
    "way_kanan": (ADMIN, OPERATOR, SECOND_OPERATOR, WRITING_VERIFIER, HEAD, WALIDATA, NOBODY),
    "bandar_lampung": (ADMIN, OPERATOR, SECOND_OPERATOR, VERIFIER, WRITING_VERIFIER, WALIDATA, STAFF, KABID, FORMER_CHIEF,
                       ACTING_CHIEF, NOBODY),
}
