"""Dagster and dbt: the night as a graph, its jobs, schedule and freshness. The one place that knows them."""
