"""Commands on a home and its editions as they lie: asking, comparing, pruning, looking for what is wrong."""
