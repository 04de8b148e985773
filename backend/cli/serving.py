"""Commands that keep running: the web application, a worker, the demo."""

from typing import Annotated

import typer
import uvicorn

from backend.app import create_app
from backend.channels.twilio import Twilio, TwilioAccount
from backend.chat.choose import chooser_from
from backend.cli.context import Context, open_context
from backend.concerns.prove_contacts import unproven
from backend.errors import NuanxinError
from backend.timetable.jobs import Tools
from backend.worker import Worker, run_until_signaled, worker_name


class NotReadyForLiveError(NuanxinError):
    """Live mode lacks something that only the site can supply."""

    type = "not-ready-for-live"


def tools_of(context: Context, *, untested: bool = False) -> Tools:
    """The jobs' tools, checked: live mode needs the site's numbers, approved safety texts, and tested contacts.

    `untested` lets the test of contacts itself run. Raises NotReadyForLiveError with everything that is missing.
    """
    if context.live:
        gaps = context.pack.live_gaps()
        if not untested and context.pack.study.contact.rota:
            with context.read() as session:
                gaps = (*gaps, *unproven(session, context.pack))
        if gaps:
            raise NotReadyForLiveError("Live mode cannot start yet:\n  " + "\n  ".join(gaps))
    settings = context.settings
    account = TwilioAccount(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_from,
        callback_base=settings.public_base_url.rstrip("/"),
        base_url=settings.twilio_base_url or (None if context.live else settings.public_base_url),
        messaging_service_sid=settings.twilio_messaging_service_sid,
        timeout=settings.twilio_timeout,
        safety_sender=settings.twilio_safety_from,
        safety_service_sid=settings.twilio_safety_messaging_service_sid,
    )
    return Tools(
        engine=context.prepared(),
        channel=Twilio(account, live=context.live),
        pack=context.pack,
        live=context.live,
        clock=context.clock,
        worker=worker_name(),
        senders=settings.senders,
        chooser=chooser_from(settings),
    )


def serve_command(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve the web application, with the worker inside unless NUANXIN_WORKER_INSIDE=false."""
    context = open_context()
    tools = tools_of(context)
    worker = Worker(tools) if context.settings.worker_inside else None
    app = create_app(
        settings=context.settings,
        engine=tools.engine,
        pack=context.pack,
        clock=context.clock,
        worker=worker,
        send_now=tools.send_now,
        chooser=tools.chooser,
    )
    uvicorn.run(app, host=host or context.settings.host, port=port or context.settings.port, log_config=None)


def worker_command() -> None:
    """Run a worker of its own; several may run beside each other and beside `serve`."""
    run_until_signaled(tools_of(open_context()))


def demo_command(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    weeks: Annotated[int, typer.Option(min=1, max=60, help="How much of the story has passed.")] = 9,
) -> None:
    """Start a living demo: 40 invented families, virtual phones, everything on SQLite."""
    from backend.simulation.demo import run_demo

    run_demo(port=port, weeks=weeks)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("serve")(serve_command)
    app.command("worker")(worker_command)
    app.command("demo")(demo_command)
