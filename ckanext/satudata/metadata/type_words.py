"""What the pages call records of each type: finished words, templates only print them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ckan.plugins.toolkit import _, h, ungettext


@dataclass(frozen=True, slots=True)
class Words:
    """Of one type. `one`: what a record is, above its title; `every`: the list of all; `found` counts what a search found."""

    one: str
    every: str
    search: str
    example: str
    none: str
    none_for: Callable[[str], str]
    none_fits: str
    none_yet: str
    show_all: str
    add: str
    about: str
    more: str
    plain: str
    undescribed: str
    no_file: str
    other_files: str
    fill_in: str
    submit: str
    statement: str
    found: Callable[[int], str]


def of(package_type: str) -> Words:
    """The words of a type; those of a dataset for a type that is not ours."""
    return _WORDS.get(package_type, _dataset)()


def every(package_type: str) -> str:
    """What the menu calls the list of all records of a type."""
    return {"kegiatan": _("Statistical activities"), "indikator": _("Indicators"),
            "publikasi": _("Publications of statistics")}.get(package_type) or _("Datasets")


def no_dataset() -> str:
    """DCAT was asked for something else."""
    return _("This record is no dataset.")


def _counted(count: int, text: str) -> str:
    return text.format(n=h.satudata_number(count))


def _dataset() -> Words:
    return Words(
        one=_("Dataset"), every=every("dataset"), search=_("Search data"), example=_("For example rice or schools"),
        none=_("No dataset"), none_for=lambda words: _("No dataset for “{words}”").format(words=words),
        none_fits=_("No dataset fits all of these filters. Remove one of them, or all."),
        none_yet=_("Datasets appear here once they are checked and published."), show_all=_("Show all datasets"),
        add=_("Add a dataset"), about=_("About this dataset"), more=_("More about this record"),
        plain=_("What these figures say"), undescribed=_("The office has not described these figures yet."),
        no_file=_("There is no file yet: the figures cannot be read or downloaded here. What they are about is described "
                  "below; the office can say when they come."),
        other_files=_("Other files of this dataset"), fill_in=_("Fill in the dataset"), submit=_("Submit the data"),
        statement=_("By submitting I state on behalf of {office} that this data was collected under our responsibility, that "
                    "its description is true, and that it holds no personal data and nothing that must stay secret by law."),
        found=lambda n: _counted(n, ungettext("{n} dataset", "{n} datasets", n)),
    )


def _kegiatan() -> Words:
    return Words(
        one=_("Statistical activity"), every=every("kegiatan"), search=_("Search statistical activities"),
        example=_("For example health or survey"), none=_("No statistical activity"),
        none_for=lambda words: _("No statistical activity for “{words}”").format(words=words),
        none_fits=_("No statistical activity fits all of these filters. Remove one of them, or all."),
        none_yet=_("Statistical activities appear here once their metadata is checked and published."),
        show_all=_("Show all statistical activities"), add=_("Add a statistical activity"), about=_("About this activity"),
        more=_("More about this activity"), plain=_("How these statistics are made"),
        undescribed=_("The office has not described this activity yet."),
        no_file="", other_files="", fill_in=_("Fill in the activity"), submit=_("Submit the metadata"),
        statement=_metadata_statement(),
        found=lambda n: _counted(n, ungettext("{n} statistical activity", "{n} statistical activities", n)),
    )


def _indikator() -> Words:
    return Words(
        one=_("Indicator"), every=every("indikator"), search=_("Search indicators"),
        example=_("For example poverty or life expectancy"),
        none=_("No indicator"), none_for=lambda words: _("No indicator for “{words}”").format(words=words),
        none_fits=_("No indicator fits all of these filters. Remove one of them, or all."),
        none_yet=_("Indicators appear here once their metadata is checked and published."), show_all=_("Show all indicators"),
        add=_("Add an indicator"), about=_("About this indicator"), more=_("More about this indicator"),
        plain=_("What this indicator says"), undescribed=_("The office has not described this indicator yet."),
        no_file="", other_files="", fill_in=_("Fill in the indicator"), submit=_("Submit the metadata"),
        statement=_metadata_statement(),
        found=lambda n: _counted(n, ungettext("{n} indicator", "{n} indicators", n)),
    )


def _publikasi() -> Words:
    return Words(
        one=_("Publication of statistics"), every=every("publikasi"), search=_("Search publications"),
        example=_("For example health profile or regency in figures"), none=_("No publication"),
        none_for=lambda words: _("No publication for “{words}”").format(words=words),
        none_fits=_("No publication fits all of these filters. Remove one of them, or all."),
        none_yet=_("Publications appear here once they are checked and published."), show_all=_("Show all publications"),
        add=_("Add a publication"), about=_("About this publication"), more=_("More about this publication"),
        plain=_("What this publication is about"), undescribed=_("The office has not described this publication yet."),
        no_file=_("There is no file yet. The office can say when it comes."),
        other_files=_("Other files of this publication"), fill_in=_("Fill in the publication"),
        submit=_("Submit the publication"),
        statement=_("By submitting I state on behalf of {office} that this publication is ours, that its description is true, "
                    "and that it holds no personal data and nothing that must stay secret by law."),
        found=lambda n: _counted(n, ungettext("{n} publication", "{n} publications", n)),
    )


def _metadata_statement() -> str:
    return _("By submitting I state on behalf of {office} that this metadata is true and complete, and that it holds no "
             "personal data and nothing that must stay secret by law.")


_WORDS: dict[str, Callable[[], Words]] = {"kegiatan": _kegiatan, "indikator": _indikator, "publikasi": _publikasi}
