"""How the pages are served: by ``make run``, by the browser tests, and wherever the system is installed."""

import logging
import os
import signal

from gunicorn.workers.base import Worker

wsgi_app = "app:create_app()"
bind = f"{os.environ.get('BIND_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"  # a slow sender holds up a thread, not everyone
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
graceful_timeout = 8  # seconds to finish what was asked before a stop; scripts/run.sh ends it all after 10
loglevel = "warning"
control_socket_disable = True


def post_worker_init(_worker: Worker) -> None:
    """Log as our other processes do; and leave Ctrl-C to the parent, which then stops its workers.

    A terminal sends it to both. A worker that gets the parent's word while it is still at the first deadlocks on its
    thread pool (seen with gunicorn 27.0.1), keeps the port, and has to be killed.
    """
    from app import safe_logs  # only a worker finds it

    safe_logs.to_stderr(logging.WARNING)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
