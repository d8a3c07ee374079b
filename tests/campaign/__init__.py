"""Long trials of a home on the hand-written answers, outside the tests: ``python -m tests.campaign``.

``crash`` kills nights and goes on, ``nights`` plays two stretches of nights with drawn faults, ``readers`` reads pages
while editions are published. Each prints figures, can be stopped and goes on in its folder, and exits with 1 where a
promise was not kept.
"""
