"""What moved since the previous edition, and why; stands on the overview."""
