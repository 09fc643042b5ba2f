"""A WebSocket client for tests: text as parsed JSON, binary as bytes. Standard library only."""
import base64
import json
import os
import socket
import struct
import urllib.parse


class WebSocket:
    def __init__(self, url, path, headers=(), timeout=20):
        address = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((address.hostname, address.port), timeout)
        self.stream = self.socket.makefile("rb")
        lines = [f"GET {path} HTTP/1.1", f"Host: {address.netloc}", "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}", "Sec-WebSocket-Version: 13", *headers]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.status = int(self.stream.readline().split()[1])
        while self.stream.readline().strip():
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def send(self, message):
        data = json.dumps(message).encode()
        size = bytes([0x80 | len(data)]) if len(data) < 126 else struct.pack(">BH", 0xFE, len(data))
        self.socket.sendall(b"\x81" + size + bytes(4) + data)

    def receive(self):
        """The next message; None when the connection is over."""
        try:
            head = self.stream.read(2)
            if len(head) < 2 or head[0] & 15 == 8:
                return None
            size = head[1] & 127
            if size > 125:
                kind = ">H" if size == 126 else ">Q"
                size = struct.unpack(kind, self.stream.read(struct.calcsize(kind)))[0]
            data = self.stream.read(size)
        except ConnectionError:
            return None
        return json.loads(data) if head[0] & 15 == 1 else data
