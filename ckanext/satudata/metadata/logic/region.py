"""Action of the look-up of regions."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from .. import regions
from . import region_schema


@tk.side_effect_free
@tk.validate_action_data(region_schema.search)
def satudata_metadata_region_search(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Regions of Indonesia by the beginning of their Kemendagri code or by a part of their name.

    Args:
        q: `33.04.0`, `susukan`, `desa merden`, or with what is around it: `susukan, banjarnegara`; digits without dots give
            what they mean to Kemendagri and to BPS
        within: Kemendagri code of the region in which they lie
        limit: at most so many, 50 at most; 20 if it is not said
    Returns:
        list of `code`, `name`, `full_name`, `level` (provinsi, kabupaten_kota, kecamatan, desa_kelurahan) and `code_bps` (None
        where we do not know it); larger regions first, then the portal's own, then the closest names
    """
    tk.check_access("satudata_metadata_region_search", context, data_dict)
    found = regions.search(data_dict.get("q") or "", data_dict.get("limit", regions.USUAL), data_dict.get("within"))
    return [{"code": region.code, "name": region.name, "full_name": regions.full_name(region), "level": region.level,
             "code_bps": regions.bps_code(region.code)} for region in found]
