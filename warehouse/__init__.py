"""Shared bottom layer: where data lies, how it is opened, loaded, read and published.

Knows DuckDB and Polars. Knows neither Dagster nor a web framework nor dbt: orchestration is in
``pipelines``, pages are in ``dashboards``, derived tables are in ``dbt_project``.
"""
