"""What a reader looks for: partnerships, regions, organisations, calls, projects, methods."""
