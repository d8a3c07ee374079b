"""What moved since the edition before, and why; stands on the overview."""
