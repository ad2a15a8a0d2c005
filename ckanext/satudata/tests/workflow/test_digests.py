"""The daily digest: what a chain cannot show of itself, and who rewrites everything, are found by it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.tests.helpers import CKANCliRunner
from sqlalchemy.exc import DBAPIError

from ckanext.satudata.tests.factories import House, unique
from ckanext.satudata.tests.workflow.test_events import WRITER, run
from ckanext.satudata.workflow import digests, doctor, event_messages, events, verifying
from ckanext.satudata.workflow.cli import satudata_workflow
from ckanext.satudata.workflow.model import Digest, DigestHead, Event
from ckanext.satudata.workflow.verifying import Fault

EVENT, DIGEST, HEAD = (f"satudata_workflow_{name}" for name in ("event", "digest", "digest_head"))
DAY = date(2026, 3, 2)


def clear(*names: str) -> None:
    """The log without these streams, and without any digest."""
    model.Session.rollback()
    run(f"DELETE FROM {DIGEST}", maintenance=True)
    run(f"DELETE FROM {HEAD}", maintenance=True)
    for name in names:
        run(f"DELETE FROM {EVENT} WHERE stream = :stream", maintenance=True, stream=name)
    # the last one named a digest that is gone; nothing follows it, for nothing else is written meanwhile
    run(f"DELETE FROM {EVENT} WHERE stream = 'government' AND seq > coalesce((SELECT min(seq) - 1 FROM {EVENT} "
        f"WHERE stream = 'government' AND type = '{events.DIGEST_TAKEN}'), seq)", maintenance=True)


def write(name: str, number: int) -> None:
    for n in range(number):
        events.record(name, "satudata.uji.ditulis", WRITER, data={"n": n})
    model.Session.commit()


def take(days: int = 0) -> Digest:
    """The digest of a day, in a transaction of its own."""
    found = digests.take(DAY + timedelta(days=days))
    model.Session.commit()
    return found


@pytest.fixture
def name(on_portal: None) -> Iterator[str]:
    """A stream of which the digest of the first day lists five events, and that of the second day eight; then one more."""
    found = f"uji:{unique('digest')}"
    clear()
    write(found, 5)
    take()
    write(found, 3)
    take(1)
    write(found, 1)
    yield found
    clear(found, f"{found}-lain")


def found_in(stream: str) -> list[tuple[str, int | None]]:
    return [(fault.what, fault.seq) for fault in verifying.faults() if fault.stream == stream]


def of_digests() -> list[tuple[str, int | None]]:
    return [(fault.what, fault.no) for fault in verifying.faults() if fault.what.startswith("digest")]


# taking


def test_a_digest_lists_the_streams_that_moved_and_the_log_knows_of_it(name: str):
    first, second = digests.all_digests()
    assert (first.no, second.no, second.prev_hash) == (1, 2, first.hash)
    assert [(head.digest, head.seq) for head in model.Session.scalars(
        sa.select(DigestHead).where(DigestHead.stream == name).order_by(DigestHead.seq))] == [(1, 5), (2, 8)]
    assert (second.moved, second.streams - first.streams) in [(2, 0), (2, 1)], "this stream, and the government's"
    told = model.Session.scalars(sa.select(Event).where(Event.stream == events.GOVERNMENT, Event.type == events.DIGEST_TAKEN))
    assert [event.data["sha256"] for event in told] == [first.hash, second.hash]
    assert found_in(name) == [] == of_digests()


def test_a_stream_that_stands_still_is_listed_once(name: str):
    take(2)
    third = take(3)
    assert third.moved == 1, "the government's own: the digest before this one"
    assert [head.seq for head in model.Session.scalars(
        sa.select(DigestHead).where(DigestHead.stream == name).order_by(DigestHead.seq))] == [5, 8, 9]
    run(f"DELETE FROM {EVENT} WHERE stream = :stream AND seq = 9", maintenance=True, stream=name)
    assert found_in(name) == [("cut", 9)], "an earlier digest still answers for it"


def test_a_day_has_one_digest_also_if_the_clock_goes_back(name: str):
    second = list(digests.all_digests())[-1].hash
    assert [take(1).hash, take(0).hash] == [second, second]
    assert len(list(digests.all_digests())) == 2


def test_a_digest_is_never_changed_or_removed(name: str):
    for statement in (f"UPDATE {DIGEST} SET moved = 0", f"DELETE FROM {DIGEST}", f"TRUNCATE {DIGEST}",
                      f"UPDATE {HEAD} SET seq = 1", f"DELETE FROM {HEAD}", f"TRUNCATE {HEAD}"):
        with pytest.raises(DBAPIError, match="never changed or removed"):
            run(statement)


def test_a_transaction_that_was_open_while_a_digest_was_taken_belongs_to_the_next(name: str):
    late = f"{name}-lain"
    run(f"INSERT INTO {EVENT} (id, stream, seq, type, at, audience, data, hash) VALUES "
        "(:id, :stream, 1, 't', now() - interval '2 hours', 'parties', '{}', :hash)",
        id=unique("id"), stream=late, hash="0" * 64)     # written two hours ago, committed only now
    take(2)
    assert model.Session.scalar(sa.select(DigestHead.digest).where(DigestHead.stream == late)) == 3
    assert found_in(late) == [("changed", 1)], "and it is not taken for one that was put in later"


def test_a_digest_is_hashed_line_by_line_so_that_anybody_can_compute_it(name: str):
    second = list(digests.all_digests())[-1]
    said = [[second.no, "2026-03-03", second.taken_at.isoformat(timespec="microseconds"), second.streams, second.moved,
             second.prev_hash]]
    said += sorted([[head.stream, head.seq, head.hash] for head in model.Session.scalars(
        sa.select(DigestHead).where(DigestHead.digest == second.no))], key=lambda line: line[0].encode())
    lines = "".join(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n" for line in said)
    assert second.taken_at.utcoffset() == timedelta(0)
    assert hashlib.sha256(lines.encode()).hexdigest() == second.hash


def test_doctor_says_when_nobody_takes_it(name: str):
    assert list(doctor.digests_taken()) == []
    run(f"UPDATE {EVENT} SET at = now() - interval '50 hours' WHERE stream = :stream AND seq = 9",
        maintenance=True, stream=name)
    run(f"UPDATE {DIGEST} SET taken_at = now() - interval '3 days'", maintenance=True)
    assert ["has had no digest since" in finding.sentence for finding in doctor.digests_taken()] == [True]
    take(2)
    assert list(doctor.digests_taken()) == []


# attacks, by somebody who may do everything in the database


def rechain(stream: str, first: int) -> None:
    """What a forger does who knows how the hashes are made: every event from `first` on gets a hash that fits again."""
    model.Session.expire_all()
    rows = list(model.Session.scalars(sa.select(Event).where(Event.stream == stream).order_by(Event.seq)))
    model.Session.expunge_all()
    before = next((row.hash for row in reversed(rows) if row.seq < first), None)
    for row in rows:
        if row.seq >= first:
            row.prev_hash = before
            before = events.hash_of(row)
            run(f"UPDATE {EVENT} SET prev_hash = :prev, hash = :hash WHERE stream = :stream AND seq = :seq", maintenance=True,
                prev=row.prev_hash, hash=before, stream=stream, seq=row.seq)


ONE = "WHERE stream = :stream AND seq"


@pytest.mark.parametrize(
    ("statements", "first", "found"),
    [
        ([f"DELETE FROM {EVENT} {ONE} > 6"], None, [("cut", 8)]),
        ([f"DELETE FROM {EVENT} {ONE} > 2"], None, [("cut", 8)]),
        ([f"DELETE FROM {EVENT} WHERE stream = :stream"], None, [("gone", 8)]),
        ([f"UPDATE {EVENT} SET actor = 'lain' {ONE} = 3"], 3, [("rewritten", 5)]),
        ([f"UPDATE {EVENT} SET at = at - interval '1 hour' {ONE} = 7"], 7, [("rewritten", 8)]),
        # one taken out, the rest moved up
        ([f"DELETE FROM {EVENT} {ONE} = 3", f"UPDATE {EVENT} SET seq = seq + 100 {ONE} > 3",
          f"UPDATE {EVENT} SET seq = seq - 101 {ONE} > 103"], 3, [("rewritten", 5)]),
        # one put in between
        ([f"UPDATE {EVENT} SET seq = seq + 100 {ONE} > 6", f"UPDATE {EVENT} SET seq = seq - 99 {ONE} > 106",
          f"INSERT INTO {EVENT} SELECT 'palsu-' || stream, stream, 7, type, at, actor, role, acting_for, audience, data, "
          f"text_hash, prev_hash, hash FROM {EVENT} {ONE} = 6"], 7, [("rewritten", 8)]),
        # two changed places
        ([f"UPDATE {EVENT} SET seq = 100 {ONE} = 3", f"UPDATE {EVENT} SET seq = 3 {ONE} = 4",
          f"UPDATE {EVENT} SET seq = 4 {ONE} = 100"], 3, [("rewritten", 5)]),
        # the same without new hashes: the chain alone shows it
        ([f"UPDATE {EVENT} SET seq = 100 {ONE} = 3", f"UPDATE {EVENT} SET seq = 3 {ONE} = 4",
          f"UPDATE {EVENT} SET seq = 4 {ONE} = 100"], None,
         [("chain", 3), ("changed", 3), ("chain", 4), ("changed", 4), ("chain", 5)]),
        # put in behind the end, under an old date
        ([f"INSERT INTO {EVENT} SELECT 'palsu-' || stream, stream, 10, type, at - interval '3 days', actor, role, acting_for, "
          f"audience, data, text_hash, prev_hash, hash FROM {EVENT} {ONE} = 9"], 10, [("backdated", 10)]),
    ],
    ids=["newest cut", "cut before the first digest", "stream deleted", "changed", "change of the second day", "taken out",
         "put in", "reordered", "reordered without new hashes", "put in behind the end"],
)
def test_what_the_chain_cannot_show_is_found_by_the_digests(
    statements: list[str], first: int | None, found: list[tuple[str, int]], name: str,
):
    for statement in statements:
        run(statement, maintenance=True, stream=name)
    if first is not None:
        rechain(name, first)
        assert list(events.broken(name)) == [], "the forger knows how to write a chain"
    assert found_in(name) == found
    assert [(fault.what, fault.seq) for fault in verifying.faults(name)] == found, "the same if only this stream is asked for"


def test_a_stream_that_was_put_in_under_an_old_date_is_found_also_after_the_next_digest(name: str):
    forged = f"{name}-lain"
    write(forged, 2)
    run(f"UPDATE {EVENT} SET at = at - interval '40 days' WHERE stream = :stream", maintenance=True, stream=forged)
    rechain(forged, 1)
    assert found_in(forged) == [("backdated", 1), ("backdated", 2)]
    run(f"UPDATE {EVENT} SET at = now() WHERE stream = :stream AND seq = 2", maintenance=True, stream=forged)
    rechain(forged, 1)
    take(2)
    assert found_in(forged) == [("backdated", 1)]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (f"UPDATE {DIGEST} SET streams = streams + 1 WHERE no = 1", [("digest_changed", 1)]),
        (f"UPDATE {DIGEST} SET day = '2026-02-01' WHERE no = 1", [("digest_changed", 1)]),
        (f"UPDATE {DIGEST} SET hash = repeat('0', 64) WHERE no = 1", [("digest_changed", 1), ("digest_chain", 2)]),
        (f"DELETE FROM {DIGEST} WHERE no = 1", [("digest_missing", 1)]),
        (f"DELETE FROM {DIGEST} WHERE no = 2", [("digest_missing", 2)]),
        (f"DELETE FROM {DIGEST}", [("digest_missing", 1), ("digest_missing", 2)]),
        (f"DELETE FROM {HEAD} WHERE digest = 2", [("digest_changed", 2)]),
        (f"UPDATE {HEAD} SET seq = seq - 1, hash = repeat('0', 64) WHERE digest = 1 AND stream LIKE 'uji:%'",
         [("digest_changed", 1)]),
    ],
)
def test_a_digest_that_was_changed_or_removed_is_found(statement: str, found: list[tuple[str, int]], name: str):
    run(statement, maintenance=True)
    assert of_digests() == found


def test_a_digest_of_which_nothing_is_left_but_the_event_is_found(name: str):
    run(f"DELETE FROM {HEAD} WHERE digest = 2", maintenance=True)
    run(f"DELETE FROM {DIGEST} WHERE no = 2", maintenance=True)
    assert of_digests() == [("digest_missing", 2)]


def everything_anew(name: str) -> None:
    """The forger's best: event, chain, lists and digests all written anew, so that they fit each other."""
    run(f"UPDATE {EVENT} SET actor = 'lain' WHERE stream = :stream AND seq = 3", maintenance=True, stream=name)
    rechain(name, 3)
    run(f"UPDATE {HEAD} h SET hash = e.hash FROM {EVENT} e WHERE e.stream = h.stream AND e.seq = h.seq", maintenance=True)
    before = None
    for no in (1, 2):
        digest = model.Session.get(Digest, no)
        digest.prev_hash = before
        before = digests.hash_of(digest, digests.heads(no))
        model.Session.rollback()
        run(f"UPDATE {DIGEST} SET hash = :hash WHERE no = :no", maintenance=True, hash=before, no=no)
        run(f"UPDATE {DIGEST} SET prev_hash = :hash WHERE no = :no + 1", maintenance=True, hash=before, no=no)


def test_whoever_writes_all_of_it_anew_is_found_by_the_digest_that_was_kept_outside(name: str, tmp_path: Path):
    kept = tmp_path / "digest.txt"
    kept.write_text("".join(f"{digests.printed(digest)}\n" for digest in digests.all_digests()))
    newest = list(digests.all_digests())[-1].hash
    assert list(verifying.kept(kept.read_text())) == [] == list(verifying.kept(newest))
    everything_anew(name)
    assert found_in(name) == [] == of_digests(), "inside the portal nothing shows it"
    assert [fault.what for fault in verifying.kept(kept.read_text())] == ["kept_unknown"] * 2
    assert list(verifying.kept(newest)) == [Fault("kept_unknown", hash=newest)]


@pytest.mark.parametrize("text", ["", "sha256=", "satudata-digest no=1", "0" * 63, "0" * 65])
def test_a_text_without_a_digest_is_no_proof(text: str, on_portal: None):
    with pytest.raises(ValueError, match="no digest"):
        list(verifying.kept(text))


# what other rows tell of events


@pytest.fixture
def returned(house: House, under: Callable[[str], None]) -> Iterator[str]:
    """The stream of a case that was returned; what the test does to it ends with the test."""
    under("way_kanan")
    record = house.linked()
    house.walk(record, "periksa")
    house.act("operator", "satudata_workflow_comment_create", id=record.case_id, text="Baik.")
    house.answer("walidata", record, "tidak_sesuai", reason="Ubah.")
    yield events.case_stream(record.case_id)
    model.Session.rollback()


def attack(statement: str, stream: str) -> None:
    """SQL that is taken back with the present transaction."""
    model.Session.execute(sa.text("SET LOCAL satudata.maintenance = 'on'"))
    model.Session.execute(sa.text(statement), {"stream": stream})


def test_a_decision_whose_event_was_cut_off_shows_it_before_the_next_digest(returned: str):
    assert list(verifying.faults(returned)) == []
    last = model.Session.scalar(sa.select(Event).where(Event.stream == returned).order_by(Event.seq.desc()).limit(1))
    assert last.type == events.CASE_RETURNED
    attack(f"DELETE FROM {EVENT} WHERE stream = :stream AND seq = {last.seq}", returned)
    assert list(events.broken(returned)) == [], "the chain does not show it"
    assert list(verifying.faults(returned)) == [Fault("lost", returned, event=last.id)]
    assert Fault("lost", returned, event=last.id) in list(verifying.faults())


def test_words_of_which_nobody_said_that_they_were_erased_are_missed(returned: str):
    comment = model.Session.scalar(sa.select(Event).where(Event.stream == returned, Event.type == events.COMMENT_WRITTEN))
    attack(f"DELETE FROM satudata_workflow_text WHERE event_id = '{comment.id}'", returned)
    assert list(events.broken(returned)) == []
    assert list(verifying.faults(returned)) == [Fault("unsaid", returned, comment.seq)]


def test_comment_and_its_words_both_gone_from_the_end_leave_a_notification(house: House, under: Callable[[str], None]):
    under("way_kanan")
    house.user("walidata")
    record = house.linked()
    house.walk(record, "periksa")
    made = house.act("operator", "satudata_workflow_comment_create", id=record.case_id, text="Baik.")
    stream = events.case_stream(record.case_id)
    attack(f"DELETE FROM {EVENT} WHERE id = '{made['id']}'", stream)
    attack(f"DELETE FROM satudata_workflow_text WHERE event_id = '{made['id']}'", stream)
    assert list(verifying.faults(stream)) == [Fault("lost", stream, event=made["id"])]
    model.Session.rollback()


# the command line


def test_the_commands_take_print_and_prove_digests(name: str, cli: CKANCliRunner, tmp_path: Path):
    lines = cli.invoke(satudata_workflow, ["digest", "--print", "--all"]).output.splitlines()
    assert len(lines) == 3, "that of today too"
    assert re.fullmatch(r"satudata-digest no=2 day=2026-03-03 streams=\d+ moved=\d+ sha256=[0-9a-f]{64} previous=[0-9a-f]{64}",
                        lines[1])
    assert cli.invoke(satudata_workflow, ["digest", "--print"]).output.splitlines() == lines[2:]
    assert "Digest 3 of " in cli.invoke(satudata_workflow, ["digest"]).output
    kept = tmp_path / "kept.txt"
    kept.write_text(lines[1])
    proved = cli.invoke(satudata_workflow, ["verify-events", "--stream", name, "--against", str(kept)])
    assert (proved.exit_code, proved.output) == (0, "The event log is as it was written.\n")
    for nothing in ("tidak-ada.txt", str(tmp_path), "x"):
        refused = cli.invoke(satudata_workflow, ["verify-events", "--stream", name, "--against", nothing])
        assert refused.exit_code == 1 and f"There is no digest in {nothing}." in refused.stderr


def test_the_command_says_in_a_sentence_what_is_wrong_and_where(name: str, cli: CKANCliRunner):
    run(f"DELETE FROM {EVENT} WHERE stream = :stream AND seq > 6", maintenance=True, stream=name)
    run(f"UPDATE {DIGEST} SET moved = moved + 1 WHERE no = 2", maintenance=True)
    answer = cli.invoke(satudata_workflow, ["verify-events", "--against", "f" * 64])
    assert answer.exit_code == 1
    said = [line for line in answer.stderr.splitlines() if name in line or line.startswith(("Digest", "The portal has"))]
    assert said == [
        f"{name}: the newest events are gone. It ends with event 6; the digest of 2026-03-03 lists it up to event 8.",
        "Digest 2 of 2026-03-03: it was changed, or what it lists was.",
        f"The portal has no digest {'f' * 64}. Since it was kept outside, the event log and its digests were written anew, "
        "or it is of another portal.",
    ]


@pytest.mark.parametrize("what", [
    "gap", "chain", "changed", "text", "unsaid", "lost", "gone", "cut", "rewritten", "backdated", "digest_changed",
    "digest_chain", "digest_missing", "kept_unknown",
])
def test_every_fault_has_a_sentence(what: str, on_portal: None):
    found = Fault(what, stream="case:{x}", seq=7, no=3, day=DAY, last=5, hash="f" * 64)
    assert "{" not in event_messages.fault(found).replace("case:{x}", "")
    assert event_messages.fault(replace(found, day=None))
