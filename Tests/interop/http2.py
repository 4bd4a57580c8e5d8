"""A program and a host that speak HTTP/2 by h2, an implementation of its own, beside which an inspected connection is held.

usage: http2.py ask COUNT | http2.py answer | http2.py hear

ask     makes connections of programs, by numbers from 0: a line each, what the program sends and what a host reads in it.
answer  takes a line for each, what reached the host: says what the host reads in it, what it answers, and what the program
        would read in that.
hear    takes a line for each, what reached the program: says what the program reads.

Bytes are in hexadecimal digits. What is read is `-` where it is no message, or not a whole one; else `FIELDS:CONTENT`, the
fields as `name=value` in lines. Some messages are damaged: h2 sends whatever it is told, and bytes are changed.
"""
import random
import sys

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, ResponseReceived, StreamEnded, StreamReset, TrailersReceived
from h2.exceptions import H2Error
from hpack.exceptions import HPACKError
from hyperframe.exceptions import HyperframeError

GOOD = [
    (b"accept", b"*/*"), (b"cookie", b"a=b"), (b"cookie", b"c=d"), (b"x-a", b"a, b"), (b"x-b", b""), (b"te", b"trailers"),
    (b"x-c", b"\xc3\xa9"), (b"user-agent", b"h2/4"), (b"content-type", b"text/plain"), (b"x-d", b"y" * 300),
]
BAD = [
    (b"X-E", b"y"), (b"connection", b"close"), (b"transfer-encoding", b"chunked"), (b"te", b"gzip"), (b":path", b"/b"),
    (b"content-length", b"5"), (b"content-length", b"6"), (b"content-length", b"x"), (b"host", b"other.example.org"),
    (b"x-f", b" y"), (b"x-g", b"y "), (b"x-h", b"a\nb"), (b"x i", b"y"), (b"", b"y"), (b":x", b"y"), (b"upgrade", b"h2c"),
    (b":status", b"200"), (b"keep-alive", b"1"), (b"x-j", b"a\x00b"), (b":authority", b"api.example.org"),
]
# What an answer has no use for, and what a reader of answers bears with, is in requests alone.
ASKED = {b"te", b"x-f", b"x-g"}
CONTENT = b"hello"


def connection(is_client):
    return H2Connection(H2Configuration(
        client_side=is_client, header_encoding=None, validate_outbound_headers=False, normalize_outbound_headers=False))


def damaged(rng, fields, without=()):
    good = [field for field in GOOD if field[0] not in without]
    bad = [field for field in BAD if field[0] not in without]
    fields = fields + [rng.choice(good) for _ in range(rng.randrange(4))]
    if rng.random() < 0.35:
        fields.insert(rng.randrange(len(fields) + 1), rng.choice(bad))
    if len(fields) > 1 and rng.random() < 0.1:
        del fields[rng.randrange(len(fields))]
    return fields


def flipped(rng, data):
    if rng.random() < 0.1:
        data = bytearray(data)
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def program(number):
    """A program that has asked for something: the connection, its first words, and its request."""
    rng = random.Random(number)
    side = connection(True)
    side.initiate_connection()
    first = side.data_to_send()
    content = rng.choice([None, b"", CONTENT, CONTENT])
    method = b"GET" if content is None else rng.choice([b"POST", b"PUT", b"PATCH"])
    fields = [(b":method", method), (b":scheme", b"https"), (b":authority", b"api.example.org"), (b":path", b"/a?b=c")]
    if rng.random() < 0.2:
        fields = rng.sample(fields, len(fields))
    if content and rng.random() < 0.5:
        fields.append((b"content-length", b"5"))
    say(rng, side, damaged(rng, fields), content)
    return side, first, flipped(rng, side.data_to_send())


def say(rng, side, fields, content):
    side.send_headers(1, fields, end_stream=content is None)
    if content is not None:
        cut = rng.randrange(len(content) + 1)
        side.send_data(1, content[:cut], pad_length=rng.choice([None, None, 3]))
        side.send_data(1, content[cut:], end_stream=True)


def heard(side, data):
    """What a side reads in bytes."""
    fields, content, is_whole = None, b"", False
    try:
        for event in side.receive_data(data):
            if isinstance(event, (RequestReceived, ResponseReceived)):
                fields = event.headers
            elif isinstance(event, DataReceived):
                content += event.data
            elif isinstance(event, StreamEnded):
                is_whole = True
            elif isinstance(event, (StreamReset, TrailersReceived)):
                return "-"
    except (H2Error, HPACKError, HyperframeError, ValueError, IndexError):
        return "-"
    if not is_whole or fields is None:
        return "-"
    return b"\n".join(name + b"=" + value for name, value in fields).hex() + ":" + content.hex()


def lines():
    return [bytes.fromhex(line.strip()) for line in sys.stdin]


def ask(count):
    for number in range(count):
        _, first, request = program(number)
        print((first + request).hex(), heard(connection(False), first + request))


def answer():
    for number, data in enumerate(lines()):
        rng = random.Random(-1 - number)
        side = connection(False)
        side.initiate_connection()
        reading = heard(side, data)
        if reading == "-":
            print("- . -")
            continue
        first = side.data_to_send()
        content = rng.choice([None, b"", CONTENT, CONTENT])
        fields = [(b":status", rng.choice([b"200", b"200", b"404", b"500"]))]
        if content and rng.random() < 0.5:
            fields.append((b"content-length", b"5"))
        say(rng, side, damaged(rng, fields, ASKED), content)
        said = first + flipped(rng, side.data_to_send())
        print(reading, said.hex(), heard(program(number)[0], said))


def hear():
    for number, data in enumerate(lines()):
        print(heard(program(number)[0], data))


if sys.argv[1] == "ask":
    ask(int(sys.argv[2]))
else:
    {"answer": answer, "hear": hear}[sys.argv[1]]()
