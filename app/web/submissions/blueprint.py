"""The one blueprint on which the pages of submissions hang."""

from flask import Blueprint

bp = Blueprint("submissions", __name__)
