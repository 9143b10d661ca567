"""What slow readers of a link take from everybody else.

    python3 slow-readers.py URL TOKEN LINK BODY.json [READERS] [BYTES_PER_SECOND]

Submits small exports one after the other and asks for readiness, in turns of 20 s: alone, beside
readers who take LINK at BYTES_PER_SECOND each, and alone again. Prints medians and the 95th of a
hundred, in milliseconds, of each turn, and by how much the readers got what they would take.
"""

import json
import socket
import sys
import threading
import time
import urllib.parse
import urllib.request

TURN_SECONDS = 20


class Reader(threading.Thread):
    """Takes a file at a rate until it is told to stop."""

    def __init__(self, link, rate):
        super().__init__(daemon=True)
        self.link = urllib.parse.urlparse(link)
        self.rate = rate
        self.bytes = 0
        self.stopped = False

    def run(self):
        with socket.socket() as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
            s.connect((self.link.hostname, self.link.port or 80))
            s.sendall(f"GET {self.link.path} HTTP/1.1\r\nHost: {self.link.netloc}\r\n\r\n".encode())
            begun = time.monotonic()
            while not self.stopped:
                got = len(s.recv(max(1, self.rate // 2)))
                if got == 0:
                    return
                self.bytes += got
                time.sleep(max(0, begun + self.bytes / self.rate - time.monotonic()))


def timed(request):
    begun = time.monotonic()
    with urllib.request.urlopen(request, timeout=60) as answer:
        body = answer.read()
    return (time.monotonic() - begun) * 1000, body


def turn(url, token, body):
    submits, ready, rendered = [], [], []
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
    end = time.monotonic() + TURN_SECONDS
    while time.monotonic() < end:
        begun = time.monotonic()
        took, answer = timed(urllib.request.Request(url + "/v1/exports", body, headers))
        submits.append(took)
        ready.append(timed(url + "/health/ready")[0])
        export = json.loads(answer)
        while export["status"] not in ("SUCCESS", "ERROR"):
            time.sleep(0.05)
            look = urllib.request.Request(url + "/v1/exports/" + export["id"], headers=headers)
            export = json.loads(timed(look)[1])
        assert export["status"] == "SUCCESS", export["error"]
        rendered.append((time.monotonic() - begun) * 1000)
    return submits, ready, rendered


def figures(name, values):
    values = sorted(values)
    p95 = values[min(len(values) - 1, int(len(values) * 0.95))]
    return f"{name} {values[len(values) // 2]:.0f} / {p95:.0f} ms"


def main():
    url, token, link, body = sys.argv[1:5]
    count = int(sys.argv[5]) if len(sys.argv) > 5 else 200
    rate = int(sys.argv[6]) if len(sys.argv) > 6 else 10_000
    with open(body, "rb") as file:
        body = file.read()
    turn(url, token, body)  # warm
    for label in ("alone", "beside readers", "alone again"):
        readers = [Reader(link, rate) for _ in range(count if label == "beside readers" else 0)]
        begun = time.monotonic()
        for reader in readers:
            reader.start()
        submits, ready, rendered = turn(url, token, body)
        seconds = time.monotonic() - begun
        for reader in readers:
            reader.stopped = True
        told = [figures("submit", submits), figures("ready", ready), figures("export", rendered)]
        if readers:
            share = sum(r.bytes for r in readers) / (count * rate * seconds)
            told.append(f"{count} readers got {share:.0%} of {rate} bytes a second")
        print(f"{label}: {len(submits)} exports; " + "; ".join(told), flush=True)


if __name__ == "__main__":
    main()
