"""Parts that pages are put together from: page frame, freshness strip, figures with their tables, filters, counts.

Values in, Dash components out; questions are asked in `pages/`. Looks are in `assets/interregio.css`.
"""
