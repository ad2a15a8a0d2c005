"""Runs the procedures of Satu Data Indonesia on a CKAN portal: this room is the portal's shell, each other room one feature."""
