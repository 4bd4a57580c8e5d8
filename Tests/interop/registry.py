#!/usr/bin/python3
"""Registries of packages in a network of a test's own, and a command beside them.

usage: registry.py real NAME… -- COMMAND…
       registry.py served FOLDER LOG -- COMMAND…

COMMAND runs in fresh network and mount namespaces, whose only hosts are registries, each at a public-looking address of its own,
port 443. The exit status is the command's.

real      The named hosts. What connects to one is passed on to the real one by a process that has stayed outside, byte for byte:
          TLS, the names in it and the certificates are the registry's own.
served    pypi.org, files.pythonhosted.org, registry.npmjs.org, and at 10.0.0.1 the mirror pypi.example.org, as FOLDER/pypi/NAME/*.whl|*.tar.gz and FOLDER/npm/*.tgz say; it
          is read anew for each request, so that a registry can change its mind. LOG gets one JSON object a line for each request,
          and for each connection to other.example.org (11.11.12.9) and to this machine's 127.0.0.1:8099, which no box may reach.
          No request is answered while there is FOLDER/hold. The certificates are of an authority that the host's bundle holds inside the namespace.
"""
import array
import base64
import ctypes
import hashlib
import http.server
import io
import json
import os
import socket
import socketserver
import ssl
import subprocess
import sys
import tarfile
import tempfile
import threading
import time

CLONE_NEWNS, CLONE_NEWNET = 0x20000, 0x40000000
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
SERVED = ["pypi.org", "files.pythonhosted.org", "registry.npmjs.org", "pypi.example.org"]
MIRROR = ("10.0.0.1", "pypi.example.org")
OTHER = ("11.11.12.9", "other.example.org")


def sh(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def replace(path, text, folder):
    """Covers a file of the host's with another, in this namespace alone."""
    name = os.path.join(folder, path.strip("/").replace("/", "-"))
    with open(name, "w") as file:
        file.write(text)
    os.chmod(name, 0o644)
    sh("mount", "--bind", name, os.path.realpath(path))


def enter_network(names, folder):
    """Leaves for fresh namespaces, and gives the listening sockets of the hosts there."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS | CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")
    sh("mount", "--make-rprivate", "/")
    sh("ip", "link", "set", "lo", "up")
    hosts, listeners = f"127.0.0.1 localhost\n{OTHER[0]} {OTHER[1]}\n", []
    sh("ip", "address", "add", f"{OTHER[0]}/32", "dev", "lo")
    for number, name in enumerate(names, 1):
        address = MIRROR[0] if name == MIRROR[1] else f"11.11.12.{number}"
        sh("ip", "address", "add", f"{address}/32", "dev", "lo")
        hosts += f"{address} {name}\n"
        listeners.append(socket.create_server((address, 443), backlog=64))
    replace("/etc/hosts", hosts, folder)
    replace("/etc/resolv.conf", "nameserver 127.0.0.53\noptions timeout:1 attempts:1\n", folder)
    return listeners


def start(function, *arguments):
    threading.Thread(target=function, args=arguments, daemon=True).start()


# --- Real registries ---

def pump(source, target):
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def relay(listener, name):
    while True:
        near, _ = listener.accept()
        try:
            far = socket.create_connection((name, 443), timeout=60)
        except OSError:
            near.close()
            continue
        far.settimeout(None)
        start(pump, near, far)
        start(pump, far, near)


def real(names, command, folder):
    outer, inner = socket.socketpair()
    child = os.fork()
    if child == 0:
        outer.close()
        listeners = enter_network(names, folder)
        numbers = array.array("i", [listener.fileno() for listener in listeners])
        inner.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, numbers)])
        inner.recv(1)
        status = subprocess.run(command).returncode
        os._exit(status if status >= 0 else 128 - status)
    inner.close()
    _, ancillary, _, _ = outer.recvmsg(1, socket.CMSG_SPACE(4 * len(names)))
    numbers = array.array("i")
    for _, _, data in ancillary:
        numbers.frombytes(data)
    for number, name in zip(numbers, names):
        start(relay, socket.socket(fileno=number), name)
    outer.send(b"x")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# --- Registries of our own ---

def make_certificates(folder):
    key, certificate = f"{folder}/authority.key", f"{folder}/authority.crt"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    sh("openssl", "req", "-x509", *curve, "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=Test authority",
       "-addext", "basicConstraints=critical,CA:TRUE")
    with open(f"{folder}/extensions", "w") as file:
        file.write("subjectAltName=" + ",".join(f"DNS:{name}" for name in SERVED) + "\n")
    sh("openssl", "req", *curve, "-keyout", f"{folder}/host.key", "-out", f"{folder}/host.csr", "-subj", "/CN=host")
    sh("openssl", "x509", "-req", "-in", f"{folder}/host.csr", "-CA", certificate, "-CAkey", key, "-CAcreateserial", "-days", "2",
       "-extfile", f"{folder}/extensions", "-out", f"{folder}/host.crt")
    with open(certificate) as file:
        return file.read()


def manifest(archive):
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        return json.load(files.extractfile("package/package.json"))


class Registry(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder = log = ""

    def do_GET(self):
        host, path = self.headers.get("Host"), self.path.split("?")[0]
        note(seen="request", host=host, path=path)
        while os.path.exists(f"{self.folder}/hold"):
            time.sleep(0.01)
        reply = None
        try:
            reply = self.npm(path) if host == "registry.npmjs.org" else self.pypi(host, path)
        except OSError:
            pass
        kind, body = reply or ("text/plain", b"not here\n")
        self.send_response(200 if reply else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def pypi(self, host, path):
        """The simple repository API (PEP 503); a mirror has the archives itself."""
        files = f"https://{host}/packages" if host == MIRROR[1] else "https://files.pythonhosted.org"
        parts = path.removeprefix("/packages").strip("/").split("/")
        if parts[0] == "simple" and len(parts) == 2:
            links = ""
            for name in sorted(os.listdir(f"{self.folder}/pypi/{parts[1]}")):
                with open(f"{self.folder}/pypi/{parts[1]}/{name}", "rb") as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
                links += f'<a href="{files}/{parts[1]}/{name}#sha256={digest}">{name}</a>\n'
            return "text/html", f"<!DOCTYPE html><html><body>{links}</body></html>".encode()
        if len(parts) == 2:
            with open(f"{self.folder}/pypi/{parts[0]}/{parts[1]}", "rb") as file:
                return "application/octet-stream", file.read()

    def npm(self, path):
        """Metadata of a package, or one of its archives."""
        name = path.strip("/").replace("%2f", "/").replace("%2F", "/")
        if name.startswith("-/"):
            with open(f"{self.folder}/npm/{name[2:]}", "rb") as file:
                return "application/octet-stream", file.read()
        versions = {}
        for file_name in sorted(os.listdir(f"{self.folder}/npm")):
            with open(f"{self.folder}/npm/{file_name}", "rb") as file:
                archive = file.read()
            package = manifest(archive)
            if package["name"] == name:
                package["dist"] = {
                    "tarball": f"https://registry.npmjs.org/-/{file_name}",
                    "integrity": "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode(),
                    "shasum": hashlib.sha1(archive).hexdigest(),
                }
                if "install" in package.get("scripts", {}) or "postinstall" in package.get("scripts", {}):
                    package["hasInstallScript"] = True
                versions[package["version"]] = package
        if versions:
            body = {"name": name, "dist-tags": {"latest": list(versions)[-1]}, "versions": versions}
            return "application/json", json.dumps(body).encode()

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def server_bind(self):
        # Without the look-up of its own name.
        socketserver.TCPServer.server_bind(self)

    def handle_error(self, request, client_address):
        pass


lock = threading.Lock()


def note(**fields):
    with lock, open(Registry.log, "a") as file:
        file.write(json.dumps(fields) + "\n")


def watch(address, port):
    listener = socket.create_server((address, port))
    while True:
        connection, _ = listener.accept()
        note(seen="connection", address=address, port=port)
        connection.recv(16)
        connection.close()


def served(packages, log, command, folder):
    Registry.folder, Registry.log = packages, log
    certificate = make_certificates(folder)
    listeners = enter_network(SERVED, folder)
    replace(BUNDLE, certificate, folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/host.crt", f"{folder}/host.key")
    for listener in listeners:
        server = Server(listener.getsockname(), Registry, bind_and_activate=False)
        server.socket = context.wrap_socket(listener, server_side=True, do_handshake_on_connect=False)
        start(server.serve_forever)
    for address, port in ((OTHER[0], 443), (OTHER[0], 80), ("127.0.0.1", 8099)):
        start(watch, address, port)
    return subprocess.run(command).returncode


def main():
    end = sys.argv.index("--")
    words, command = sys.argv[1:end], sys.argv[end + 1:]
    folder = tempfile.mkdtemp(prefix="trilatch-registry-")
    os.chmod(folder, 0o755)
    try:
        if words[0] == "real":
            return real(words[1:], command, folder)
        return served(words[1], words[2], command, folder)
    finally:
        subprocess.run(["rm", "-rf", folder])


status = main()
# Without waiting for the hosts' threads, which an interpreter that ends stumbles over.
os._exit(status if status >= 0 else 128 - status)
