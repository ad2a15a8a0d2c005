"""Who stands above an office: the chain of `superior` in government.yaml. Pure."""

from __future__ import annotations

from collections.abc import Collection

from .government import Government
from .offices import Actor, Office, keys_of, office_key

ADMINISTRATOR = ":administrator"        # among a task's offices; no role is called so, and no office opens it


def above(government: Government, keys: Collection[str]) -> list[str]:
    """Keys of the offices above these, the nearest first; none of these themselves.

    A role that is held in an OPD has its superior in the same OPD, until the chain leaves it.
    """
    found: list[str] = []
    level = list(keys)
    while level:
        raised = [key for key in (_superior_of(government, one) for one in level) if key is not None]
        level = [key for key in dict.fromkeys(raised) if key not in found and key not in keys]  # a circle ends here
        found += level
    return found


def _superior_of(government: Government, key: str) -> str | None:
    name, _, org_id = key.partition("@")
    role = government.roles.get(name)
    return office_key(government, role.superior, org_id or None) if role is not None and role.superior else None


def superior_of(government: Government, actor: Actor, keys: Collection[str]) -> tuple[Office, str] | None:
    """The actor's office that stands above these, with the key that it opens; the nearest one, own before acting."""
    ranked = sorted(actor.offices, key=lambda office: office.acting_as is not None)
    for key in above(government, keys):
        for office in ranked:
            if key in keys_of(government, office):
                return office, key
    return None
