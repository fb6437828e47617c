"""Receives a delivery of AVA's, and has the library of Standard Webhooks verify it."""

import json
import os
import queue
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

RECEIVED = queue.Queue()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()
        RECEIVED.put((dict(self.headers.items()), body))

    def log_message(self, *_):
        pass


def ask(path, said=None):
    request = urllib.request.Request(
        os.environ["AVA"] + path,
        method="POST",
        data=json.dumps(said).encode() if said else b"",
        headers={"Authorization": f"Bearer {os.environ['AVA_TOKEN']}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


receiver = HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
endpoint = ask(
    "/api/webhooks",
    {"url": f"http://127.0.0.1:{receiver.server_port}/ava", "description": "", "events": ["number.ready"]},
)
ask(f"/api/webhooks/{endpoint['id']}/test")
headers, body = RECEIVED.get(timeout=30)

said = Webhook(endpoint["secret"]).verify(body, headers)
assert {"type", "timestamp", "data"} <= said.keys(), said

for secret, changed in [("whsec_" + "A" * 43 + "=", body), (endpoint["secret"], body + b" ")]:
    try:
        Webhook(secret).verify(changed, headers)
    except WebhookVerificationError:
        continue
    raise AssertionError("what AVA did not sign was verified")
