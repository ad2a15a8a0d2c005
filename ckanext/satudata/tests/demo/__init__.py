"""The demo's data is true to its tables, and loads once."""
