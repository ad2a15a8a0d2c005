"""Workbooks of metadata: no database."""
