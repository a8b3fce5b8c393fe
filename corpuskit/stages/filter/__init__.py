"""Stages that take whole documents out of the corpus."""
