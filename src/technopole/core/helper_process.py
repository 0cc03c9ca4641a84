"""A process that holds what is large and seldom needed, so that whoever asks it stays small: a line in, a line out."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import Any


class HelperProcess:
    """One helper process for this process, started when needed, used by one thread at a time.

    Its program answers each line of its input with a line of JSON, and ends by itself when idle or when its input does.
    """

    def __init__(self, name: str, timeout_seconds: float) -> None:
        self._name, self._timeout = name, timeout_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._command: list[str] = []

    def ask(
        self, command: Sequence[str], line: bytes, environment: Mapping[str, str] | None = None
    ) -> dict[str, Any] | None:
        """The answer of the helper that `command` starts; None if it ended without one or took too long."""
        with self._lock:
            # It may end of idleness just as it is asked: a new one is asked once.
            for _ in range(2):
                answer = self._ask(list(command), line, environment)
                if answer is not None:
                    return answer
                self._end()
            return None

    def is_free(self) -> bool:
        return not self._lock.locked()

    def is_awake(self, command: Sequence[str]) -> bool:
        """Does the helper that `command` starts run?"""
        process = self._process
        return process is not None and process.poll() is None and self._command == list(command)

    def stop(self) -> None:
        """End the process now; the next question starts another."""
        with self._lock:
            self._end()

    def _ask(self, command: list[str], line: bytes, environment: Mapping[str, str] | None) -> dict[str, Any] | None:
        process = self._running(command, environment)
        assert process.stdin and process.stdout
        watch = threading.Timer(self._timeout, process.kill)
        watch.daemon = True
        watch.start()
        try:
            process.stdin.write(line + b"\n")
            process.stdin.flush()
            reply = process.stdout.readline()
        except OSError:
            return None
        finally:
            watch.cancel()
        return json.loads(reply) if reply.endswith(b"\n") else None

    def _running(self, command: list[str], environment: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
        if self._process is not None and self.is_awake(command):
            return self._process
        self._end()
        self._command = command
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        # Collected as soon as it ends, so that no dead process lingers.
        threading.Thread(target=self._process.wait, daemon=True, name=self._name).start()
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream:
                    with contextlib.suppress(OSError):
                        stream.close()
            process.wait()
