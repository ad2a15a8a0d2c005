"""The SOP form: every way of a procedure is drawn once, from cell to cell, and no line lies on another."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.satudata.workflow import governments
from ckanext.satudata.workflow.flowchart import Chart, Link, Row, column_heads, drawn, row_refs
from ckanext.satudata.workflow.flowchart_pages import Words, pages, paginate
from ckanext.satudata.workflow.flowchart_routes import TOP_RUN, Piece
from ckanext.satudata.workflow.flowchart_widths import widths
from ckanext.satudata.workflow.procedures import END, Actor, Decision, Procedure, Segment, Step

SHIPPED = [procedure for government in governments.load_all().values() for procedure in government.own_procedures]
WORDS = st.text("abcdefgh ij<&\u202e", min_size=1, max_size=40).map(str.strip).filter(bool)


def shipped(government: str, key: str) -> Procedure:
    return next(source for source in SHIPPED if (source.government, source.key) == (government, key))


def all_pieces(chart: Chart) -> list[tuple[int, int, Piece]]:
    """Every piece with its row and its cell."""
    return [(number, at, piece) for number, row in enumerate(chart.rows)
            for at, cell in enumerate(row.cells) for piece in cell.pieces]


def step(id_: str, *decisions: Decision, actors: tuple[str, ...] = ("A",), **more: Any) -> Step:
    found = {"type": "task", "actors": tuple(Actor(title, "walidata") for title in actors)} | more
    return Step(id_, f"Langkah {id_}", decisions={decision.key: decision for decision in decisions}, **found)


def to(target: str, verb: str = "finish", label: str | None = None) -> Decision:
    return Decision(f"{verb}_{target}", verb, target, label)  # type: ignore[arg-type]


def procedure(*steps: Step, **more: Any) -> Procedure:
    return Procedure("uji", "uji", "1", "Uji", "generic", steps={entry.id: entry for entry in steps}, **more)


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    """Any rows: tasks with up to four answers to anywhere, rows that join a neighbour, standing duties, several actors."""
    count = draw(st.integers(1, 14))
    kinds = draw(st.lists(st.sampled_from(["live"] * 5 + ["standing", "above", "below"]), min_size=count, max_size=count))
    live = [number for number, kind in enumerate(kinds) if kind == "live"]
    titles = [f"Pelaksana {number}" for number in range(draw(st.integers(1, 8)))]
    steps = []
    for number, kind in enumerate(kinds):
        actors = tuple(draw(st.lists(st.sampled_from(titles), min_size=0, max_size=3, unique=True)))
        printed = draw(st.sampled_from([True, True, True, False]))
        common: dict[str, Any] = {"actors": actors, "printed": printed}
        if printed and draw(st.booleans()):
            common["number"] = number + 1
        if kind == "live":
            verbs = st.sampled_from(["approve", "return", "reject", "choose"])
            ways = st.tuples(verbs, st.sampled_from([f"s{n}" for n in live] + [END]), st.none() | WORDS)
            found = draw(st.lists(ways, min_size=1, max_size=4, unique_by=lambda way: way[:2]))
            type_ = draw(st.sampled_from(["task", "review", "document", "wait", "portal", "cases"]))
            decisions = (Decision(f"k{n}", verb, target, label) for n, (verb, target, label) in enumerate(found))
            steps.append(step(f"s{number}", *decisions, type=type_, **common))
        elif kind == "standing" or not live:
            steps.append(step(f"s{number}", type="standing", **common))
        else:
            near = [n for n in live if n < number] if kind == "above" else [n for n in live if n > number]
            host = (max(near) if kind == "above" else min(near)) if near else draw(st.sampled_from(live))
            steps.append(step(f"s{number}", joins=f"s{host}", **common))
    return procedure(*steps)


def paths(chart: Chart) -> dict[int, list[tuple[int, int, Any]]]:
    found: dict[int, list[tuple[int, int, Any]]] = defaultdict(list)
    for row, cell, piece in all_pieces(chart):
        if piece.link is not None:
            found[piece.link].append((row, cell, piece))
    return found


def is_in(point: tuple, row: int, cell: int) -> bool:
    """Whether a point lies in a cell or on its border."""
    kind, first, second = point[:3]
    if kind == "v":
        return second == row and first in (cell, cell + 1)
    if kind == "h":
        return first == cell and second in (row, row + 1)
    return (first, second) == (row, cell)


def check_connected(chart: Chart, link: Link, pieces: list[tuple[int, int, Any]]) -> None:
    """The pieces of a link are one line from its source to its target, each within its cell."""
    ends = Counter(point for _, _, piece in pieces for point in (piece.start, piece.end))
    for row, cell, piece in pieces:
        assert is_in(piece.start, row, cell) and is_in(piece.end, row, cell), piece
    loose = [point for point, times in ends.items() if times == 1]
    assert all(times <= 2 for times in ends.values()), ends
    source = chart.rows[link.source]
    if link.target == link.source:                      # out of a shape and back into the same one
        assert {point for point, times in ends.items() if point[0] == "s"} <= shapes_of(chart, source)
        assert not [point for point in loose if point[0] != "s"]
        return
    assert len(loose) == 2, loose
    target = {("e", link.source)} if link.target is None else shapes_of(chart, chart.rows[link.target])
    assert any(point in shapes_of(chart, source) for point in loose)
    assert any(point in target or point[:2] in target for point in loose)
    walked, ahead = set(), [loose[0]]
    while ahead:                                        # no piece lies apart from the others
        here = ahead.pop()
        for _, _, piece in pieces:
            if piece not in walked and here in (piece.start, piece.end):
                walked.add(piece)
                ahead += [piece.start, piece.end]
    assert walked == {piece for _, _, piece in pieces}


def shapes_of(chart: Chart, row: Row) -> set[tuple]:
    number = chart.rows.index(row)
    return {("s", number, at) for at, cell in enumerate(row.cells) if cell.shape}


def check_apart(chart: Chart) -> None:
    """No two lines share a run, a lane or the top of a row, and none runs through the shape of another row's column."""
    level: dict[tuple, list[int]] = defaultdict(list)
    lanes: dict[tuple, list[tuple[int, float, float]]] = defaultdict(list)
    for row, cell, piece in all_pieces(chart):
        words = piece.css.split()
        if piece.link is None:
            continue
        if words[0] in ("r", "g"):
            half = words[1][-2:] if chart.rows[row].cells[cell].shape else ""      # left and right of the same shape
            level[row, cell, piece.y, half].append(piece.link)
            if chart.rows[row].cells[cell].shape and words[0] == "r":
                assert len(words) > 1, "a run may touch a shape, not cross it"
        elif words[0] == "h":
            level[row, cell, TOP_RUN].append(piece.link)
        elif words[0] in ("turun", "naik", "lurus", "antara"):
            span = {"turun": (piece.y, 1e6), "naik": (-1e6, piece.y), "lurus": (-1e6, 1e6), "antara": (piece.y, piece.y)}
            lanes[row, cell, piece.d].append((piece.link, *span[words[0]]))
        elif words[0] == "lewat":
            assert chart.rows[row].cells[cell].shape is None
    for place, links in level.items():
        assert len(set(links)) == 1, (place, links)
    for place, spans in lanes.items():
        assert len({link for link, _, _ in spans}) == 1, (place, spans)


def check_form(source: Procedure, chart: Chart) -> None:
    hosts = [s for s in source.steps.values() if not s.is_row]
    assert sorted(link.key for link in chart.links if not link.is_sitting) == sorted(k for s in hosts for k in s.decisions)
    found = paths(chart)
    for link in chart.links:
        if link.route == "oval":
            assert link.number not in found
            assert {c.shape.kind for c in chart.rows[link.source].cells if c.shape} == {"ujung"}
            continue
        check_connected(chart, link, found.pop(link.number))
    assert not found
    check_apart(chart)
    words = Counter(label.link for row in chart.rows for cell in row.cells for label in cell.labels)
    assert words == Counter(link.number for link in chart.links if link.label)
    for row in chart.rows:
        for cell in row.cells:
            for label in cell.labels:
                assert label.text == chart.links[label.link].label and -row.half < label.y < row.half
            assert all(abs(piece.y) < row.half for piece in cell.pieces)
        assert all(row.cells[column + 1].shape for column in row.columns)


@settings(max_examples=150, deadline=None)
@given(procedures())
def test_any_procedure__each_way_once__connected__apart(source: Procedure):
    check_form(source, drawn(source))


@settings(max_examples=60, deadline=None)
@given(procedures(), st.integers(0, 900))
def test_pages__every_line_that_is_cut_is_marked_on_both(source: Procedure, length: int):
    chart = drawn(source)
    paginate(chart, [Words("kata " * (length // 5)) for _ in chart.rows])
    assert [row for page in pages(chart) for row in page] == chart.rows
    letters = []
    for above, below in zip(chart.rows, chart.rows[1:], strict=False):
        down = [(at, m.letter, m.d) for at, cell in enumerate(above.cells) for m in cell.marks if m.css == "ke"]
        assert down == [(at, m.letter, m.d) for at, cell in enumerate(below.cells) for m in cell.marks if m.css == "dari"]
        number = chart.rows.index(above)
        cut = [at for at, cell in enumerate(above.cells) for piece in cell.pieces
               if ("h", at, number + 1) in (piece.start[:3], piece.end[:3])]
        assert sorted(at for at, _, _ in down) == (sorted(cut) if above.breaks else [])
        letters += [letter for _, letter, _ in down]
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize("source", SHIPPED, ids=lambda source: f"{source.government}/{source.key}")
def test_shipped_procedures(source: Procedure):
    chart = drawn(source)
    check_form(source, chart)
    assert chart.columns[:len(source.columns)] == source.columns
    assert widths(chart).words < 75 and widths(chart).least <= 1600


def test_way_kanan__as_its_drawing_was():
    source = shipped("way_kanan", "penyelenggaraan_sistem_informasi")
    chart = drawn(source)
    assert [row.ref for row in chart.rows] == [str(number) for number in range(1, 12)]
    kinds = [next(cell.shape.kind for cell in row.cells if cell.shape) for row in chart.rows]
    assert kinds == ["tetap", "tetap", "ujung", "ujung", "ujung", "ujung", "putus", "putus", "ujung", "ujung", "ujung"]
    back = {(chart.rows[link.source].ref, chart.rows[link.target].ref) for link in chart.links
            if link.is_back and link.target is not None}
    assert back == {("7", "6"), ("8", "6")}
    assert [row.columns for row in chart.rows[5:9]] == [(1,), (2,), (1,), (2,)], "kepala OPD stands in Produsen Data"
    assert [row.opens for row in chart.rows if row.opens] == [("daftar_data",), ("pengumpulan",), ("publikasi",), ("laporan",)]


def test_rows_of_one_sitting__entered_at_the_first__left_at_the_last():
    source = shipped("bandar_lampung", "pemeriksaan_verifikasi_data")
    chart = drawn(source)
    ways = {(chart.rows[link.source].ref, chart.rows[link.target].ref) for link in chart.links if link.target is not None}
    assert ways == {("1", "2"), ("2", "3"), ("3", "4"), ("3", "1"), ("4", "5"), ("5", "6"), ("5", "1")}
    assert [row.host for row in chart.rows] == [None, "1", None, "5", None, None]
    assert [link.is_sitting for link in chart.links if chart.rows[link.source].ref in ("1", "4")] == [True, True]


def test_a_cover_sheet_alone__no_flow():
    chart = drawn(procedure())
    assert (chart.rows, chart.links, chart.gutters) == ([], [], (0, 0))
    paginate(chart, [])
    assert pages(chart) == []


def test_columns__printed_ones_first__the_same_head_once():
    source = procedure(
        step("a", to("b"), actors=("Operator",)),
        step("b", to(END), actors=("atasan/  Verifikator", "Walidata"), together=True),
        step("c", type="portal"), columns=("Walidata", "Atasan/ Verifikator", "Forum"),
    )
    assert column_heads(source) == ("Walidata", "Atasan/ Verifikator", "Forum", "Operator", "A")
    chart = drawn(source)
    assert [row.columns for row in chart.rows] == [(3,), (0, 1), (4,)]
    assert chart.rows[1].primary == 1, "who is named first is met by the lines"
    assert [piece.css for _, cell, piece in all_pieces(chart) if piece.link is None] == ["tali"]


def test_names_of_rows():
    source = procedure(step("a", number=1), step("b"), step("c"), step("d", printed=False), step("e", number=4))
    assert list(row_refs(source).values()) == ["1", "1b", "1c", "+1", "4"]
    assert list(row_refs(procedure(step("a"), step("b"))).values()) == ["a", "b"]
    many = row_refs(procedure(step("x", number=3), *(step(f"s{n}") for n in range(30))))
    assert (many["s0"], many["s24"], many["s25"], len(set(many.values()))) == ("3b", "3z", "3ba", 31)


def test_rejection__an_end_symbol_beside_the_diamond():
    chart = drawn(procedure(
        step("a", to("b")),
        step("b", to("c", "approve", "Ya"), to(END, "reject", "Tolak"), to("a", "return", "Perbaiki"), actors=("B",)),
        step("c", to(END), actors=("C",)),
    ))
    routes = {link.label: (link.route, link.is_back) for link in chart.links if link.label}
    assert routes == {"Ya": ("down", False), "Tolak": ("aside", True), "Perbaiki": ("side", True)}
    assert [at for at, cell in enumerate(chart.rows[1].cells) if cell.ends] == [3]
    assert [at for at, cell in enumerate(chart.rows[1].cells) if any(label.text == "Perbaiki" for label in cell.labels)] == [1]


def test_forward_skip__on_the_right__past_the_rows_between():
    chart = drawn(procedure(
        step("a", to("b", "choose", "Ada"), to("d", "choose", "Tidak ada"), actors=("B",)),
        step("b", to("c")), step("c", to("d")), step("d", to(END), actors=("C",)),
    ))
    assert chart.gutters[0] == 0 and chart.gutters[1] > 0
    skip = next(link for link in chart.links if link.label == "Tidak ada")
    assert (skip.route, skip.is_back) == ("side", False)
    assert [row for row, _, piece in all_pieces(chart) if piece.css == "lurus"] == [1, 2]


def test_standing_duty_between__the_line_passes_it():
    chart = drawn(procedure(step("a", to("c")), step("b", type="standing", actors=("B",)), step("c", to(END))))
    assert [(row, piece.css) for row, _, piece in all_pieces(chart)] == [(0, "keluar"), (1, "lewat"), (2, "masuk")]
    beside = drawn(procedure(step("a", to("c")), step("b", type="standing"), step("c", to(END))))
    assert [link.route for link in beside.links] == ["side", "oval"], "the shape of the duty stands in the way"


def test_segments__named_where_they_begin():
    source = procedure(
        step("a", to(END)), step("b", to("c")), step("c", to(END)),
        segments={"x": Segment("x", "b", "c", "report", "government")},
    )
    assert [(row.segments, row.opens) for row in drawn(source).rows] == [((), ()), (("x",), ("x",)), (("x",), ())]
