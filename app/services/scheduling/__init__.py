"""Scheduled work (排程工作): what is due when, who may work at it, and what became of it. ``jobs/`` is its clock."""
