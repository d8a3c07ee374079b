"""What is fresh and complete: the sources and what arrived of them."""
