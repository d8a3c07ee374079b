"""Commands on a home and its editions as they lie: asking, comparing, going back, pruning, finding what is wrong."""
