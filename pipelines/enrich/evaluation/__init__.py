"""How good the theme engine is, measured on pairs and labels that anyone may bring.

``measures`` has the measures, ``baselines`` what the engine is held against, ``matching`` and ``themes``
the two measurements. Pure: frames in, figures out; reading files and printing is in
``pipelines.commands.evaluate``. The engine itself is in ``pipelines.enrich.themes``.
"""
