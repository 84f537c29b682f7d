"""Official forms made from plan documents. May import the domain only."""
