"""What the doctor says of a portal's own schema that has our fields beside its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ckan.plugins.toolkit import _

from . import config, extending, extensions
from .extending import Clash, Meaning

MOST = 6            # codes that a sentence names


def not_extended(package_type: str, fault: str) -> tuple[str, str]:
    """Why our fields are not there, and what to do."""
    if fault == extensions.NO_FIELDS:
        known = ", ".join(config.OWN_TYPES)
        return (_("ckanext.satudata.metadata.extend names {type}, and there are no fields for records of that type.").format(
            type=package_type), _("Name one of these there, and restart CKAN: {types}.").format(types=known))
    return (_("ckanext.satudata.metadata.extend names {type}, but scheming has loaded no schema of that type.").format(
        type=package_type), _("Add a schema of it to scheming.dataset_schemas, or take {type} out of the option, and restart "
                              "CKAN.").format(type=package_type))


def clash(package_type: str, found: Clash) -> tuple[str, str]:
    """A field with two meanings: both of them, and what may be done."""
    return (_("The field {field} of {type} means something else in this portal's own schema ({theirs}) than in Satu Data "
              "({ours}). The portal's meaning holds.").format(
                  field=found.field, type=package_type, theirs=words(found.theirs), ours=words(found.ours)),
            _("Nothing has to be done. To have ours, take {field} out of the portal's schema or rename it there, and restart "
              "CKAN.").format(field=found.field))


def words(meaning: Meaning) -> str:
    """What a field holds, in few words."""
    named = ", ".join(meaning.of[:MOST]) + (", …" if len(meaning.of) > MOST else "")
    return _WORDS[meaning.kind](named, ", ".join(meaning.checks))


_WORDS: Mapping[str, Callable[[str, str], str]] = {
    extending.TEXT: lambda _of, checks: _("text checked by {checks}").format(checks=checks) if checks else _("any text"),
    extending.TEXTS: lambda _of, _checks: _("several texts"),
    extending.ROWS: lambda of, _checks: _("rows of {columns}").format(columns=of),
    extending.CODE: lambda of, _checks: _("one of the list {list}").format(list=of),
    extending.CODES: lambda of, _checks: _("several of the list {list}").format(list=of),
}
