"""One night as plain steps: visit, load, link, note, publish. Knows neither Dagster nor dbt.

The same steps as a graph are in ``pipelines.orchestration``.
"""
