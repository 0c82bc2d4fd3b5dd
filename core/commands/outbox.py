"""Mail that waits to be sent."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from core.commands.environment import LARGEST_NUMBER, ready_platform, settings
from core.console import say, show
from core.errors import StartupError
from core.mail import queue, worker

outbox = typer.Typer(no_args_is_help=True, help="Mail that waits to be sent.")


@outbox.command(name="list")
def list_outbox() -> None:
    """List the messages that are not sent yet, and why."""
    with ready_platform().database.reading() as session:
        waiting = queue.unsent(session)
    rows = []
    for row in waiting:
        queued = f"{row.queued_at:%Y-%m-%d %H:%M}Z"
        state = "dead" if row.dead else f"next {row.next_attempt_at:%Y-%m-%d %H:%M}Z"
        rows.append((str(row.id), row.recipient, row.subject, queued, str(row.attempts), state, row.last_error or ""))
    if rows:
        show(("number", "to", "subject", "queued", "attempts", "state", "last error"), rows)
    say(f"{len(waiting)} messages wait, {sum(row.dead for row in waiting)} of them dead.")
    if waiting and not settings().smtp_url:
        say("NMIRF_SMTP_URL is not set: they stay here until it is.")


@outbox.command(name="retry")
def retry_outbox(
    number: Annotated[
        int | None,
        typer.Argument(help="As `nmirf outbox list` shows it; all where left out.", min=1, max=LARGEST_NUMBER),
    ] = None,
) -> None:
    """Try dead messages anew, or one that waits for its next attempt."""
    with ready_platform().database.transaction() as session:
        woken = queue.retry(session, ready_platform().now(), number)
    if number is not None and not woken:
        raise StartupError("MESSAGE", f"No unsent message has the number {number}; see `nmirf outbox list`.")
    say(f"{woken} messages are tried anew.")


@outbox.command(name="run")
def run_outbox(
    once: Annotated[bool, typer.Option("--once", help="Send what is due now, and end.")] = False,
) -> None:
    """Send what is due until told to stop: a process beside the servers, which then need no NMIRF_SMTP_URL."""
    if not settings().smtp_url:
        raise StartupError("SMTP", "Nothing can be sent: set NMIRF_SMTP_URL, as in smtp://user:password@host:587.")
    if not once:
        asyncio.run(worker.run(ready_platform()))
        return
    counts = worker.Delivery(ready_platform().database, settings(), ready_platform().now).deliver_due()
    say(f"{counts.sent} sent, {counts.failed} failed for now, {counts.dead} dead, {counts.queued} wait.")
