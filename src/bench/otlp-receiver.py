#!/usr/bin/env python3
"""Takes spans by OTLP over HTTP (protobuf) and prints one line of JSON for each: enough to see what an agent tells.

Usage: otlp-receiver.py [PORT]     (default 4318; ends with SIGTERM)
"""
import gzip
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KINDS = ["", "internal", "server", "client", "producer", "consumer"]


def fields(data):
    """Yields number and value of each field of a message: bytes, or an integer."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    while at < len(data):
        key = varint()
        number, kind = key >> 3, key & 7
        if kind == 0:
            yield number, varint()
        elif kind == 2:
            size = varint()
            yield number, data[at : at + size]
            at += size
        else:
            size = 8 if kind == 1 else 4
            yield number, int.from_bytes(data[at : at + size], "little")
            at += size


def attribute(data):
    pair = dict(fields(data))
    value = dict(fields(pair.get(2, b"")))
    text = next(iter(value.values()), None)
    return pair[1].decode(), text.decode(errors="replace") if isinstance(text, bytes) else text


def span(data):
    found = {"attributes": {}}
    for number, value in fields(data):
        if number == 1:
            found["trace"] = value.hex()
        elif number == 2:
            found["span"] = value.hex()
        elif number == 3:
            found["state"] = value.decode()
        elif number == 4:
            found["parent"] = value.hex()
        elif number == 5:
            found["name"] = value.decode()
        elif number == 6:
            found["kind"] = KINDS[value]
        elif number == 9:
            name, text = attribute(value)
            found["attributes"][name] = text
    return found


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        if self.path == "/v1/traces":
            for number, resource in fields(body):
                for inner, scope in fields(resource):
                    if inner == 2:
                        for which, data in fields(scope):
                            if which == 2:
                                print(json.dumps(span(data)), flush=True)
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *told):
        pass


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 4318
    ThreadingHTTPServer(("127.0.0.1", port), Receiver).serve_forever()
