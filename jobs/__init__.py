"""The scheduler process (``python -m jobs``): a clock that calls services. May not import ``app.models``."""
