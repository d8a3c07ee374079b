"""`/funding`: what can we apply for, why, what is missing, by when?"""
