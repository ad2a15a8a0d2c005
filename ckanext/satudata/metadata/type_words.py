"""What the pages call records of each type: finished words, templates only print them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import ckan.plugins.toolkit as tk


def _(text: str) -> str:
    """Marks a message of the table below; `of` translates it for whoever reads the page."""
    return text


def ungettext(one: str, several: str) -> tuple[str, str]:
    """The same of a message with a number."""
    return one, several


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Of one type. `one`: what a record is, above its title; `every`: the list of all."""

    one: str
    every: str
    search: str
    example: str
    counted: tuple[str, str]
    none: str
    nothing_for: str
    none_fits: str
    none_yet: str
    show_all: str
    add: str
    about: str
    more: str
    plain: str
    undescribed: str
    no_file: str = ""
    other_files: str = ""
    fill_in: str
    submit: str
    statement: str

    def found(self, count: int) -> str:
        """How many a search found."""
        return tk.ungettext(*self.counted, count).format(n=tk.h.satudata_number(count))

    def none_for(self, words: str) -> str:
        """That a search for these words found nothing."""
        return self.nothing_for.format(words=words)


def of(package_type: str) -> Words:
    """The words of a type; those of a dataset for a type that is not ours."""
    words = _written(package_type)
    said = {field.name: getattr(words, field.name) for field in fields(words)}
    return replace(words, **{name: tk._(text) for name, text in said.items() if text and isinstance(text, str)})


def every(package_type: str) -> str:
    """What the menu calls the list of all records of a type."""
    return tk._(_written(package_type).every)


def _written(package_type: str) -> Words:
    return _WORDS.get(package_type, _WORDS["dataset"])


def no_dataset() -> str:
    """DCAT was asked for something else."""
    return tk._("This record is no dataset.")


_OF_METADATA = _("By submitting I state on behalf of {office} that this metadata is true and complete, and that it holds no "
                 "personal data and nothing that must stay secret by law.")

_WORDS = {
    "dataset": Words(
        one=_("Dataset"), every=_("Datasets"), search=_("Search data"), example=_("For example rice or schools"),
        counted=ungettext("{n} dataset", "{n} datasets"), none=_("No dataset"), nothing_for=_("No dataset for “{words}”"),
        none_fits=_("No dataset fits all of these filters. Remove one of them, or all."),
        none_yet=_("Datasets appear here once they are checked and published."), show_all=_("Show all datasets"),
        add=_("Add a dataset"), about=_("About this dataset"), more=_("More about this record"),
        plain=_("What these figures say"), undescribed=_("The office has not described these figures yet."),
        no_file=_("There is no file yet: the figures cannot be read or downloaded here. What they are about is described "
                  "below; the office can say when they come."),
        other_files=_("Other files of this dataset"), fill_in=_("Fill in the dataset"), submit=_("Submit the data"),
        statement=_("By submitting I state on behalf of {office} that this data was collected under our responsibility, that "
                    "its description is true, and that it holds no personal data and nothing that must stay secret by law."),
    ),
    "kegiatan": Words(
        one=_("Statistical activity"), every=_("Statistical activities"), search=_("Search statistical activities"),
        example=_("For example health or survey"),
        counted=ungettext("{n} statistical activity", "{n} statistical activities"),
        none=_("No statistical activity"), nothing_for=_("No statistical activity for “{words}”"),
        none_fits=_("No statistical activity fits all of these filters. Remove one of them, or all."),
        none_yet=_("Statistical activities appear here once their metadata is checked and published."),
        show_all=_("Show all statistical activities"), add=_("Add a statistical activity"), about=_("About this activity"),
        more=_("More about this activity"), plain=_("How these statistics are made"),
        undescribed=_("The office has not described this activity yet."),
        fill_in=_("Fill in the activity"), submit=_("Submit the metadata"), statement=_OF_METADATA,
    ),
    "indikator": Words(
        one=_("Indicator"), every=_("Indicators"), search=_("Search indicators"),
        example=_("For example poverty or life expectancy"), counted=ungettext("{n} indicator", "{n} indicators"),
        none=_("No indicator"), nothing_for=_("No indicator for “{words}”"),
        none_fits=_("No indicator fits all of these filters. Remove one of them, or all."),
        none_yet=_("Indicators appear here once their metadata is checked and published."), show_all=_("Show all indicators"),
        add=_("Add an indicator"), about=_("About this indicator"), more=_("More about this indicator"),
        plain=_("What this indicator says"), undescribed=_("The office has not described this indicator yet."),
        fill_in=_("Fill in the indicator"), submit=_("Submit the metadata"), statement=_OF_METADATA,
    ),
    "publikasi": Words(
        one=_("Publication of statistics"), every=_("Publications of statistics"), search=_("Search publications"),
        example=_("For example health profile or regency in figures"),
        counted=ungettext("{n} publication", "{n} publications"),
        none=_("No publication"), nothing_for=_("No publication for “{words}”"),
        none_fits=_("No publication fits all of these filters. Remove one of them, or all."),
        none_yet=_("Publications appear here once they are checked and published."), show_all=_("Show all publications"),
        add=_("Add a publication"), about=_("About this publication"), more=_("More about this publication"),
        plain=_("What this publication is about"), undescribed=_("The office has not described this publication yet."),
        no_file=_("There is no file yet. The office can say when it comes."),
        other_files=_("Other files of this publication"), fill_in=_("Fill in the publication"),
        submit=_("Submit the publication"),
        statement=_("By submitting I state on behalf of {office} that this publication is ours, that its description is true, "
                    "and that it holds no personal data and nothing that must stay secret by law."),
    ),
}
