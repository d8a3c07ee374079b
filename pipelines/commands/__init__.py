"""What the command line prints and counts, one module a command; ``pipelines.cli`` registers them."""
