"""Stages that take out what must not be in a corpus."""
