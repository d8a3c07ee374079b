"""Stating a partnership: what to fill in, its check, the way into the inbox."""
