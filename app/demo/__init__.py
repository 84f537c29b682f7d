"""The real 107 plan as shipped data: facts, figures and short labels, read into plan documents. No database here."""
