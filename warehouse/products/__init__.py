"""What readers take away: matches, maturity, and the files both are written to.

Pages and commands share it. Where the data comes from is in ``warehouse.store``.
"""
