"""What this is, who may use it for what, and what to do where it is wrong."""
