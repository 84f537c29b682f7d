"""Cases (個案) as use-cases: lists brought in, steps taken, lists filtered and taken out."""
