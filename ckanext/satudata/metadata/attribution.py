"""The sentence that names the source. The SOPs make it a duty wherever data is downloaded or used."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from . import config
from .interfaces import IMetadata

PLAIN = "Sumber: {office}, {portal}, {url}"


def fill(sentence: str, gaps: dict[str, str]) -> str:
    """Put the words into their gaps; braces that mean something else stay."""
    for name, words in gaps.items():
        sentence = sentence.replace(f"{{{name}}}", words)
    return " ".join(sentence.split())


def of(package: dict[str, Any]) -> str:
    """The sentence of one record, with the address under which the public finds it.

    Source: Way Kanan SOPs, first Peringatan; issue 3 (a field written by the portal, not typed).
    """
    office = (package.get("organization") or {}).get("title") or ""
    address = tk.h.url_for(f"{package['type']}.read", id=package["name"], qualified=True, locale="default")
    gaps = {"office": office, "title": package.get("title") or package["name"], "portal": tk.config["ckan.site_title"],
            "url": address}
    sentence = _sentence(package)
    if "{url}" not in sentence:
        sentence = f"{sentence} {address}"
    return fill(sentence, gaps)


def _sentence(package: dict[str, Any]) -> str:
    if chosen := config.attribution():
        return chosen
    for plugin in p.PluginImplementations(IMetadata):
        if sentence := plugin.attribution_sentence(package):
            return sentence
    return PLAIN
