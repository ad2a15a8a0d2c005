"""The demo's data: tables of four offices, what is said of them, invented people, and the loader of it all."""
