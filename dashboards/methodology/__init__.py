"""`/methodology`: how is each number made?"""
