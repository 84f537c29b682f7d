"""``make screenshots``: every page as people see it, in a folder that a reviewer can leaf through."""
