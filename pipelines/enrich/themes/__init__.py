"""Does a text belong to a partnership's theme, how surely, and by what can one see it?

``words`` splits texts, ``meaning`` gives them vectors, ``profiles`` says what a theme is, ``scoring``
compares the two and calibrates, ``ranking`` orders topics for any text, ``instruments`` knows the calls
that are open to any subject and the destinations, ``parameters`` holds every number with its reason. Pure
functions: frames in, frames out, no database, no clock, nothing downloaded. Measuring the engine is in
``pipelines.enrich.evaluation``; the method in words in ``dbt_project/docs/methodology_themes.md``.
"""
