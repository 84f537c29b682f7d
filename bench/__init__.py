"""How long the work of contractors takes, beside the least that any program would need: ``python -m bench``."""
