"""Commands on a home and its editions as they lie: asking, comparing, serving, pruning, moving, looking for what is wrong."""
