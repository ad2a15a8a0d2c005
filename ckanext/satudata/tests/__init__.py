"""Tests, a mirror of the rooms."""
