"""``flask retention``: what is kept for how long, and letting go of what is older."""

import click
from flask.cli import with_appcontext

from app import clock, extensions
from app.cli.answer import json_option, print_json, print_table, refusable
from app.services import retention as kept


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Say what would go; nothing does.")
@json_option
@with_appcontext
@refusable
def retention(dry_run: bool, as_json: bool) -> None:
    """Let go of what is older than it is kept for (docs/retention.md)."""
    act = kept.preview if dry_run else kept.forget
    done = act(extensions.session(), extensions.settings(), at=clock.now())
    if as_json:
        print_json(
            [
                {"key": one.key, "what": one.what, "kept": one.kept, "source": one.source, "count": one.count}
                for one in done
            ]
        )
        return
    print_table(
        ("資料", "保存", "將刪除" if dry_run else "已刪除", "依據"),
        [(one.what, one.kept, str(one.count), one.source) for one in done],
    )
