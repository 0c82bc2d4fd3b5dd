"""One request at a time is asked from the server's own processor, and nobody is confined for longer."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from bench import alone
from bench.alone import on_one_processor


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is asked to have processes share a processor")
def test_client_and_server_share_a_processor_only_meanwhile() -> None:
    before, done = os.sched_getaffinity(0), threading.Event()
    with pytest.raises(RuntimeError), on_one_processor([os.getpid()]):
        assert len(os.sched_getaffinity(0)) == 1
        begun = threading.Thread(target=done.wait)
        begun.start()
        raise RuntimeError("the server closed the connection")
    assert [os.sched_getaffinity(thread) for thread in (0, begun.native_id or 0)] == [before, before]
    done.set()


def test_where_no_system_offers_it_nothing_is_confined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone.sys, "platform", "darwin")
    monkeypatch.delattr(alone.os, "sched_setaffinity", raising=False)
    with on_one_processor([os.getpid()]):
        pass
