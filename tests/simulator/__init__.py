"""Publishers on a local port: the protocols of all sources, honest or with a fault injected by name.

``exchange`` is what is asked and replied, ``files`` and ``search`` are how publishers speak, ``faults``
what can go wrong, ``server`` puts them on a port. ``python -m tests.simulator`` starts it by hand.
"""
