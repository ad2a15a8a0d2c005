"""Reading a table from a file: what it is, what its columns hold, and why it is refused. Knows neither CKAN nor databases."""
