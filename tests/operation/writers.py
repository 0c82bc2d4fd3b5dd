"""Clients that write to a server at the same time, as it is killed, backed up or restarted."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from tests.servers import Client, is_open, wait_until

DRAFT = """mutation($participant: ID!, $title: String!) {
  draftPractice(input: {participant: $participant, text: {language: EN, title: $title, summary: "Fictitious.", body: "Fictitious."}}) {
    practice { id title } errors { code message } } }"""
DESIGNATE = """mutation($participant: ID!, $title: String!) {
  designateFocalPoint(input: {participant: $participant, name: $title, email: "f@test.example", since: "2024-06-03"}) {
    focalPoint { id name } errors { code message } } }"""


@dataclass
class Writers:
    """Clients that write at the same time; what they were told is kept."""

    port: int
    tokens: Mapping[str, str]
    """Participant id -> token."""
    limit: int = 1_000
    clients: int = 50
    done: dict[str, str] = field(default_factory=dict)
    """The ids of what was written, with its title, as the platform told it."""
    refused: list[Any] = field(default_factory=list)
    started: int = 0
    failed: int = 0
    stopping: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> Writers:
        self.threads = [threading.Thread(target=self._write, args=(number,)) for number in range(self.clients)]
        for thread in self.threads:
            thread.start()
        return self

    def wait_for(self, count: int, seconds: float = 60) -> None:
        """Wait until so many were written."""
        wait_until(lambda: len(self.done) >= count or not self.alive, seconds)

    @property
    def alive(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)

    def finish(self) -> None:
        self.stopping = True
        for thread in self.threads:
            thread.join(60)

    def _write(self, number: int) -> None:
        participants = list(self.tokens)
        participant = participants[number % len(participants)]
        client = Client(self.port, self.tokens[participant])
        try:
            self._write_with(client, participant)
        finally:
            client.connection.close()

    def _write_with(self, client: Client, participant: str) -> None:
        while not self.stopping:
            with self.lock:
                self.started += 1
                if self.started > self.limit:
                    return
                title = f"Fictitious {self.started} of {self.port}"
                mutation = DRAFT if self.started % 2 else DESIGNATE
            try:
                answer = client.ask(mutation, {"participant": participant, "title": title})
            except (OSError, HTTPException, ValueError):
                self.failed += 1
                client.connection.close()
                if self.stopping or not is_open(self.port):
                    return
                continue
            payload = next(iter((answer.get("data") or {"": None}).values()))
            if "errors" in answer or not payload or payload["errors"]:
                self.refused.append(answer)
                continue
            (made,) = (value for key, value in payload.items() if key != "errors")
            self.done[made["id"]] = title
