"""Matches of partnerships and topics: the query, what users said about them, their exports."""
