"""`/region/<code>`: what is the region in, what does it carry, what could it apply for?"""
