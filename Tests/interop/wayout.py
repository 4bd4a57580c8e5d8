#!/usr/bin/python3
"""What a program of a box tries with a network: on standard error a line an act, its name, a tab, and what came of it.

usage: wayout.py GROUP…

An act that the kernel or the other side refuses comes to the name of its errno. Acts are told in the order of their
names, so that two runs compare line by line. See upstreams.py for the hosts.
"""
import errno
import os
import random
import select
import socket
import ssl
import struct
import sys
import time

PATIENCE = 20
GET = b"GET / HTTP/1.0\r\nHost: front.example.org\r\n\r\n"


def outcome(act, *arguments):
    try:
        return act(*arguments)
    except socket.gaierror as error:
        return {socket.EAI_NONAME: "no such name", socket.EAI_AGAIN: "no answer", socket.EAI_NODATA: "no address"}.get(
            error.errno, str(error))
    except TimeoutError:
        return "nothing"
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))


def report(acts):
    for name in sorted(acts):
        print(name, outcome(*acts[name]), sep="\t", file=sys.stderr, flush=True)


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def short(data):
    """The first line of what came."""
    if not data:
        return "end"
    return "TLS" if data[0] in b"\x15\x16" else data.splitlines()[0].decode(errors="replace")


def stream(host, port):
    return socket.create_connection((host, port), PATIENCE)


def tcp(host, port, says=GET):
    """Connects, speaks, and takes what comes first."""
    with stream(host, port) as connection:
        connection.sendall(says)
        return short(connection.recv(1000))


def udp(address, port, says=b"\0" * 1200):
    with socket.socket(family_of(address), socket.SOCK_DGRAM) as connection:
        connection.settimeout(PATIENCE)
        connection.connect((address, port))
        connection.send(says)
        return short(connection.recv(1000))


def made(*arguments):
    """Makes a socket, which is all that matters."""
    socket.socket(*arguments).close()
    return "made"


# --- Names ---

def question(name, kind=1):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack(">HHHHHH", random.randrange(1 << 16), 0x0100, 1, 0, 0, 0) + labels + struct.pack(">BHH", 0, kind, 1)


CODES = {0: "no data", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}


def read_answer(query, reply):
    """The last address of a reply, or its code."""
    identifier, flags, _, count, _, _ = struct.unpack(">HHHHHH", reply[:12])
    if identifier != struct.unpack(">H", query[:2])[0]:
        return "another's answer"
    if flags & 0xF or not count:
        return CODES.get(flags & 0xF, str(flags & 0xF))
    size, = struct.unpack(">H", reply[len(query) + 10:len(query) + 12])
    address = reply[len(query) + 12:len(query) + 12 + size]
    return socket.inet_ntop(socket.AF_INET if size == 4 else socket.AF_INET6, address)


def ask(server, name, kind=1):
    query = question(name, kind)
    with socket.socket(family_of(server), socket.SOCK_DGRAM) as connection:
        connection.settimeout(PATIENCE)
        # Unconnected, so that an answer of another address would come too, and be seen.
        connection.sendto(query, (server, 53))
        reply, source = connection.recvfrom(4096)
        return read_answer(query, reply) if source[0] == server else f"answer of {source[0]}"


def ask_stream(server, name, kind=1):
    query = question(name, kind)
    with stream(server, 53) as connection:
        connection.sendall(struct.pack(">H", len(query)) + query)
        length, = struct.unpack(">H", connection.recv(2, socket.MSG_WAITALL))
        return read_answer(query, connection.recv(length, socket.MSG_WAITALL))


def look_up(name):
    return " ".join(sorted({entry[4][0] for entry in socket.getaddrinfo(name, 80)}))


# --- Groups of acts ---

def addresses():
    """Where a program goes that asks nobody for a name."""
    acts = {}
    for address in ["11.11.11.11", "2606:4700::11", "169.254.169.254", "fd00:ec2::254", "10.0.0.1", "127.0.0.1", "::1",
                    "0.0.0.0", "::ffff:11.11.11.11", "64:ff9b::b0b:b0b", "224.0.0.1"]:
        for port in (80, 81, 8099):
            acts[f"tcp {address} {port}"] = (tcp, address, port)
    for resolver in ["8.8.8.8", "2001:4860:4860::8888", "127.0.0.53", "198.18.0.1"]:
        for name in ["api.example.org", "www.example.com"]:
            acts[f"ask {resolver} for {name}"] = (ask, resolver, name)
            acts[f"ask {resolver} over TCP for {name}"] = (ask_stream, resolver, name)
    for address in ["11.11.11.11", "2606:4700::11", "198.18.1.1", "127.0.0.1"]:
        acts[f"udp {address} 443"] = (udp, address, 443)
    return acts


def fast_open():
    # Without a timeout of Python's, which would make the socket one that does not wait.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection:
        connection.sendto(GET, 0x20000000, ("11.11.11.11", 80))  # MSG_FASTOPEN
        return short(connection.recv(1000))


def multipath():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262) as connection:
        connection.settimeout(PATIENCE)
        connection.connect(("11.11.11.11", 80))
        connection.sendall(GET)
        return short(connection.recv(1000))


def change_network(kind, body):
    """Sends one message of rtnetlink and takes the kernel's answer."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as route:
        route.settimeout(PATIENCE)
        flags = 0x5 | 0x400  # NLM_F_REQUEST, NLM_F_ACK, NLM_F_CREATE
        route.sendto(struct.pack("=IHHII", 16 + len(body), kind, flags, 1, 0) + body, (0, 0))
        code, = struct.unpack("=i", route.recv(4096)[16:20])
        return errno.errorcode.get(-code, "done" if code == 0 else str(code))


def protocols():
    """Other ways out than TCP and UDP, and changes to the network itself."""
    attribute = struct.pack("=HH4s", 8, 2, socket.inet_aton("10.9.8.7"))
    return {
        "raw ICMP": (made, socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
        "raw IP": (made, socket.AF_INET, socket.SOCK_RAW, 255),
        "raw ICMPv6": (made, socket.AF_INET6, socket.SOCK_RAW, 58),
        "ping": (made, socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP),
        "packet": (made, socket.AF_PACKET, socket.SOCK_RAW, 0),
        "vsock": (made, socket.AF_VSOCK, socket.SOCK_STREAM),
        "sctp": (made, socket.AF_INET, socket.SOCK_STREAM, 132),
        "udp-lite": (made, socket.AF_INET, socket.SOCK_DGRAM, 136),
        "unix": (made, socket.AF_UNIX, socket.SOCK_STREAM),
        "bluetooth": (made, 31, socket.SOCK_STREAM, 3),
        "fast open": (fast_open,),
        "multipath": (multipath,),
        # RTM_NEWADDR of an address for lo; RTM_NEWROUTE of one to it; RTM_NEWLINK, which as it is changes nothing.
        "add an address": (change_network, 20, struct.pack("=BBBBI", 2, 32, 0, 0, 1) + attribute),
        "add a route": (change_network, 24, struct.pack("=BBBBBBBBI", 2, 32, 0, 0, 254, 4, 253, 1, 0)
                        + struct.pack("=HH4s", 8, 1, socket.inet_aton("10.9.8.7")) + struct.pack("=HHI", 8, 4, 1)),
        "change lo": (change_network, 16, struct.pack("=BxHiII", 0, 0, 1, 0, 0)),
    }


def hello(name=None, encrypted=False):
    """A client hello, also one that no library makes."""
    extensions = b""
    if name is not None:
        entry = struct.pack(">BH", 0, len(name)) + name.encode()
        extensions += struct.pack(">HHH", 0, len(entry) + 2, len(entry)) + entry
    if encrypted:
        extensions += struct.pack(">HH", 0xFE0D, 16) + bytes(16)
    extensions += struct.pack(">HHHH", 10, 4, 2, 29)
    body = b"\x03\x03" + bytes(32) + b"\0" + struct.pack(">HH", 2, 0x1301) + b"\x01\0"
    body += struct.pack(">H", len(extensions)) + extensions
    body = b"\x01" + struct.pack(">I", len(body))[1:] + body
    return b"\x16\x03\x01" + struct.pack(">H", len(body)) + body


def greet(host, port, name, names=()):
    """A handshake that shows `name`, and what the host answers to a request."""
    context = ssl.create_default_context()
    context.check_hostname = False
    with stream(host, port) as plain:
        with context.wrap_socket(plain, server_hostname=name) as connection:
            connection.sendall(GET)
            data = b""
            while chunk := connection.recv(1000):
                data += chunk
            return data.decode().splitlines()[-1]


def trickle(host, port, data):
    """The same bytes, one at a time."""
    with stream(host, port) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for index in range(len(data)):
            connection.sendall(data[index:index + 1])
        return short(connection.recv(1000))


def hellos():
    """What begins a connection to a name that wants TLS, and to an address that nobody granted."""
    own, other = "www.example.org", "api.example.org"
    return {
        "the name": (greet, own, 443, own),
        "another granted name": (tcp, own, 443, hello(other)),
        "a strange name": (tcp, own, 443, hello("evil.example.com")),
        "no name": (tcp, own, 443, hello()),
        "an encrypted hello": (tcp, own, 443, hello(own, encrypted=True)),
        "an encrypted hello and no name": (tcp, own, 443, hello(encrypted=True)),
        "no TLS": (tcp, own, 443, GET),
        "a byte at a time": (trickle, own, 443, hello(own)),
        "an address, a granted name": (greet, "11.11.11.12", 443, own),
        "an address, a strange name": (tcp, "11.11.11.12", 443, hello("evil.example.com")),
        "an address, no name": (tcp, "11.11.11.12", 443, hello()),
        "an address, an encrypted hello": (tcp, "11.11.11.12", 443, hello(own, encrypted=True)),
        "an address, a port of another name": (tcp, "11.11.11.12", 80, hello(own)),
    }


def exchange_and_close(host, port):
    """Says something, ends its own side, and reads what still comes."""
    with stream(host, port) as connection:
        connection.sendall(b"ping")
        connection.shutdown(socket.SHUT_WR)
        data = b""
        while chunk := connection.recv(1000):
            data += chunk
        return data.decode()


def die(host):
    """What arrives of an answer whose host breaks off."""
    with stream(host, 80) as connection:
        connection.sendall(b"GET /die HTTP/1.1\r\nHost: x\r\n\r\n")
        data = b""
        try:
            while chunk := connection.recv(1000):
                data += chunk
        except ConnectionResetError:
            return f"{data[-4:].decode()}, then ECONNRESET"
        return f"{data[-4:].decode()}, then the end"


def large(host, length):
    """So many bytes, read slowly at first."""
    with stream(host, 80) as connection:
        connection.sendall(b"GET /bytes/%d HTTP/1.0\r\n\r\n" % length)
        time.sleep(0.3)
        data = b""
        while chunk := connection.recv(1 << 20):
            data += chunk
        return len(data.split(b"\r\n\r\n", 1)[1])


def upstreams():
    """Hosts that are not where they were, are nowhere, or misbehave."""
    return {
        "1 an answer that rebinds": (tcp, "rebind.example.net", 80),
        "2 the same later": (tcp, "rebind.example.net", 80),
        "a private answer": (tcp, "private.example.net", 80),
        "an alias": (tcp, "alias.example.net", 80),
        "an answer over TCP": (tcp, "big.example.net", 80),
        "a name that no server knows": (tcp, "gone.example.net", 80),
        "a host that is not there": (tcp, "silent.example.net", 80),
        "a host that breaks off": (die, "api.example.org"),
        "half closed": (exchange_and_close, "api.example.org", 8099),
        "a host that speaks first": (tcp, "api.example.org", 2222, b""),
        "a slow reader": (large, "api.example.org", 20_000_000),
    }


def names():
    """What can be told by asking: nothing."""
    acts = {f"tunnel {index:02}": (ask, "198.18.0.1", f"{random.randbytes(20).hex()}.{index}.evil.example.com")
            for index in range(50)}
    acts |= {f"below the wildcard {index:02}": (ask, "198.18.0.1", f"n{index}.wild.example.net") for index in range(70)}
    for kind, number in {"HTTPS": 65, "SVCB": 64, "MX": 15, "TXT": 16, "ANY": 255}.items():
        acts[f"{kind} of a granted name"] = (ask, "198.18.0.1", "api.example.org", number)
        acts[f"{kind} of another"] = (ask, "198.18.0.1", "evil.example.com", number)
    acts["a granted name in capitals"] = (ask, "198.18.0.1", "API.Example.ORG")
    acts["a granted name, version 6"] = (ask, "198.18.0.1", "api.example.org", 28)
    acts["a name outside, by the library"] = (look_up, "www.example.com")
    acts["a granted name, by the library"] = (look_up, "api.example.org")
    return acts


def speak(connection):
    connection.sendall(b"x")
    return connection


def serve_all(host, port, count):
    """So many connections at once: how many are served."""
    # One that is refused is known to be so sooner or later.
    held = [outcome(stream, host, port) for _ in range(count)]
    held = [outcome(speak, connection) if isinstance(connection, socket.socket) else connection for connection in held]
    answers = [outcome(connection.recv, 1) if isinstance(connection, socket.socket) else connection for connection in held]
    return f"{answers.count(b'x')} served, {answers.count('ECONNRESET')} reset"


def serve_each(host, port, count):
    """So many connections, one after another."""
    return f"{sum(exchange_and_close(host, port) == 'pingbye' for _ in range(count))} served"


def address_of(name):
    """One address, so that nothing is tried again at the other."""
    return socket.getaddrinfo(name, 80, socket.AF_INET)[0][4][0]


def crowd():
    host = (address_of("api.example.org"), 8099)
    return {"at once": (serve_all, *host, 600), "afterwards": (serve_each, *host, 10)}


def rows():
    """Some connections; after a line on standard input many; after its end the end."""
    host = (address_of("api.example.org"), 8099)
    print("first", serve_each(*host, 100), sep="\t", file=sys.stderr, flush=True)
    sys.stdin.readline()
    print("second", serve_each(*host, 9900), sep="\t", file=sys.stderr, flush=True)
    sys.stdin.read()
    return {}


def silence():
    """A connection that never says what it is for."""
    return {"silence": (lambda: short(stream("www.example.org", 443).recv(1)),)}


def steps():
    """A connection for each line of standard input."""
    for _ in sys.stdin:
        print("step", outcome(tcp, "api.example.org", 80), sep="\t", file=sys.stderr, flush=True)
    return {}


def flood():
    """So many questions at once that no log could hold them."""
    return {"flood": (lambda: sum(ask("198.18.0.1", f"n{index}.evil.example.com") == "NXDOMAIN" for index in range(600)),)}


def serve():
    """Listens as a careless server does, tells so, and answers until its input ends."""
    listener = socket.create_server(("0.0.0.0", 8100))
    local = socket.create_server(("127.0.0.1", 8099))
    with socket.create_connection(("127.0.0.1", 8100), PATIENCE) as near:
        far, _ = listener.accept()
        far.sendall(b"near")
        print("0.0.0.0", near.recv(4).decode(), sep="\t", file=sys.stderr)
    with socket.create_connection(("127.0.0.1", 8099), PATIENCE) as near:
        far, _ = local.accept()
        far.sendall(b"near")
        print("127.0.0.1", near.recv(4).decode(), sep="\t", file=sys.stderr, flush=True)
    print("listening", file=sys.stderr, flush=True)
    while True:
        ready, _, _ = select.select([listener, local, 0], [], [])
        if 0 in ready and not os.read(0, 1000):
            return {}
        for socket_ in ready:
            if socket_ != 0:
                print("REACHED", file=sys.stderr, flush=True)
                socket_.accept()[0].close()


for group in sys.argv[1:]:
    report(globals()[group]())
