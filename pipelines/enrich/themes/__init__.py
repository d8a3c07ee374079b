"""Does a text belong to a partnership's theme, how surely, and by what can one see it?

``cleaning`` leaves out what is no subject, ``words`` finds words and phrases in their places, ``meaning`` gives
words vectors, ``profiles`` says what a theme is, ``facets`` finds the fields that must meet, ``scoring`` compares and
calibrates, ``classification`` makes the tables, ``parameters`` holds every number with its reason. Pure functions:
frames in, frames out, no database, no clock, nothing downloaded. Measuring is in ``pipelines.enrich.evaluation``; the
method in words in ``dbt_project/docs/methodology_themes.md``.
"""
