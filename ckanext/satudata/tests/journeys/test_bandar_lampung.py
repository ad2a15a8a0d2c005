"""Bandar Lampung: operator → verifikator instansi → walidata → published; the one who wrote may check at no time."""

from ckanext.satudata.tests.journeys.people import SECOND_OPERATOR, VERIFIER, WALIDATA, WRITING_VERIFIER
from ckanext.satudata.tests.journeys.records import GRANARIES, GRANARY_FIELDS

GOVERNMENT = "bandar_lampung"
NAME = "banyaknya-lumbung-pangan-menurut-kecamatan"
TITLE = GRANARY_FIELDS["title"]
REASON = "Satuan kapasitas belum disebut, dan koma setelah kata “lumbung” kurang."
MENDED = "Lumbung, dan gudang pangan dengan kapasitasnya dalam ton, di setiap kecamatan."
NOT_A_CHECKER = "Anda ikut menyusun data ini"


def test_from_the_operators_form_to_the_public(enter, public, look):
    writer = enter(WRITING_VERIFIER)
    known = write_and_submit(writer)
    public.sees_nothing(known)
    may_not_check(writer, look, "bandar-lampung-1-maker")
    return_it(enter(VERIFIER), look)
    public.sees_nothing(known)
    mend_a_comma_and_submit(enter(SECOND_OPERATOR))
    public.sees_nothing(known)
    may_not_check(writer, look, "bandar-lampung-3-maker-of-an-earlier-round")
    enter(VERIFIER).open_case(TITLE)
    enter(VERIFIER).reads("dalam ton")
    enter(VERIFIER).answer("sesuai")
    public.sees_nothing(known)
    check_and_publish(enter(WALIDATA), public, known)
    public.sees_everything(known, GRANARIES.read_bytes(), rows=140)


def write_and_submit(writer):
    writer.create(GRANARY_FIELDS)
    writer.choose_file(GRANARIES)
    writer.save_draft()
    known = writer.record(NAME)
    writer.open(f"/dataset/{NAME}/resource/{known.resource_id}")
    writer.wait_for_table("140 baris, 4 kolom")
    writer.open_case(TITLE)
    writer.answer("finish")
    writer.reads("Menunggu Verifikator Instansi")
    return known


def may_not_check(writer, look, name):
    """The page says why not, offers no button for it, and a forged answer is refused too."""
    writer.open_case(TITLE)
    writer.reads(NOT_A_CHECKER)
    assert not writer.page.locator("#answer-sesuai").count()
    look(writer.page, name)
    writer.click("#to-perbaiki")
    writer.page.eval_on_selector("#answer-perbaiki input[name=answer]", "field => field.value = 'sesuai'")
    writer.answer("perbaiki", reason="Setuju saja")
    writer.reads(NOT_A_CHECKER, "Menunggu Verifikator Instansi")


def return_it(verifier, look):
    verifier.open_case(TITLE)
    look(verifier.page, "bandar-lampung-2-verification")
    verifier.answer("perbaiki", reason=REASON)
    verifier.reads(REASON, "Menunggu Operator Data")


def mend_a_comma_and_submit(operator):
    operator.open_case(TITLE)
    operator.reads(REASON)
    operator.change(NAME, {"notes": MENDED})
    operator.open_case(TITLE)
    operator.answer("finish")
    operator.reads("Menunggu Verifikator Instansi")


def check_and_publish(walidata, public, known):
    walidata.open_case(TITLE)
    walidata.answer("sesuai")
    public.sees_nothing(known)
    walidata.open_case(TITLE)
    walidata.answer("finish")
    walidata.reads("Ditutup")
