"""What holds before any page: who is asking and what they may write, headers and limits, health."""
