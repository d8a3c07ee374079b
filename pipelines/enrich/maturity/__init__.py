"""How sure a maturity score is: draws over the framework's assumptions, and what each assumption does to a score.

Belongs here: `assumptions` (what may vary, read from its seed), `draws` (one score per draw), `sensitivity` (which
assumption moves it). Does not belong here: the formula (`warehouse.products.maturity.rescore`), values and goalposts
(dbt), and what is
made of the draws: percentiles, shares of bands, pairs and ranks are SQL. dbt's Python models call `tables`.
"""
