"""滿意度調查: questions, what an answer may be, what answers say together, and what is kept back. Pure."""
