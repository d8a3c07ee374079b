"""Dagster-free toolbox for sources: declaration, transport, strict readers, errors.

What is particular to one publisher belongs in ``pipelines.sources.<name>``; where files and tables
lie belongs in ``warehouse``.
"""
