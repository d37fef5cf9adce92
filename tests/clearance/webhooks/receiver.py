"""A firm's computer: a real HTTP server that answers as it is told."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """``answers`` is used up one a request, the last one stays: a status, "slow", "trickle",
    "hang up", "long" or ("to", address)."""

    url: str = ""
    answers: list[Any] = field(default_factory=lambda: [200])
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)


@contextmanager
def receiver(*answers: Any) -> Iterator[Receiver]:
    here = Receiver(answers=list(answers) or [200])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            here.got.append((dict(self.headers), body))
            said = here.answers.pop(0) if len(here.answers) > 1 else here.answers[0]
            if said == "slow":
                here.done.wait(20)
                return
            if said == "trickle":
                self._trickle()
                return
            if said == "hang up":
                self.connection.close()
                return
            status = said if isinstance(said, int) else 302 if isinstance(said, tuple) else 500
            self.send_response(status)
            if isinstance(said, tuple):
                self.send_header("Location", said[1])
            self.end_headers()
            self.wfile.write(b"x" * 5_000_000 if said == "long" else b"noted")

        def _trickle(self) -> None:
            self.wfile.write(b"HTTP/1.0 200 OK\r\n")
            try:
                while not here.done.is_set():
                    self.wfile.write(b"X-More: 1\r\n")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                return

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    worker.start()
    here.url = f"http://127.0.0.1:{server.server_port}/hook?of=portal"
    try:
        yield here
    finally:
        here.done.set()
        server.shutdown()
        server.server_close()
        worker.join()
