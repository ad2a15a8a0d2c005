"""Harvest sources: whether a record comes from one, and whether that source may publish.

The source is looked up in the harvester's own table, which it fills before it saves the package; nothing that a caller
sends is asked.
"""

from __future__ import annotations

import ckan.model as model
import ckan.plugins as p
import sqlalchemy as sa

from .model import Source


def of(package_id: str | None) -> str | None:
    """Id of the harvest source that a package comes from."""
    if not package_id or not p.plugin_loaded("harvest"):
        return None
    from ckanext.harvest.model import HarvestObject

    model.Session.flush()
    return model.Session.scalar(
        sa.select(HarvestObject.harvest_source_id).where(HarvestObject.package_id == package_id)
        .order_by(HarvestObject.current.desc(), HarvestObject.gathered.desc()).limit(1)
    )


def is_approved(package_id: str | None) -> bool:
    """Whether the package comes from a source that may publish by itself."""
    source_id = of(package_id)
    return source_id is not None and model.Session.get(Source, source_id) is not None
