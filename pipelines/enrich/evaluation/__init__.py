"""How good the theme engine is, measured on pairs and labels that anyone may bring.

``measures`` has the measures, ``baselines`` what the engine is held against, ``matching`` and ``themes`` the
measurements of the engine by itself, ``served`` and ``conditions`` those of what an edition serves. Pure: frames in,
figures out; reading files and editions and printing is in ``pipelines.commands.evaluate``.
"""
