"""Where data lies and how it is opened: landing zone, build database, editions, locks, nights on file.

What is made from an edition for readers is in ``warehouse.products``.
"""
