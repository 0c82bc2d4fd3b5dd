"""Mail that waits to be sent, and what is kept of mail that was."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, TypeVar

import typer

from core.commands.before_serving import doubts_of_mail
from core.commands.environment import LARGEST_NUMBER, ready_platform, settings
from core.console import complain, say, show
from core.errors import StartupError
from core.mail import clearing, queue, worker
from core.platform import Platform

T = TypeVar("T")

outbox = typer.Typer(no_args_is_help=True, help="Mail that waits to be sent.")


@outbox.command(name="list")
def list_outbox(
    to: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="List all mail to this address instead, also what was sent."),
    ] = None,
) -> None:
    """List the messages that have not been sent yet, and why; or all messages to an address."""
    platform = ready_platform()
    with platform.database.reading() as session:
        if to is None:
            messages = queue.unsent(session, platform.now())
        else:
            messages = queue.addressed_to(session, to, platform.now())
    if to is None:
        _show_unsent(messages)
    else:
        _show_addressed(messages, to)


def _show_unsent(messages: Sequence[Any]) -> None:
    rows = [
        (str(row.id), row.recipient, row.subject, _minute(row.queued_at), str(row.attempts), _state(row),
         row.last_error or "")
        for row in messages
    ]  # fmt: skip
    if rows:
        show(("number", "to", "subject", "queued", "attempts", "state", "last error"), rows)
    say(f"{len(messages)} messages wait, {sum(row.dead for row in messages)} of them dead.")
    if messages and not settings().smtp_url:
        say("NMIRF_SMTP_URL is not set: they stay here until it is.")


def _show_addressed(messages: Sequence[Any], address: str) -> None:
    """What is kept of the mail to an address: whoever asks what is held about them is told this."""
    rows = [
        (str(row.id), row.language or "", row.subject, _minute(row.queued_at), _state(row),
         "kept" if row.body else "deleted", row.last_error or "")
        for row in messages
    ]  # fmt: skip
    if rows:
        show(("number", "language", "subject", "queued", "state", "text", "last error"), rows)
    unsent = sum(row.sent_at is None and row.withdrawn_at is None for row in messages)
    say(f"{len(messages)} messages to {address}, {unsent} of them not sent yet.")


def _state(row: Any) -> str:
    """What became of a message, or what becomes of it."""
    if row.sent_at is not None:
        return f"sent {_minute(row.sent_at)}"
    if row.withdrawn_at is not None:
        return f"obsolete {_minute(row.withdrawn_at)}"
    return "being sent" if row.being_sent else "dead" if row.dead else f"next {_minute(row.next_attempt_at)}"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z"


@outbox.command(name="retry")
def retry_outbox(
    number: Annotated[
        int | None,
        typer.Argument(help="As `nmirf outbox list` shows it; all dead ones if left out.", min=1, max=LARGEST_NUMBER),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also those that wait for their next attempt, after an outage.")
    ] = False,
) -> None:
    """Try dead messages again, or one or all of those that wait for their next attempt."""
    if every and number is not None:
        raise StartupError("MESSAGE", "Give a number or --all, not both.")
    with ready_platform().database.transaction() as session:
        woken = queue.retry(session, ready_platform().now(), number, every)
    if number is not None and not woken:
        raise StartupError("MESSAGE", f"No waiting message has the number {number}; see `nmirf outbox list`.")
    say(f"{woken} messages are tried again.")


@outbox.command(name="run")
def run_outbox(
    once: Annotated[
        bool, typer.Option("--once", help="Send what is due now, and end; exit code 1 if none of it could be sent.")
    ] = False,
) -> None:
    """Send due messages until stopped: a process beside the servers, which then need no NMIRF_SMTP_URL."""
    if not settings().smtp_url:
        raise StartupError(
            "SMTP",
            "Nothing can be sent: set NMIRF_SMTP_URL, as in smtp://user:password@host:587?starttls=yes, and "
            "NMIRF_MAIL_FROM, the address that mail comes from.",
        )
    sending = ready_platform()
    for doubt in doubts_of_mail(settings()):
        complain(doubt)
    if not once:
        asyncio.run(_until_stopped(_send_and_clear(sending)))
    elif counts := asyncio.run(_until_stopped(worker.run_once(sending))):
        _report(counts)


async def _send_and_clear(platform: Platform) -> None:
    await asyncio.gather(worker.run(platform), clearing.run(platform))


def _report(counts: worker.Counts) -> None:
    """Report the outcomes of the messages that were due; exit code 1 if none could be sent."""
    say(f"{counts.sent} sent, {counts.failed} failed for now, {counts.dead} dead, {counts.queued} wait.")
    if not counts.sent and (counts.failed or counts.dead):
        complain("Nothing could be sent: `nmirf outbox list` shows why.")
        raise typer.Exit(1)


async def _until_stopped(work: Coroutine[Any, Any, T]) -> T | None:
    """Do work until SIGTERM or SIGINT cancels it, which is not an error; returns its result, even then, or None."""
    working = asyncio.ensure_future(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, working.cancel)
    with suppress(asyncio.CancelledError):
        return await working
    return None
