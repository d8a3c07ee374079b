"""Engagement, collaboration, scoping and partnering: who carries a partnership, who works with whom, who is missing."""
