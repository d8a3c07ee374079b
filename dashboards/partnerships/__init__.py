"""`/partnerships` and `/partnership/<id>`: who is in it, how is it doing, what should it do next?"""
