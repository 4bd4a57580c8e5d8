#!/usr/bin/python3
"""What a program of a box asks of inspected hosts: on standard error a line an act, its name, a tab, and what came of it.

usage: inspected.py GROUP…

An answer comes to its status, or to that and what the host said. See upstreams.py for the hosts, and wayout.py.
"""
import errno
import http.client
import socket
import ssl
import sys

PATIENCE = 20
HOST = "api.example.org"


def outcome(act, *arguments):
    try:
        return act(*arguments)
    except ssl.SSLError as error:
        return error.reason or "TLS"
    except TimeoutError:
        return "nothing"
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))


def report(acts):
    for name in sorted(acts):
        print(name, outcome(*acts[name]), sep="\t", file=sys.stderr, flush=True)


def connect(host=HOST, port=443, protocols=()):
    context = ssl.create_default_context()
    if protocols:
        context.set_alpn_protocols(protocols)
    return context.wrap_socket(socket.create_connection((host, port), PATIENCE), server_hostname=host)


def everything(connection):
    data = b""
    try:
        while chunk := connection.recv(65536):
            data += chunk
    except ConnectionResetError:
        data += b"<reset>"
    return data


def statuses(data):
    """Of each answer, in their order."""
    found = [part[:3].decode() for part in data.split(b"HTTP/1.1 ")[1:]]
    return " ".join(found) + (" reset" if data.endswith(b"<reset>") else "") if found or data else "end"


def say(data):
    """Sends bytes, and tells the status of each answer until the end."""
    with connect() as connection:
        connection.sendall(data)
        return statuses(everything(connection))


def ask(method, target, *fields, body=b"", host=HOST):
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def asked(*arguments, **more):
    return (say, ask(*arguments, **more))


def rules():
    """What the grant's rules let pass, and what not."""
    keep = f"GET /page.html HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
    return {
        "a rule's path": asked("GET", "/page.html"),
        "a rule's prefix": asked("GET", "/bytes/100"),
        "in version 1.0": (say, f"GET /page.html HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode()),
        "another method": asked("DELETE", "/page.html"),
        "another path": asked("GET", "/secret"),
        "a path below": asked("GET", "/page.html/x"),
        "two, one after the other": (say, keep + ask("GET", "/bytes/1")),
        "one, and one that no rule knows": (say, keep + ask("GET", "/secret")),
        "a query that a rule wants": asked("GET", "/search?kind=public&q=1"),
        "another query": asked("GET", "/search?kind=private"),
        "the query twice": asked("GET", "/search?kind=public&kind=private"),
        "a field that a rule wants": asked("PUT", "/items/1", "X-Mode: dry", "Content-Length: 2", body=b"ab"),
        "without the field": asked("PUT", "/items/1", "Content-Length: 2", body=b"ab"),
        "a body of a megabyte": asked("POST", "/items/2", "Content-Length: 1000000", body=b"x" * 1000000),
        "a body in chunks": asked("POST", "/items/3", "Transfer-Encoding: chunked", body=b"2\r\nab\r\n0\r\n\r\n"),
        "a refused body of a megabyte": asked("POST", "/secret", "Content-Length: 1000000", body=b"x" * 1000000),
    }


def tricks():
    """Requests that two readers could take for different ones, or for another host."""
    page = "/page.html"
    return {
        "another host": asked("GET", page, host="evil.example.com"),
        "another granted host": asked("GET", page, host="www.example.org"),
        "two hosts": asked("GET", page, "Host: evil.example.com"),
        "the host in the target": asked("GET", f"https://evil.example.com{page}"),
        "up and away": asked("GET", "/bytes/../secret"),
        "up and away, encoded": asked("GET", "/bytes/%2e%2e/secret"),
        "an encoded slash": asked("GET", "/bytes%2f..%2fsecret"),
        "a fragment": asked("GET", f"{page}#x"),
        "length and chunks": asked(
            "POST", "/items/1", "Content-Length: 4", "Transfer-Encoding: chunked", body=b"0\r\n\r\nGET /secret HTTP/1.1\r\n\r\n"),
        "two lengths": asked("POST", "/items/1", "Content-Length: 1", "Content-Length: 2", body=b"ab"),
        "a coding in disguise": asked("POST", "/items/1", "Transfer-Encoding: xchunked", body=b"0\r\n\r\n"),
        "a field's name with a blank": asked("POST", "/items/1", "Content-Length : 2", body=b"ab"),
        "a folded field": asked("GET", page, "X: a", " b"),
        "a bare line feed": (say, f"GET {page} HTTP/1.1\nHost: {HOST}\n\n".encode()),
        "a NUL": asked("GET", page, "X: a\0b"),
        "a request in a chunk's size": asked(
            "POST", "/items/chunk", "Transfer-Encoding: chunked", body=b"2;\nab\r\n0\r\n\r\n"),
        "a request behind a body": (
            say, f"POST /items/1 HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 2\r\n\r\nab".encode() + ask("GET", "/secret")),
        "another method in a field": asked("POST", "/items/1", "X-HTTP-Method-Override: DELETE", "Content-Length: 0"),
        "another path in a field": asked("GET", page, "X-Original-URL: /secret"),
        "a tunnel": asked("CONNECT", "evil.example.com:443"),
        "an upgrade to HTTP/2": asked("GET", page, "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"),
        "a head of a megabyte": asked("GET", page, "X: " + "a" * 1000000),
        "no HTTP": (say, b"\x16\x03\x01\x02\x00" * 100),
    }


def whole(path):
    """What a library takes an answer for, whose end the host does not tell."""
    connection = http.client.HTTPSConnection(HOST, timeout=PATIENCE)
    connection.request("GET", path)
    try:
        return connection.getresponse().read().decode()
    except http.client.IncompleteRead as error:
        return f"incomplete: {error.partial.decode()}"


def socket_of_web(path):
    with connect() as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode())
        status = connection.recv(1000).split(b"\r\n")[0].decode()
        if " 101 " not in status:
            return status
        connection.sendall(b"\x81\x02hi")
        return f"101, {connection.recv(100)[2:].decode()}"


def many(count):
    """Requests over one connection."""
    served = 0
    with connect() as connection:
        for _ in range(count):
            connection.sendall(f"GET /bytes/10 HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            data = b""
            while not data.endswith(b"x" * 10):
                data += connection.recv(1000)
            served += 1
    return f"{served} served"


def issuer(host):
    """Who says that the other side is the host."""
    with connect(host) as connection:
        return dict(part[0] for part in connection.getpeercert()["issuer"])["commonName"]


def spoken(host, *protocols):
    with connect(host, protocols=protocols) as connection:
        return str(connection.selected_alpn_protocol())


def answers():
    """Hosts that misbehave, that are not who they say, and what else passes or not."""
    return {
        "an answer of two lengths": asked("GET", "/two-lengths"),
        "an answer that nobody ends": (whole, "/unending"),
        "an answer in full": (whole, "/bytes/5"),
        "an answer before the request's end": (
            say, ask("POST", "/items/early", "Content-Length: 3000000", body=b"x" * 3000000)),
        "a WebSocket": (socket_of_web, "/socket"),
        "a WebSocket that no rule grants": (socket_of_web, "/bytes/1"),
        "a hundred requests": (many, 100),
        "a stranger": (connect, "stranger.example.org"),
        "a misnamed host": (connect, "misnamed.example.org"),
        "an expired host": (connect, "expired.example.org"),
        "an inspected host's issuer": (issuer, HOST),
        "another host's issuer": (issuer, "www.example.org"),
        "both versions, and the host speaks one": (spoken, HOST, "h2", "http/1.1"),
        "both versions, and the host speaks two": (spoken, "h2.example.org", "h2", "http/1.1"),
        "the older version alone": (spoken, "h2.example.org", "http/1.1"),
    }


def half_a_head():
    with connect() as connection:
        connection.sendall(b"GET /page.html HTTP/1.1\r\nHost:")
        return statuses(everything(connection))


def silence():
    """Half of a head, and then nothing."""
    return {"half a head": (half_a_head,)}


for group in sys.argv[1:]:
    report(globals()[group]())
