"""Parts that pages are put together from: page frame, freshness badge, figures with their tables, filters, counts.

Values in, HTML out; questions are asked in `<domain>/queries.py`. Looks are in `assets/interregio.css`.
"""
