"""The night: sources, enrichment and the Dagster code location that runs them.

Only modules directly in this package know Dagster. Sources are in ``pipelines.sources``, the
toolbox they share in ``pipelines.ingest``, Python work between dbt models in ``pipelines.enrich``.
"""
