"""Contradictory news reports of violent events in; one sourced record out."""

__version__ = "0.1.0"
