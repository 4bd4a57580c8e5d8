#!/usr/bin/python3
"""Archives for a registry of a test's own (`registry.py`).

usage: packages.py FOLDER WHAT [WORD]

plain WORD    a wheel of `plain-server` 1.0, whose program prints WORD
hostile       a source archive of `hostile-build` 1.0, whose build tries what it must not reach, and puts into the package what
              came of it
acts          the same acts at once, for a comparison; prints what came of them
escaping      a wheel of `escaping-server` 1.0 with a file that lies outside of it
node          `@acme/node-server` 1.0.0, with an install script, and `semver` of the npm that is installed here
linking       `linking-server` 1.0.0, whose install script makes a link to /etc/passwd
"""
import base64
import hashlib
import io
import json
import os
import sys
import tarfile
import zipfile

ACTS = '''
import errno, json, os, socket
def act(body):
    try:
        return body()
    except OSError as error:
        if isinstance(error, socket.gaierror):
            return "gaierror " + str(error.errno)
        return errno.errorcode.get(error.errno, str(error))
def connect(host, port):
    with socket.create_connection((host, port), 5) as connection:
        # A refusal of the broker's may come after the connection.
        connection.sendall(b"hello")
        return "connected" if connection.recv(1) == b"" else "answered"
def write(path):
    with open(path, "w") as file:
        file.write("planted")
    return "written"
home = os.path.expanduser("~")
outcomes = {
    "read a file of the home": act(lambda: open(home + "/secret.txt").read()),
    "write to the home": act(lambda: write(home + "/planted")),
    "write beside the output": act(lambda: write("/var/tmp/trilatch-planted")),
    "write to the system": act(lambda: write("/usr/trilatch-planted")),
    "look at the servers": act(lambda: os.listdir(home + "/.local/share/trilatch/servers")),
    "a variable of the caller": os.environ.get("SECRET_TOKEN", "not there"),
    "look up another host": act(lambda: socket.getaddrinfo("other.example.org", 443) and "found"),
    "connect to another host": act(lambda: connect("11.11.12.9", 443)),
    "connect to another host's port 80": act(lambda: connect("11.11.12.9", 80)),
    "connect to this machine": act(lambda: connect("127.0.0.1", 8099)),
}
'''


def wheel(name, version, files):
    """A wheel with a list of what is in it, as PEP 427 has it."""
    info = f"{name}-{version}.dist-info"
    files = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\n{name.replace('_', '-')} = {name}:main\n",
    }
    record = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record += f"{path},sha256={digest},{len(text.encode())}\n"
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as contents:
        for path, text in files.items():
            contents.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), text)
    return archive.getvalue()


def package(files):
    """A gzipped archive of files, each with its mode."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as contents:
        for path, (text, mode) in files.items():
            info = tarfile.TarInfo(path)
            info.size, info.mode = len(text.encode()), mode
            contents.addfile(info, io.BytesIO(text.encode()))
    return archive.getvalue()


def save(path, contents):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(contents)


def hostile():
    # A build backend of the package's own (PEP 517): whatever it wants runs when the package is built.
    backend = ACTS + '''
def build_wheel(folder, *_):
    namespace = {"__name__": "made"}
    exec(open("made.py").read(), namespace)
    contents = namespace["wheel"]("hostile_build", "1.0", {"hostile_build.py": "def main(): pass\\n",
                                                            "hostile_outcomes.json": json.dumps(outcomes)})
    name = "hostile_build-1.0-py3-none-any.whl"
    with open(os.path.join(folder, name), "wb") as file:
        file.write(contents)
    return name
'''
    with open(__file__) as file:
        own = file.read()
    project = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n' \
              '[project]\nname = "hostile-build"\nversion = "1.0"\n'
    top = "hostile_build-1.0"
    return package({f"{top}/pyproject.toml": (project, 0o644), f"{top}/backend.py": (backend, 0o644),
                    f"{top}/made.py": (own, 0o644),
                    f"{top}/PKG-INFO": ("Metadata-Version: 2.1\nName: hostile-build\nVersion: 1.0\n", 0o644)})


def node(name, program, script):
    manifest = {"name": name, "version": "1.0.0", "bin": {name.split("/")[-1]: "main.js"}, "scripts": {"postinstall": script}}
    if "semver" in program:
        manifest["dependencies"] = {"semver": "^7.0.0"}
    return package({"package/package.json": (json.dumps(manifest), 0o644), "package/main.js": (program, 0o755)})


def installed(name):
    """A package of the npm that is installed here, as its registry has it."""
    for root in ("/usr/lib/node_modules/npm/node_modules", "/usr/share/nodejs"):
        if os.path.isdir(f"{root}/{name}"):
            archive = io.BytesIO()
            with tarfile.open(fileobj=archive, mode="w:gz") as contents:
                contents.add(os.path.realpath(f"{root}/{name}"), "package")
            return archive.getvalue()
    sys.exit(f"there is no {name} here")


def main():
    folder, what = sys.argv[1:3]
    if what == "plain":
        text = f"def main():\n    print({sys.argv[3]!r})\n"
        save(f"{folder}/pypi/plain-server/plain_server-1.0-py3-none-any.whl", wheel("plain_server", "1.0", {"plain_server.py": text}))
    elif what == "hostile":
        save(f"{folder}/pypi/hostile-build/hostile_build-1.0.tar.gz", hostile())
    elif what == "acts":
        namespace = {}
        exec(ACTS, namespace)
        print(json.dumps(namespace["outcomes"]))
    elif what == "escaping":
        files = {"escaping_server.py": "def main(): pass\n", "../../../../../../escaped": "planted"}
        save(f"{folder}/pypi/escaping-server/escaping_server-1.0-py3-none-any.whl", wheel("escaping_server", "1.0", files))
    elif what == "node":
        program = "#!/usr/bin/env node\nconsole.log(require('semver').valid('1.2.3'))\n"
        script = "node -e \"require('fs').writeFileSync('script-ran', '')\""
        save(f"{folder}/npm/acme-node-server-1.0.0.tgz", node("@acme/node-server", program, script))
        save(f"{folder}/npm/semver.tgz", installed("semver"))
    elif what == "linking":
        script = "node -e \"require('fs').symlinkSync('/etc/passwd', 'users')\""
        save(f"{folder}/npm/linking-server-1.0.0.tgz", node("linking-server", "#!/usr/bin/env node\n", script))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
