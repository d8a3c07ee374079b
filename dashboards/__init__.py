"""The dashboards: pages that read the served edition and nothing else.

Looking for a page, its questions and tables? One folder per domain; `domains.py` lists them. A figure? `charts/`.
Something that every page wears (banner, freshness badge, table, figure card)? `components/`. How it all becomes one
application? `app.py`; how that is served? `serve.py`. Metrics are computed in `dbt_project`, never here.
"""
