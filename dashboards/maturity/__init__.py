"""`/maturity`: which partnerships are mature, how sure are we, what drives it, what if I weigh it differently?"""
