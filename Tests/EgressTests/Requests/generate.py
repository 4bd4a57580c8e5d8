"""Writes what h11 reads in requests and answers made at random, one a line, for the test to compare: pip install h11==0.16.0

requests.txt: the bytes, then `-` where h11 takes no whole message from them; else the method, the target, the fields as
`name:value` in lines, and the body. answers.txt: the same with the status in place of method and target, for a GET. All in
hexadecimal digits, `.` where there are none.
"""

import random

import h11

random.seed(21)
FIELDS = [
    b"Content-Length: 5", b"Content-Length: 5", b"Content-Length: 0", b"Content-Length: 6", b"content-length:5",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", b"transfer-encoding:\tChunked ",
    b"Transfer-Encoding: gzip", b"Connection: close", b"Connection: keep-alive", b"Accept: */*", b"X-A: a, b",
    b"X-A: \xc3\xa9", b"X-B:", b"X-B: a  b \t", b"Cookie: a=b; c=d", b"Expect: 100-continue", b"User-Agent: curl/8",
]
TARGETS = [b"/", b"/a/b", b"/a?b=c&d", b"/%7Ea", b"/a%20b?x=%41", b"/a/", b"/a//b", b"/../a", b"/x;y", b"*", b"/?q=|"]


def damage(message, chance):
    message = bytearray(message)
    while message and random.random() < chance:
        place = random.randrange(len(message))
        kind = random.randrange(4)
        if kind == 0:
            message[place] = random.choice(b"\x00\t\n\r :;,-0159aAfFZ\x7f\x85\xff")
        elif kind == 1:
            del message[place]
        elif kind == 2:
            message.insert(place, random.choice(b"\x00\t\n\r :;,-0159aAfFZ\x7f\x85\xff"))
        else:
            del message[place : place + random.randrange(1, 4)]
    return bytes(message)


def chunks(content):
    parts = []
    while content:
        count = random.randrange(1, len(content) + 1)
        size = random.choice([b"%x", b"%X", b"%04x"]) % count
        if random.random() < 0.05:
            size += random.choice([b";a=b", b" ", b";"])
        parts.append(size + b"\r\n" + content[:count] + b"\r\n")
        content = content[count:]
    return b"".join(parts) + b"0\r\n" + random.choice([b"", b"", b"", b"", b"X: y\r\n"]) + b"\r\n"


def message(start, fields):
    count = random.choice([0, 1, 1, 2, 3, 4])
    fields = fields + [random.choice(FIELDS) for _ in range(count)]
    random.shuffle(fields)
    lowered = [field.lower() for field in fields]
    body = b""
    if any(field.startswith(b"transfer-encoding") for field in lowered):
        body = chunks(b"hello, world, hello")
    elif any(field.startswith(b"content-length") and field.endswith(b"5") for field in lowered):
        body = b"hello"
    elif b"content-length: 6" in lowered:
        body = b"hello!"
    head = b"\r\n".join([start] + fields) + b"\r\n\r\n"
    if random.random() < 0.6:
        head = damage(head, 0.4)
    if random.random() < 0.3:
        body = damage(body, 0.4)
    return head + body


def dots(data):
    return bytes(data).hex() or "."


def read(connection, wire):
    first, body = None, b""
    try:
        connection.receive_data(wire)
        while True:
            event = connection.next_event()
            if isinstance(event, (h11.Request, h11.Response)):
                first = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                break
            elif event in (h11.NEED_DATA, h11.PAUSED) or isinstance(event, h11.ConnectionClosed):
                return "-"
    except h11.RemoteProtocolError:
        return "-"
    if first is None:
        return "-"
    fields = b"\n".join(bytes(name) + b":" + bytes(value) for name, value in first.headers)
    if isinstance(first, h11.Request):
        return f"{dots(first.method)} {dots(first.target)} {dots(fields)} {dots(body)}"
    return f"{first.status_code} {dots(fields)} {dots(body)}"


def client():
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    return connection


with open("requests.txt", "w") as file:
    for _ in range(900):
        method = random.choice([b"GET", b"POST", b"POST", b"PUT", b"DELETE", b"HEAD", b"PATCH", b"post"])
        version = random.choice([b"HTTP/1.1"] * 8 + [b"HTTP/1.0"])
        start = method + b" " + random.choice(TARGETS) + b" " + version
        wire = message(start, [b"Host: api.example.org"])
        file.write(f"{wire.hex()} {read(h11.Connection(h11.SERVER), wire)}\n")
with open("answers.txt", "w") as file:
    for _ in range(900):
        start = random.choice([b"HTTP/1.1 200 OK", b"HTTP/1.1 404 Not Found", b"HTTP/1.1 204 No", b"HTTP/1.0 200 OK"])
        wire = message(start, random.choice([[], [], [b"Content-Length: 5"]]))
        file.write(f"{wire.hex()} {read(client(), wire)}\n")
