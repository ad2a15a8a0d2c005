"""CKAN's face of the room: chained actions and auth functions, and the few actions of its own."""
