"""Commands of ``flask …``: thin, with ``--json`` for scripts. May not import ``app.models``."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Hang every command on the application."""
    from app.cli import (
        alerts,
        audit,
        audit_trail,
        backup,
        cases,
        crosstab,
        db,
        demo,
        firms,
        forecast,
        jobs,
        period,
        plan,
        retention,
        rules,
        search,
        slippage,
        snapshots,
        submission,
        user,
        variance,
        workbook,
    )

    for command in (
        alerts.alerts,
        backup.backup,
        cases.cases,
        db.db,
        demo.demo,
        firms.firms,
        jobs.jobs,
        period.period,
        plan.plan,
        rules.rules,
        search.search,
        slippage.slippage,
        snapshots.snapshots,
        submission.submission,
        user.user,
        workbook.workbook,
    ):
        app.cli.add_command(command)
    app.cli.add_command(variance.variance)
    app.cli.add_command(forecast.forecast)
    app.cli.add_command(retention.retention)
    app.cli.add_command(crosstab.crosstab)
    app.cli.add_command(audit.audit)
    app.cli.add_command(audit_trail.audit_trail)
