"""CKAN's face of the room: actions, who may call them, and the form of what they are sent."""
