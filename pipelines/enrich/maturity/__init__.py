"""Maturity of a night: the official score, how sure it is, what moved it, and whether the framework measures.

Belongs here: `official` (the score), `assumptions` (what may vary, read from its seed), `draws` (one score per draw),
`sensitivity` (which assumption moves it), `changes` (which indicator moved it since an earlier edition), `checks` (the
framework's statistics). Does not belong here: the formula (`warehouse.products.maturity.formula`), values before the
goalposts (dbt), and what is made of the draws: percentiles, shares of bands and pairs are SQL. dbt's Python models call
`tables`.
"""
