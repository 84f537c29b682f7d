"""Cases (個案) from the application to the closing: their course, their places, their benefits and their money."""
