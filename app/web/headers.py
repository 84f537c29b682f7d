"""Security headers of every answer: everything comes from here, nothing runs that we did not serve."""

from flask import Flask, Response, request

from app import extensions

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
#: Doors of the browser that no page of ours opens, closed for whatever might get into one.
UNUSED_FEATURES = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer"),
    *("microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking"),
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
KEPT_NOWHERE = "private, no-store"  # a shared office PC keeps no figures, and no proxy hands them on


def init_app(app: Flask) -> None:
    """Add the headers to every answer; a page may set a stricter one itself."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = KEPT_NOWHERE
    if request.is_secure and (seconds := extensions.settings().hsts_seconds):
        response.headers["Strict-Transport-Security"] = f"max-age={seconds}"
    return response
