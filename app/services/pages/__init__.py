"""What pages show: reading functions that return exactly the figures and texts of one page, writing nothing."""
