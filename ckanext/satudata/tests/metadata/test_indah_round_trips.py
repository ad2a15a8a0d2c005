"""BPS's format and ours, there and back: nothing is lost, whatever stands in it."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ckanext.satudata.metadata.indah import from_indah, mapping, to_indah

from . import strategies

KINDS = pytest.mark.parametrize("kind", mapping.KINDS)
# a whole MS-Keg is too large to be made smaller in reasonable time; the assertions name what differs instead
slow = settings(deadline=None, max_examples=30, phases=[Phase.explicit, Phase.reuse, Phase.generate],
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
OTHERWISE = [True, 1, "1", "Ya", "-", "", [], {}, "2024-01-31", "Survei"]
more_json = partial(strategies.any_json, words=strategies.WORDS)


def record_of(draw, kind):
    """Answers that have a place in BPS's format; the recommendation has none of its own and follows from its identity."""
    record = draw(strategies.records(kind, only="satudata_indah"))
    if "identitas_rekomendasi" not in record:
        record.pop("ada_rekomendasi_bps", None)
    return record


@st.composite
def documents(draw, kind):
    """A document of BPS, with keys that we do not know strewn in."""
    document = to_indah(kind, record_of(draw, kind), draw(strategies.contacts()) if kind == "kegiatan" else None)
    strew(draw, document["data"])
    more = draw(st.dictionaries(strategies.WORDS.map("x_{}".format), more_json(4), max_size=3))
    return {**document, **more, "submitter": draw(more_json(4)), "reviews": draw(more_json(4))}


def strew(draw, value):
    for item in list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ():
        strew(draw, item)
    if isinstance(value, dict) and draw(st.integers(0, 4)) == 0:
        value["x_" + draw(strategies.WORDS)] = draw(more_json(3))


def differences(one, other, path=""):
    """Where two documents differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = one.keys() | other.keys()
        return [found for key in keys for found in differences(one.get(key, ...), other.get(key, ...), f"{path}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [found for index, pair in pairs for found in differences(*pair, f"{path}[{index}]")]
    return [] if one == other else [(path, one, other)]


@KINDS
@slow
@given(data=st.data())
def test_form_to_json_to_form(kind, data):
    record = record_of(data.draw, kind)
    contacts = data.draw(strategies.contacts()) if kind == "kegiatan" else {}
    found = from_indah(kind, json.loads(json.dumps(to_indah(kind, record, contacts))))
    assert (found.record, found.contacts, found.problems, found.unknown) == (record, contacts, [], [])


@KINDS
@slow
@given(data=st.data())
def test_indah_to_us_to_indah(kind, data):
    document = data.draw(documents(kind))
    found = from_indah(kind, deepcopy(document))
    assert not [problem for problem in found.problems if problem.blocks]
    stored = json.loads(json.dumps([found.record, found.contacts, found.envelope, found.unknown]))
    written = to_indah(kind, stored[0], stored[1], envelope=stored[2], unknown=stored[3])
    assert differences(written, document) == []


@KINDS
@slow
@given(data=st.data())
def test_what_was_read_is_read_the_same_again(kind, data):
    """Loosely spelled input too: one place of a good document holds something else."""
    document = data.draw(documents(kind))
    spoil(data.draw, document["data"])
    found = from_indah(kind, document)
    again = from_indah(kind, to_indah(kind, found.record, found.contacts, envelope=found.envelope, unknown=found.unknown))
    assert differences(again.record, found.record) == [] == differences(again.contacts, found.contacts)


def spoil(draw, value):
    places = sorted(value) if isinstance(value, dict) else list(range(len(value)))
    place = draw(st.sampled_from(places))
    if isinstance(value[place], dict | list) and value[place] and draw(st.integers(0, 5)):
        spoil(draw, value[place])
    else:
        value[place] = draw(strategies.any_json(6) | st.sampled_from(OTHERWISE))


@KINDS
@slow
@given(document=strategies.any_json(40))
def test_any_json_gets_a_report_and_no_traceback(kind, document):
    for sent in (document, {"data": document}, {"data": {"blok_iv": document, "nama": document, "value_domain": document}}):
        found = from_indah(kind, sent)
        assert json.dumps([found.record, found.contacts, found.envelope, found.unknown]) is not None
