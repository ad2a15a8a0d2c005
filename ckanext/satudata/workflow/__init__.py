"""Runs the procedures: cases, tasks, officers, documents and the log of events. Knows nothing of datasets."""
