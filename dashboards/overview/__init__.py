"""`/`: the state of the partnerships, and what changed."""
