"""What a call's own text asks for: amounts, rates, readiness, partners, countries, kinds of applicants.

``patterns.toml`` is the grammar: what each pattern means, where it may stand, and examples that a test reads.
``reading`` cuts texts into parts and sentences and applies the patterns. What follows from a condition, and what holds
where the text is silent, is in ``dbt_project/models/matches``. Pure functions: frames in, frames out.
"""
