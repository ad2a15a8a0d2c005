"""What is wrong with the code lists, for operators: each list, the regions, BPS's codes, and the fields that use a list."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator

import ckan.plugins.toolkit as tk

from . import config, regions, vocabularies
from .vocabularies import Vocabulary

_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_PLACES = ("wilayah", "wilayah_bps")        # their names are the same in every language
_KINDS = {"1": "kelurahan", "2": "desa", "3": "desa_adat"}      # first digit of a village's own four


def faults() -> list[str]:
    """All that is wrong, a plain sentence each; none if all is well."""
    return [*of_lists(), *_of_regions(), *_of_bps(), *_of_option(), *_of_fields()]


def counts() -> dict[str, int]:
    """How many entries each list has; of the regions, how many each level has, and how many BPS codes are known."""
    found = {name: len(vocabularies.load(name).entries) for name in vocabularies.names() if name not in _PLACES}
    by_level = {level: 0 for level in regions.WIDTHS} | Counter(region.level for region in regions.every())
    by_level[regions.VILLAGE] = regions.number_of_villages()
    found |= {f"wilayah, {level}": number for level, number in by_level.items()}
    return found | {"wilayah_bps": sum(regions.bps_code(region.code) is not None for region in regions.every())}


def of_lists() -> Iterator[str]:
    """What is wrong with the lists themselves and with the portal's folder of them."""
    own = vocabularies.own_folder()
    if own and not own.is_dir():
        yield f"ckanext.satudata.metadata.vocabularies: there is no folder {own}"
    left_out = {name: fault for name in vocabularies.own_names() if (fault := vocabularies.fault_of_own(name))}
    yield from left_out.values()
    for name in vocabularies.names():
        if name in left_out:
            continue
        try:
            vocabulary, raw = vocabularies.load(name), vocabularies.raw(name)
        except vocabularies.VocabularyError as error:
            yield str(error)
            continue
        yield from (f"{name}: {fault}" for fault in _of_list(vocabulary))
        yield from (f"{name}: {fault}" for fault in _of_paper_codes(vocabulary, bool(raw.get("sum_codes"))))
        if name not in _PLACES:
            yield from (f"{name}: {entry['value']} has no label in English (en)" for entry in raw.get("entries") or ()
                        if not entry.get("en"))


def _of_list(vocabulary: Vocabulary) -> Iterator[str]:
    yield from (f"its title is missing in the language {language}" for language in ("id", "en")
                if not vocabulary.title.get(language))
    if not _DATE.fullmatch(vocabulary.date):
        yield f'its date is "{vocabulary.date}"; write "2025", "2025-03" or "2025-03-06"'
    for text in vocabularies.ambiguous(vocabulary):
        yield f'"{text}" can mean more than one entry'
    yield from (f"{entry.value} has an empty label" for entry in vocabulary.entries
                if not entry.value.strip() or not all(label.strip() for label in entry.labels.values()))


def _of_paper_codes(vocabulary: Vocabulary, is_summed: bool) -> Iterator[str]:
    codes = [entry.more["code"] for entry in vocabulary.entries if "code" in entry.more]
    yield from (f"the number {code} of the paper form stands there twice" for code, n in Counter(codes).items() if n > 1)
    wrong = [code for code in codes if not isinstance(code, int) or code < 1 or (is_summed and code & (code - 1))]
    right = "1, 2, 4, 8 …" if is_summed else "1 or more"
    yield from (f"the number {code} of the paper form should be {right}" for code in wrong)


def _of_regions() -> Iterator[str]:
    content = vocabularies.raw("wilayah")
    try:
        villages = list(regions.rows("villages", content))
        deque(regions.rows("file", content), maxlen=0)
    except regions.UNREADABLE as error:
        yield f"wilayah: a file of {content['folder']} cannot be read: {error}"
        return
    known, found = {region.code: region for region in regions.every()}, counts()
    for level, number in (content.get("counts") or {}).items():
        if found.get(f"wilayah, {level}") != number:
            yield f"wilayah: there are {found.get(f'wilayah, {level}')} regions of the level {level}, {number} are expected"
    for region in known.values():
        if len(region.code.replace(".", "")) != regions.WIDTHS.get(region.level):
            yield f"wilayah: {region.code} is not a code of the level {region.level}"
        if region.parent != region.code.rpartition(".")[0] or (region.parent and region.parent not in known):
            yield f"wilayah: {region.code} lies in {region.parent or 'nothing'}, which is not the region around it"
    for code, _name, kind, around, *_ in villages:
        if regions.find(code) is None or around != code.rpartition(".")[0] or around not in known:
            yield f"wilayah: {code} lies in {around}, which is not the region around it"
        elif _KINDS.get(code[9]) != kind:
            yield f"wilayah: {code} is a {kind}, its number is that of a {_KINDS.get(code[9], 'thing unknown')}"


def _of_bps() -> Iterator[str]:
    seen: dict[str, str] = {}
    raw = vocabularies.raw("wilayah_bps")
    named = (*raw["same"], *raw["same_province"], *(entry["value"] for entry in raw["entries"]))
    for code in dict.fromkeys((*named, *(region.code for region in regions.every() if regions.bps_code(region.code)))):
        region, bps = regions.find(code), regions.bps_code(code) or ""
        if region is None:
            yield f"wilayah_bps: there is no region {code}"
        elif not bps.isdigit() or len(bps) != regions.WIDTHS[region.level]:
            yield f'wilayah_bps: "{bps}" is not a BPS code of the level {region.level} ({code})'
        elif region.parent and not bps.startswith(regions.bps_code(region.parent) or bps):
            yield f"wilayah_bps: {bps} does not lie in the province of {code}"
        elif seen.setdefault(bps, code) != code:
            yield f"wilayah_bps: {bps} stands for {seen[bps]} and for {code}"


def _of_option() -> Iterator[str]:
    if config.region() and regions.find(config.region()) is None:
        yield f"ckanext.satudata.metadata.region: there is no region {config.region()}"


def _of_fields() -> Iterator[str]:
    known, helper = {*vocabularies.names()}, tk.h.get("scheming_dataset_schemas")
    for kind, schema in ((helper() if helper else None) or {}).items():
        fields = [(field, each) for field in schema["dataset_fields"]
                  for each in (field, *field.get("repeating_subfields", ()))]
        yield from (f"{kind}.{field['field_name']}: there is no list {each['satudata_vocabulary']}"
                    for field, each in fields if each.get("satudata_vocabulary", "") not in ("", *known))
