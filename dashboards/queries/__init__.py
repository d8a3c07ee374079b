"""Questions to the served edition: one named function each, typed parameters in, a frame out, kept per edition.

SQL lives here and nowhere else in the dashboards. Metrics are not computed here: a query picks, joins, counts and
orders what the marts hold. Matches are asked through `warehouse.products.matches.query`, which the command line shares.
"""
