"""Translations of ckanext-satudata; the source language is English."""
