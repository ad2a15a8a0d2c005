"""CKAN's face of the room: actions, rights, schemas, validators."""
