"""Schemas of portals that are not ours, as scheming reads them by `module:file`."""
