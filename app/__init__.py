"""計畫績效管考系統: the application factory, and nothing else."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings


def create_app(config: Settings | None = None) -> Flask:
    """The web application with its commands; settings come from the environment unless given."""
    settings = config or Settings.from_environment()
    app = Flask(__name__)
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes + 64 * 1024,  # the form around the file
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,  # a grid of 500 cases with every cell typed
        # The prefix makes the browser refuse a cookie of this name that another host or a page without TLS sets.
        SESSION_COOKIE_NAME="__Host-session" if settings.production else "session",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",  # single sign-on comes back by a link from another host
        WTF_CSRF_TIME_LIMIT=None,  # a form's token lives as long as the session: the idle time is what ends a form
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    from app import cli, extensions, safe_logs, web
    from app.web import language

    safe_logs.install(settings)
    language.init_app(app)  # first, for extensions already ask the application for its pages
    extensions.init_app(app)
    web.init_app(app)
    cli.init_app(app)
    return app
