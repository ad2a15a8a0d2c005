"""Runs the procedures of Satu Data Indonesia on a CKAN portal: the modules here are its shell, each folder is one room."""
