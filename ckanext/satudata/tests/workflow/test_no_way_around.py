"""No way through any procedure, shipped or made up, publishes what nobody else has approved: against a walk that tries all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.satudata.workflow import flow, governments
from ckanext.satudata.workflow.government import Government
from ckanext.satudata.workflow.procedures import END, Actor, Decision, Name, Procedure, Segment, Step

RolesFor = Callable[[str], Collection[str]]
# one person for each role, so that whoever holds two roles is one person; a place, who sealed, what others approved
Here = tuple[str, str | None, bool]
VERBS = ("approve", "return", "reject", "choose", "finish")
PEOPLE = ("operator_opd", "walidata", "kepala_opd", "portal")


def doers(step: Step, roles_for: RolesFor) -> list[str]:
    return sorted({role for actor in step.actors for role in roles_for(actor.role)}) or [""]


def moves(here: Here, step: Step, decision: Decision, person: str, returns_forget: bool) -> tuple[Here, bool]:
    """Where a decision leads, and whether it publishes what it must not."""
    _, sealed_by, is_approved = here
    wrong = False
    if decision.verb == "return" and returns_forget:
        is_approved = False
    if decision.verb == "approve" and sealed_by is not None and person not in (sealed_by, "portal"):
        is_approved = True
    finishes = decision.verb in ("approve", "choose", "finish")
    for written in (*(step.does if finishes else ()), *decision.does):
        if written == flow.SEAL:
            sealed_by, is_approved = person, False
        if written == flow.PUBLISH:
            wrong = wrong or sealed_by is None or not is_approved
    return (decision.to, sealed_by, is_approved), wrong


def wrong_publications(procedure: Procedure, roles_for: RolesFor, *, returns_forget: bool) -> set[str]:
    """Steps at which some people on some way publish without somebody else's approval of the present seal."""
    steps = {step.id: step for step in procedure.steps.values() if step.type != "standing" and not step.joins}
    starts = [segment.start for segment in procedure.segments.values()] or list(steps)[:1]
    ahead: list[Here] = [(start, None, False) for start in starts]
    seen: set[Here] = set()
    found: set[str] = set()
    while ahead:
        here = ahead.pop()
        if here in seen or here[0] not in steps:
            continue
        seen.add(here)
        for after, wrong in _all_moves(here, steps[here[0]], roles_for, returns_forget):
            ahead.append(after)
            if wrong:
                found.add(here[0])
    return found


def _all_moves(here: Here, step: Step, roles_for: RolesFor, returns_forget: bool) -> Iterator[tuple[Here, bool]]:
    for decision in step.decisions.values():
        for person in doers(step, roles_for):
            yield moves(here, step, decision, person, returns_forget)
    if step.when is not None and step.onward is not None:
        yield (step.onward.to, *here[1:]), False


# shipped


def all_procedures() -> list[tuple[Government, Procedure]]:
    return [(government, procedure) for government in governments.load_all().values()
            for procedure in government.procedures.values() if procedure.steps]


def test_no_shipped_procedure_publishes_what_nobody_else_approved():
    published = 0
    for government, procedure in all_procedures():
        for returns_forget in (True, False):
            wrong = wrong_publications(procedure, government.roles_for, returns_forget=returns_forget)
            assert wrong == set(), (government.slug, procedure.key)
        published += any(Name.parse(name).name == flow.PUBLISH for step in procedure.steps.values() for name in step.does)
    assert published >= 8, "it looked at none"


# made up


def test_a_return_takes_the_approval_back_though_it_leads_past_the_review():
    """susun seals, periksa approves, terbit may send it back to a second desk that publishes: nobody has looked again."""
    steps = {
        "susun": _step("susun", "operator_opd", Decision("ajukan", "finish", "periksa"), does=(flow.SEAL,)),
        "periksa": _step("periksa", "walidata", Decision("sesuai", "approve", "tinjau")),
        "tinjau": _step("tinjau", "kepala_opd", Decision("perbaiki", "return", "terbit")),
        "terbit": _step("terbit", "operator_opd", Decision("finish", "finish", END), does=(flow.PUBLISH,)),
    }
    procedure = Procedure("desa", "acak", "1", "Acak", "publication", steps=steps)
    assert flow.unsafe_publications(procedure, each_alone) == {"terbit": "publish_without_approval"}
    assert wrong_publications(procedure, each_alone, returns_forget=True) == {"terbit"}


def _step(id_: str, role: str, *decisions: Decision, does: tuple[str, ...] = ()) -> Step:
    return Step(id_, id_, "task", actors=(Actor(role, role),), does=does, decisions={one.key: one for one in decisions})


@st.composite
def procedures(draw: st.DrawFn, most_roles: int = 1) -> Procedure:
    """Up to six steps in any disorder: seals, publications, returns, choices, skipped steps, segments."""
    ids = [f"langkah_{number}" for number in range(draw(st.integers(1, 6)))]
    steps = {id_: draw(_steps(id_, ids, most_roles)) for id_ in ids}
    segments = {}
    if draw(st.booleans()):
        starts = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))
        segments = {f"bagian_{start}": Segment(f"bagian_{start}", start, ids[-1], "publication", "record") for start in starts}
    return Procedure("desa", "acak", "1", "Acak", "publication", steps=steps, segments=segments)


@st.composite
def _steps(draw: st.DrawFn, id_: str, ids: list[str], most_roles: int) -> Step:
    roles = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=most_roles, unique=True))
    effects = st.lists(st.sampled_from([flow.SEAL, flow.PUBLISH]), max_size=2, unique=True).map(tuple)
    verbs = draw(st.lists(st.sampled_from(VERBS), min_size=1, max_size=3, unique=True))
    decisions = {
        verb: Decision(verb, verb, END if verb == "reject" else draw(st.sampled_from([*ids, END])),
                       does=draw(effects) if draw(st.integers(0, 3)) == 0 else ())
        for verb in verbs
    }
    when = Name("uji.prioritas") if draw(st.integers(0, 3)) == 0 else None
    return Step(id_, id_, "review" if "approve" in decisions else "task", actors=tuple(Actor(role, role) for role in roles),
                does=draw(effects), decisions=decisions, when=when)


def each_alone(role: str) -> Collection[str]:
    return (role,)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(procedures())
def test_the_checker_finds_exactly_what_the_walk_finds_where_each_step_has_one_office(procedure: Procedure):
    wrong = wrong_publications(procedure, each_alone, returns_forget=True)
    assert set(flow.unsafe_publications(procedure, each_alone)) == wrong


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(procedures(most_roles=3), st.booleans(), st.booleans())
def test_the_checker_lets_nothing_pass_that_some_people_could_get_around(
    procedure: Procedure, returns_forget: bool, walidata_also_operator: bool,
):
    def roles_for(role: str) -> Collection[str]:
        return {role, "operator_opd"} if role == "walidata" and walidata_also_operator else {role}

    wrong = wrong_publications(procedure, roles_for, returns_forget=returns_forget)
    assert wrong <= set(flow.unsafe_publications(procedure, roles_for))


def test_what_a_review_looks_at():
    """A section head who wrote the letter at the beginning may check the report at the end."""
    found = governments.load_all()["bandar_lampung"].procedures["pengelolaan_pengamanan_data"]
    steps = found.segment_steps()
    looked_at = flow.checked_by(steps, found.steps["periksa_pengawas"])
    assert "lapor" in looked_at and "surat" not in looked_at
    assert "lapor" in flow.checked_by(steps, found.steps["periksa_administrator"]), "by way of the review before it"
    magetan = governments.load_all()["magetan"].procedures["standar_pelayanan"]
    assert "perbarui" in flow.checked_by(magetan.segment_steps("pelayanan"), magetan.steps["verifikasi"]), "repairs come later"
