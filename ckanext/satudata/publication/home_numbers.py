"""Figures for the home page: the newest public, open tables whose chart is a line through time without gaps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.dialects.postgresql import JSONPATH

from ckanext.satudata.language import language

from . import access, previews, records
from .figures import svg
from .figures.chart import LINE
from .figures.periods import label
from .model import Preview, Record, Revision
from .model.preview import MADE
from .releases import LISTED

MOST = 4
_WIDTH, _HEIGHT = 220, 34


def newest(limit: int = MOST) -> list[dict[str, Any]]:
    """One figure a record, the last published first; one query, for the public as the public.

    Returns:
        title (with the period of the value), value (as it is written), unit, period (of the small line), url,
        spark_points, spark (the same drawn)
    """
    if not previews.is_ready() or not records.tables_exist():
        return []
    return [_figure(*row) for row in model.Session.execute(_query(limit))]


def _query(limit: int) -> sa.Select[Any]:
    package, resource = model.package_table, model.resource_table
    level = package.c.extras[access.FIELD].astext
    chart = Preview.body["chart"]
    published = sa.func.coalesce(Revision.published_at, sa.func.timezone("UTC", package.c.metadata_modified))
    of_each = (
        sa.select(package.c.name, package.c.type, sa.type_coerce(chart, sa.JSON).label("chart"), published.label("published"),
                  sa.func.row_number().over(partition_by=package.c.id, order_by=resource.c.position).label("place"))
        .join(Preview, Preview.package_id == package.c.id).join(Record, Record.package_id == package.c.id)
        .join(resource, resource.c.id == Preview.resource_id).outerjoin(Revision, Revision.id == Record.live)
        .where(package.c.state == "active", package.c.private.is_(False), package.c.type == LISTED,
               Record.visibility == records.PUBLISHED, sa.func.coalesce(level, access.OPEN) == access.OPEN,
               resource.c.state == "active", Preview.status == MADE, chart["kind"].astext == LINE,
               ~sa.func.jsonb_path_exists(chart["points"], sa.cast("$[*][1] ? (@ == null)", JSONPATH)))
        .subquery()
    )
    return (sa.select(of_each.c.name, of_each.c.type, of_each.c.chart).where(of_each.c.place == 1)
            .order_by(of_each.c.published.desc(), of_each.c.name).limit(limit))


def _figure(name: str, package_type: str, chart: dict[str, Any]) -> dict[str, Any]:
    said, points = chart["finding"], [float(value) for _key, value in chart["points"]]
    first, last = label(chart["points"][0][0], language()), label(said["period"], language())
    return {
        "title": f"{chart['measure']['label']}, {last}", "value": svg.number(Decimal(said["value"]), language()),
        "unit": chart["measure"]["unit"], "period": f"{first}–{last}", "url": tk.h.url_for(f"{package_type}.read", id=name),
        "spark_points": points, "spark": spark(points),
    }


def spark(points: list[float]) -> Markup:
    """A small line without numbers, beside the number. From the lowest point, because it has no axis."""
    if len(points) < 2:
        return Markup("")
    low, span = min(points), (max(points) - min(points)) or 1
    step, height = (_WIDTH - 8) / (len(points) - 1), _HEIGHT - 10
    spots = " ".join(f"{4 + step * place:.1f},{5 + height * (1 - (value - low) / span):.1f}"
                     for place, value in enumerate(points))
    return Markup('<svg class="sd-kilas sd-grafik" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
                  '<polyline class="g1" vector-effect="non-scaling-stroke" points="{}"/></svg>').format(_WIDTH, _HEIGHT, spots)
