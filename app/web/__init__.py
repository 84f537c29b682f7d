"""Pages: a view loads, calls one service, and answers. May not import ``app.models``."""

from flask import Flask

from app import extensions


def init_app(app: Flask) -> None:
    """Hang the pages, the way in, the answers to refusals and the figures' formats on the application."""
    from app.web import (
        access,
        account,
        admin_jobs,
        admin_people,
        admin_roles,
        alerts,
        audit_trail,
        audits,
        auth,
        budgets,
        calendar_feed,
        cases,
        change_grids,
        checkpoints,
        crosstabs,
        delegations,
        errors,
        evidence,
        firms,
        follow_ups,
        forecasts,
        formatters,
        grids,
        headers,
        health,
        help,
        home,
        inbox,
        indicators,
        language,
        notice_choices,
        office_calendar,
        outbox,
        packing,
        password_reset,
        period_closings,
        plan_changes,
        plan_charts,
        plan_setup,
        plans,
        portfolio,
        programme,
        progress,
        rate_limits,
        resolutions,
        reversals,
        review_settings,
        rules,
        search,
        second_step,
        setup_grids,
        static_files,
        styleguide,
        submissions,
        surveys,
        threshold_settings,
        variance,
        week,
    )

    app.jinja_env.filters.update(formatters.FILTERS)
    packing.init_app(app)  # before the others, because what is hung up first comes last
    headers.init_app(app)
    static_files.init_app(app)
    errors.init_app(app)
    access.init_app(app)
    rate_limits.init_app(app)
    inbox.init_app(app)
    help.init_app(app)
    for blueprint in (
        home.bp,
        auth.bp,
        language.bp,
        password_reset.bp,
        account.bp,
        calendar_feed.bp,
        second_step.bp,
        delegations.bp,
        notice_choices.bp,
        inbox.bp,
        outbox.bp,
        admin_people.bp,
        admin_roles.bp,
        admin_jobs.bp,
        plans.bp,
        search.bp,
        plan_changes.bp,
        change_grids.bp,
        setup_grids.bp,
        plan_setup.bp,
        period_closings.bp,
        week.bp,
        checkpoints.bp,
        indicators.bp,
        forecasts.bp,
        plan_charts.bp,
        variance.bp,
        grids.bp,
        cases.bp,
        follow_ups.bp,
        surveys.bp,
        evidence.bp,
        firms.bp,
        crosstabs.bp,
        submissions.bp,
        resolutions.bp,
        reversals.bp,
        alerts.bp,
        audits.bp,
        audit_trail.bp,
        progress.bp,
        review_settings.bp,
        threshold_settings.bp,
        rules.bp,
        portfolio.bp,
        programme.bp,
        office_calendar.bp,
        budgets.bp,
        health.bp,
        help.bp,
        styleguide.bp,
    ):
        app.register_blueprint(blueprint)
    if extensions.settings_of(app).oidc.is_configured:
        # Imported only here: its libraries take half a second, and most installations have no use for them.
        from app.web import single_sign_on

        single_sign_on.init_app(app)
