"""單一簽入: signing in with the agency's own provider (OpenID Connect: authorization code, PKCE, state, nonce)."""

import logging
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from app import clock, extensions
from app.domain.errors import SignInRefused
from app.services import sign_in
from app.services.sign_in import Identity
from app.web import access
from app.web.access import local_target
from config import OidcSettings

bp = Blueprint("single_sign_on", __name__, url_prefix="/login/single-sign-on")
log = logging.getLogger("app.web")

TARGET = "single-sign-on-target"  # the session's entry: where the person was heading
PATIENCE = 10  # seconds that the provider may take
FAILED = "單一簽入沒有完成，請再試一次；若持續發生，請改以密碼登入或洽系統管理者。"


def init_app(app: Flask) -> None:
    """Offer the provider's way in. The provider is asked for its addresses when somebody first comes."""
    settings = extensions.settings_of(app).oidc
    app.register_blueprint(bp)
    OAuth(app).register(
        "agency",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": PATIENCE},
    )


@bp.get("")
def go() -> ResponseReturnValue:
    """Send the browser to the provider."""
    provider = _provider()
    session[TARGET] = request.args.get("next")
    come_back = extensions.settings().public_url + url_for(".come_back")
    try:
        answer: ResponseReturnValue = provider.authorize_redirect(come_back)
    except (OAuthError, RequestException) as error:
        return _refused(FAILED, error)
    return answer


@bp.get("/return")
def come_back() -> ResponseReturnValue:
    """The provider has sent the browser back: see who it is, and let them in if they have an account."""
    provider, settings = _provider(), extensions.settings().oidc
    try:
        answer = provider.authorize_access_token(claims_options=_expected(settings))
    except (OAuthError, JoseError, RequestException, ValueError) as error:
        return _refused(FAILED, error)
    if not (claims := answer.get("userinfo")):
        return _refused(FAILED, "the provider sent no identity")
    target = session.get(TARGET)
    try:
        token = sign_in.by_identity(
            extensions.session(), _identity(claims, settings), origin=access.origin(), at=clock.now()
        )
    except SignInRefused as refusal:
        return _refused(str(refusal), "no account")
    access.let_in(token)
    return redirect(local_target(target))


def _expected(settings: OidcSettings) -> dict[str, Any]:
    """What the identity must say beside being signed, fresh and ours by its nonce: the library asks for neither the
    issuer that we were told of nor the audience unless it is told to."""
    return {
        "iss": {"essential": True, "value": settings.oidc_issuer},
        "aud": {"essential": True, "value": settings.oidc_client_id},
    }


def _identity(claims: dict[str, Any], settings: OidcSettings) -> Identity:
    return Identity(
        issuer=claims["iss"],
        subject=str(claims["sub"]),
        email=str(claims.get(settings.oidc_email_claim) or ""),
        email_is_verified=claims.get(settings.oidc_verified_claim) is True,
    )


def _provider() -> Any:
    return current_app.extensions["authlib.integrations.flask_client"].create_client("agency")


def _refused(message: str, reason: object) -> ResponseReturnValue:
    log.warning("single sign-on refused: %s", reason)
    flash(message, "error")
    return redirect(url_for("auth.login"))
