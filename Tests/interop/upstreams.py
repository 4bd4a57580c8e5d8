#!/usr/bin/python3
"""Hosts of a test's own, in a network of its own, and a command beside them.

usage: upstreams.py LOG COMMAND…

Run it in fresh network and mount namespaces (`unshare --net --mount`). The network has its loopback and nothing else; the
hosts' addresses are put there, so nothing ever leaves. Names lead to them by an /etc/hosts that only this namespace sees,
and by a name server at 127.0.0.53.

  api.example.org        11.11.11.11, 2606:4700::11   HTTP at 80, HTTPS at 443, an echo at 8099, a talker at 2222
  www.example.org        11.11.11.12                  the same
  h2.example.org         11.11.11.13                  HTTPS at 443, in HTTP/2 alone: /page
  stranger.example.org   11.11.11.12                  HTTPS at 443, by an authority that nobody knows
  misnamed.example.org   11.11.11.12                  the same, with a certificate for other names
  expired.example.org    11.11.11.12                  the same, with one of the day before yesterday
  dns.example.net        by the name server alone: 11.11.11.11
  rebind.example.net     by the name server alone: 127.0.0.1, then 11.11.11.11 and so on
  private.example.net    by the name server alone: 10.0.0.1
  silent.example.net     by the name server alone: 11.11.11.99, where nobody is
  alias.example.net      by the name server alone: an alias of dns.example.net
  big.example.net        by the name server alone, truncated over UDP
  *.wild.example.net     by the name server alone: 11.11.11.11

The private hosts, and where a cloud has its metadata, have HTTP at 80 as well: a test must see that nobody asks them.
Over HTTP there is a git repository at /repository.git, and a page for readers at /page.html that /robots.txt allows.

LOG gets one JSON object a line for all that the hosts saw. The certificates are of an authority that the host's bundle
holds inside the namespace. The exit status is the command's.
"""
import ctypes
import http.server
import json
import os
import socket
import socketserver
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

ADDRESSES = ["11.11.11.11", "11.11.11.12", "2606:4700::11"]
H2_ADDRESS = "11.11.11.13"
# What must be reached only where a profile says so.
PRIVATE = ["10.0.0.1", "169.254.169.254", "fd00:ec2::254"]
NAMES = ["api.example.org", "www.example.org", "h2.example.org"]
# Hosts that do not prove who they are.
IMPOSTORS = ["stranger", "misnamed", "expired"]
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"

log_lock = threading.Lock()


def log(**fields):
    with log_lock, open(sys.argv[1], "a") as file:
        file.write(json.dumps(fields) + "\n")


def sh(*words, **options):
    subprocess.run(words, check=True, **options)


def set_up_network():
    sh("ip", "link", "set", "lo", "up")
    for address in ADDRESSES + [H2_ADDRESS] + PRIVATE:
        sh("ip", "address", "add", address + ("/128" if ":" in address else "/32"), "dev", "lo", *(
            ["nodad"] if ":" in address else []))


def replace(path, text, folder):
    """Covers a file of the host's with another, in this namespace alone."""
    name = os.path.join(folder, path.strip("/").replace("/", "-"))
    with open(name, "w") as file:
        file.write(text)
    os.chmod(name, 0o644)
    sh("mount", "--bind", name, os.path.realpath(path))


def make_certificates(folder):
    """An authority, and a certificate for all names."""
    key, certificate = f"{folder}/authority.key", f"{folder}/authority.crt"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    sh("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
       "-out", certificate, "-days", "2", "-subj", "/CN=Test authority", "-addext", "basicConstraints=critical,CA:TRUE",
       **quiet)
    names = ",".join(f"DNS:{name}" for name in NAMES + ["*.example.net", "*.wild.example.net"])
    with open(f"{folder}/extensions", "w") as file:
        file.write(f"subjectAltName={names}\n")
    sh("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
       f"{folder}/host.key", "-out", f"{folder}/host.csr", "-subj", "/CN=host", **quiet)
    sh("openssl", "x509", "-req", "-in", f"{folder}/host.csr", "-CA", certificate, "-CAkey", key, "-CAcreateserial",
       "-days", "2", "-extfile", f"{folder}/extensions", "-out", f"{folder}/host.crt", **quiet)
    for name in IMPOSTORS:
        signer = f"{folder}/stranger-authority" if name == "stranger" else f"{folder}/authority"
        if name == "stranger":
            sh("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
               f"{signer}.key", "-out", f"{signer}.crt", "-days", "2", "-subj", "/CN=Test authority", **quiet)
        with open(f"{folder}/{name}-extensions", "w") as file:
            file.write(f"subjectAltName=DNS:{'other' if name == 'misnamed' else name}.example.org\n")
        sh("openssl", "x509", "-req", "-in", f"{folder}/host.csr", "-CA", f"{signer}.crt", "-CAkey", f"{signer}.key",
           "-CAcreateserial", "-days", "-1" if name == "expired" else "2", "-extfile", f"{folder}/{name}-extensions",
           "-out", f"{folder}/{name}.crt", **quiet)
    return certificate


folder_of_repository = ""


def make_repository(folder):
    """A bare repository with one commit, laid out for servers that only know files."""
    global folder_of_repository
    folder_of_repository = folder
    script = """
        set -e; cd "$0"; export GIT_CONFIG_NOSYSTEM=1 HOME="$0" GIT_AUTHOR_DATE=2026-01-02T03:04:05Z
        export GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
        git init -q -b main made; cd made; echo hello >file
        git add file; git -c user.name=A -c user.email=a@example.org commit -qm Begin; cd ..
        git clone -q --bare made repository.git; git -C repository.git update-server-info
    """
    sh("sh", "-c", script, folder)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        if self.path == "/items/early":
            # Without a look at the body, most of which is still on its way.
            log(seen="request", method=self.command, path=self.path)
            self.send_error(413)
            self.close_connection = True
            return
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        log(seen="request", method=self.command, path=self.path, host=self.headers.get("Host"), body=len(body),
            address=self.server.server_address[0], port=self.server.server_address[1],
            authorization=self.headers.get("Authorization"), key=self.headers.get("X-Api-Key"))
        kind = "text/plain"
        if self.path.startswith("/bytes/"):
            reply = b"x" * int(self.path.rsplit("/", 1)[1])
        elif self.path == "/redirect-to-private":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        elif self.path == "/die":
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b"half")
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # Not by the object, which waits for the readers and writers that were made of it.
            os.close(self.connection.detach())
            self.close_connection = True
            return
        elif self.path == "/unending":
            # Only the connection's end would say where this ends, and that is not said either.
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b"all of it?")
            self.wfile.flush()
            self.close_connection = True
            return
        elif self.path == "/two-lengths":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            return
        elif self.path == "/socket" and self.headers.get("Upgrade") == "websocket":
            self.wfile.write(b"HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
            while data := self.rfile.read1(1000):
                self.wfile.write(data)
            self.close_connection = True
            return
        elif self.path.split("?")[0] == "/echo":
            # As a careless host does, in the body and in a header.
            said = [self.headers.get(name) or "-" for name in ("Authorization", "X-Api-Key")]
            reply = " ".join(said + [self.path]).encode()
        elif self.path == "/robots.txt":
            reply = b"User-agent: *\nDisallow: /private/\n"
        elif self.path == "/page.html":
            kind = "text/html"
            reply = b"<html><head><title>A page</title></head><body><article><h1>A page</h1>" + \
                b"<p>Some words of a page that is long enough to be read.</p>" * 20 + b"</article></body></html>"
        elif self.path.startswith("/repository.git/"):
            try:
                # As any server of files would: git asks for `info/refs` and objects one by one.
                with open(folder_of_repository + self.path.split("?")[0], "rb") as file:
                    kind, reply = "application/octet-stream", file.read()
            except OSError:
                return self.send_error(404)
        else:
            reply = f"hello from {self.headers.get('Host')}\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply)

    do_GET = do_POST = do_PUT = do_HEAD = answer

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 1024

    def server_bind(self):
        # Without the look-up of its own name, which would stand in the log.
        socketserver.TCPServer.server_bind(self)

    def handle_error(self, request, client_address):
        pass


class ServerOfVersion6(Server):
    address_family = socket.AF_INET6


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        log(seen="echo", address=self.server.server_address[0])
        while data := self.request.recv(65536):
            self.request.sendall(data)
        # Half-closed: the last word comes after the other side has said its own.
        self.request.sendall(b"bye")


class Talker(socketserver.StreamRequestHandler):
    def handle(self):
        self.request.sendall(b"SSH-2.0-test\r\n")
        self.request.recv(100)


class ThreadingServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 1024


def start(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()


def end_with_parent():
    ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG


def start_hosts(folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/host.crt", f"{folder}/host.key")

    impostors = {}
    for name in IMPOSTORS:
        impostors[f"{name}.example.org"] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        impostors[f"{name}.example.org"].load_cert_chain(f"{folder}/{name}.crt", f"{folder}/host.key")

    def named(connection, name, _):
        log(seen="server-name", name=name)
        connection.context = impostors.get(name, context)

    context.sni_callback = named
    for address in ADDRESSES:
        kind = ServerOfVersion6 if ":" in address else Server
        start(kind((address, 80), Handler))
        secure = kind((address, 443), Handler)
        secure.socket = context.wrap_socket(secure.socket, server_side=True, do_handshake_on_connect=False)
        start(secure)
        if ":" not in address:
            start(ThreadingServer((address, 8099), Echo))
            start(ThreadingServer((address, 2222), Talker))
    os.mkdir(f"{folder}/pages")
    with open(f"{folder}/pages/page", "w") as file:
        file.write("hello over HTTP/2\n")
    subprocess.Popen(["nghttpd", "-a", H2_ADDRESS, "-d", f"{folder}/pages", "--echo-upload", "443", f"{folder}/host.key",
                      f"{folder}/host.crt"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                     preexec_fn=end_with_parent)
    for _ in range(100):
        try:
            socket.create_connection((H2_ADDRESS, 443)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    for address in PRIVATE:
        start((ServerOfVersion6 if ":" in address else Server)((address, 80), Handler))
    # What must never be reached.
    start(ThreadingServer(("127.0.0.1", 8099), Echo))
    start(Server(("127.0.0.1", 80), Handler))


# --- A name server ---

rebinds = 0


def addresses_of(name, kind):
    global rebinds
    if name in ("dns.example.net", "big.example.net"):
        return ["11.11.11.11"]
    if name.endswith(".wild.example.net"):
        return ["11.11.11.11"]
    fixed = {"private.example.net": "10.0.0.1", "silent.example.net": "11.11.11.99"}
    if name in fixed:
        return [fixed[name]]
    if name == "rebind.example.net":
        rebinds += kind == 1
        return ["127.0.0.1" if rebinds % 2 else "11.11.11.11"]
    return None


def packed(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def reply_to(query, is_stream):
    identifier = query[:2]
    labels, position = [], 12
    while query[position]:
        labels.append(query[position + 1:position + 1 + query[position]].decode())
        position += query[position] + 1
    name = ".".join(labels).lower()
    kind, = struct.unpack(">H", query[position + 1:position + 3])
    question = query[12:position + 5]
    log(seen="query", name=name, type=kind, stream=is_stream)
    target, answers = name, b""
    count = 0
    if name == "alias.example.net":
        target = "dns.example.net"
        answers += b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 30, len(packed(target))) + packed(target)
        count += 1
    found = addresses_of(target, kind)
    if found is None:
        return identifier + struct.pack(">HHHHH", 0x8183, 1, 0, 0, 0) + question
    if name == "big.example.net" and not is_stream:
        return identifier + struct.pack(">HHHHH", 0x8380, 1, 0, 0, 0) + question
    if kind == 1:
        for address in found:
            owner = packed(target) if target != name else b"\xc0\x0c"
            answers += owner + struct.pack(">HHIH", 1, 1, 0, 4) + socket.inet_aton(address)
            count += 1
    return identifier + struct.pack(">HHHHH", 0x8180, 1, count, 0, 0) + question + answers


class OverUDP(socketserver.BaseRequestHandler):
    def handle(self):
        data, connection = self.request
        connection.sendto(reply_to(data, False), self.client_address)


class OverTCP(socketserver.StreamRequestHandler):
    def handle(self):
        length = struct.unpack(">H", self.rfile.read(2))[0]
        reply = reply_to(self.rfile.read(length), True)
        self.wfile.write(struct.pack(">H", len(reply)) + reply)


def start_name_server():
    udp = socketserver.ThreadingUDPServer(("127.0.0.53", 53), OverUDP)
    udp.daemon_threads = True
    start(udp)
    start(ThreadingServer(("127.0.0.53", 53), OverTCP))


def main():
    folder = tempfile.mkdtemp(prefix="trilatch-upstreams-")
    os.chmod(folder, 0o755)
    try:
        set_up_network()
        authority = make_certificates(folder)
        make_repository(folder)
        hosts = "127.0.0.1 localhost\n11.11.11.11 api.example.org\n2606:4700::11 api.example.org\n" \
                "11.11.11.12 www.example.org\n" \
                f"{H2_ADDRESS} h2.example.org\n" + "".join(f"11.11.11.12 {name}.example.org\n" for name in IMPOSTORS)
        replace("/etc/hosts", hosts, folder)
        replace("/etc/resolv.conf", "nameserver 127.0.0.53\noptions timeout:1 attempts:1\n", folder)
        with open(authority) as file:
            replace(BUNDLE, file.read(), folder)
        start_name_server()
        start_hosts(folder)
        open(sys.argv[1], "a").close()
        return subprocess.run(sys.argv[2:]).returncode
    finally:
        subprocess.run(["rm", "-rf", folder])


status = main()
# Without waiting for the hosts' threads, which an interpreter that ends stumbles over.
os._exit(status if status >= 0 else 128 - status)
