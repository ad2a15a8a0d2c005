"""Tests of the portal's shell."""
