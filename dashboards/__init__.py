"""The dashboards: pages that read the served edition and nothing else.

Looking for a page? `pages/`. The question it asks of the warehouse? `queries/`. A figure? `charts/`. Something that
every page wears (banner, freshness strip, table, figure card)? `components/`. How it all becomes one application?
`app.py`; how that is served? `serve.py`. Metrics are computed in `dbt_project`, never here; writing is in `pipelines`.
"""
