"""Spreadsheets to plan documents and back. May import the domain only; knows neither database nor request.

A sheet's layout is declared once (``layout.py``) and drives the writers and the reader alike.
"""
