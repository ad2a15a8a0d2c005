"""What the public sees, and from when: visibility, sealed revisions, files and the gate in front of CKAN's writes."""
