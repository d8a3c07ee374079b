"""The fault list: every fault a publisher, a disk or a killed process can have, and what it must end in.

``cases`` is the list, ``runner`` plays one case on a home of its own, ``kill`` is a night in a process
that is killed. ``python -m tests.faults`` prints the whole table of case, expected and got. How a
publisher commits a fault is in ``tests.simulator.faults``; broken workbooks are in ``tests/registry``.
"""
