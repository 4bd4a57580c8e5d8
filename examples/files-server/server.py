#!/usr/bin/python3
"""An MCP server over the files of some folders. Standard library only.

Its tools are called and answer as those of @modelcontextprotocol/server-filesystem do. It looks itself at which paths it may
use; a box holds also where such a look is wrong:

  trilatch run --profile files-write --workspace DIR -- examples/files-server/server.py DIR
"""
import base64
import difflib
import fnmatch
import json
import mimetypes
import os
import stat
import sys
from datetime import datetime, timezone
from pathlib import Path

HANDSHAKE_REVISIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
STATELESS_REVISION = "2026-07-28"
SERVER_INFO = {"name": "files-example", "version": "1.0.0"}
CAPABILITIES = {"tools": {}}
# The stateless era wants these with every list; the handshake era ignores them.
CACHEABLE = {"ttlMs": 0, "cacheScope": "private"}
TEXT, FLAG, NUMBER = {"type": "string"}, {"type": "boolean"}, {"type": "number"}
TEXTS = {"type": "array", "items": TEXT}
EDITS = {
    "type": "array",
    "items": {"type": "object", "properties": {"oldText": TEXT, "newText": TEXT}, "required": ["oldText", "newText"]},
}
TOOLS = {}


class ToolError(Exception):
    """What the caller of a tool is told."""


class ProtocolError(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def tool(description, optional=(), **properties):
    """Makes a function a tool that takes these properties; all but the optional ones must be given."""

    def register(function):
        required = [name for name in properties if name not in optional]
        schema = {"type": "object", "properties": properties, "required": required}
        TOOLS[function.__name__] = (description, schema, function)
        return function

    return register


def allowed(path):
    """The path without links, where it lies in one of the folders; it need not exist, but its parent must."""
    wanted = Path(path).expanduser().absolute()
    try:
        real = wanted.resolve(strict=True)
    except FileNotFoundError:
        try:
            real = wanted.parent.resolve(strict=True) / wanted.name
        except FileNotFoundError:
            raise ToolError(f"Parent directory does not exist: {wanted.parent}") from None
    if not any(real == folder or folder in real.parents for folder in FOLDERS):
        raise ToolError(f"Access denied - path outside allowed directories: {wanted}")
    return real


def entries(folder):
    return sorted(os.scandir(folder), key=lambda entry: entry.name)


def excluded(relative, patterns):
    return any(fnmatch.fnmatch(relative, pattern) or pattern in relative.split("/") for pattern in patterns)


def size_text(size):
    for unit in ["B", "KB", "MB", "GB"]:
        if size < 1024 or unit == "GB":
            return f"{size} {unit}" if unit == "B" else f"{size:.2f} {unit}"
        size /= 1024


@tool("Reads a text file, or its first or last lines.", ("head", "tail"), path=TEXT, head=NUMBER, tail=NUMBER)
def read_text_file(path, head=None, tail=None):
    if head is not None and tail is not None:
        raise ToolError("Cannot specify both head and tail parameters simultaneously")
    text = allowed(path).read_text(encoding="utf-8")
    if head is not None:
        return "\n".join(text.split("\n")[: int(head)])
    return text if tail is None else "\n".join(text.split("\n")[-int(tail):])


@tool("Reads an image or a sound; it comes as base64.", path=TEXT)
def read_media_file(path):
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    name = kind.split("/")[0] if kind.split("/")[0] in ("image", "audio") else "blob"
    return [{"type": name, "data": base64.b64encode(allowed(path).read_bytes()).decode(), "mimeType": kind}]


@tool("Reads several files; one that cannot be read does not keep the others back.", paths=TEXTS)
def read_multiple_files(paths):
    def one(path):
        try:
            return f"{path}:\n{allowed(path).read_text(encoding='utf-8')}\n"
        except (OSError, ToolError, UnicodeDecodeError) as error:
            return f"{path}: Error - {words(error)}"

    return "\n---\n".join(one(path) for path in paths)


@tool("Makes a file, or replaces all that it holds.", path=TEXT, content=TEXT)
def write_file(path, content):
    file = allowed(path)
    # Beside it first, so that nobody ever reads half a file; and a link at its place is replaced, not followed.
    new = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        new.write_text(content, encoding="utf-8", newline="")
        os.replace(new, file)
    finally:
        new.unlink(missing_ok=True)
    return f"Successfully wrote to {path}"


@tool("Replaces pieces of a text file, and shows the difference.", ("dryRun",), path=TEXT, edits=EDITS, dryRun=FLAG)
def edit_file(path, edits, dryRun=False):
    before = allowed(path).read_text(encoding="utf-8")
    after = before
    for edit in edits:
        if edit["oldText"] not in after:
            raise ToolError(f"Could not find exact match for edit:\n{edit['oldText']}")
        after = after.replace(edit["oldText"], edit["newText"], 1)
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), path, path, "original", "modified", lineterm="")
    if not dryRun:
        write_file(path, after)
    return "```diff\n" + "\n".join(lines) + "\n```\n\n"


@tool("Makes a folder, also several in one another; one that is there is fine.", path=TEXT)
def create_directory(path):
    wanted = Path(path).expanduser().absolute()
    existing = next(parent for parent in [wanted, *wanted.parents] if parent.exists())
    allowed(existing)
    wanted.mkdir(parents=True, exist_ok=True)
    return f"Successfully created directory {path}"


@tool("Names what is in a folder, with [FILE] or [DIR] before each.", path=TEXT)
def list_directory(path):
    return "\n".join(f"[{'DIR' if entry.is_dir() else 'FILE'}] {entry.name}" for entry in entries(allowed(path)))


@tool("As list_directory, with sizes.", ("sortBy",), path=TEXT, sortBy={"type": "string", "enum": ["name", "size"]})
def list_directory_with_sizes(path, sortBy="name"):
    found = [(entry.name, entry.is_dir(), entry.stat().st_size) for entry in entries(allowed(path))]
    if sortBy == "size":
        found.sort(key=lambda entry: -entry[2])
    lines = [
        f"[{'DIR' if is_folder else 'FILE'}] {name.ljust(30)} {'' if is_folder else size_text(size).rjust(10)}".rstrip()
        for name, is_folder, size in found
    ]
    files = [size for _, is_folder, size in found if not is_folder]
    return "\n".join(
        [*lines, "", f"Total: {len(files)} files, {len(found) - len(files)} directories", f"Combined size: {size_text(sum(files))}"]
    )


@tool("A folder and all below it, as JSON.", ("excludePatterns",), path=TEXT, excludePatterns=TEXTS)
def directory_tree(path, excludePatterns=()):
    root = allowed(path)

    def below(folder):
        for entry in entries(folder):
            if excluded(str(Path(entry.path).relative_to(root)), excludePatterns):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield {"name": entry.name, "type": "directory", "children": list(below(entry.path))}
            else:
                yield {"name": entry.name, "type": "file"}

    return json.dumps(list(below(root)), indent=2)


@tool("Moves or renames a file or a folder; never over one that is there.", source=TEXT, destination=TEXT)
def move_file(source, destination):
    old, new = allowed(source), allowed(destination)
    if new.exists():
        raise ToolError(f"{destination} exists")
    os.rename(old, new)
    return f"Successfully moved {source} to {destination}"


@tool("Finds what is called so, at all depths.", ("excludePatterns",), path=TEXT, pattern=TEXT, excludePatterns=TEXTS)
def search_files(path, pattern, excludePatterns=()):
    root, found = allowed(path), []
    for folder, folders, files in os.walk(root):
        relative = Path(folder).relative_to(root)
        folders[:] = sorted(name for name in folders if not excluded(str(relative / name), excludePatterns))
        for name in sorted(folders + files):
            shown = str(relative / name)
            if not excluded(shown, excludePatterns) and (fnmatch.fnmatch(shown, pattern) or fnmatch.fnmatch(name, pattern)):
                found.append(os.path.join(folder, name))
    return "\n".join(found) or "No matches found"


@tool("Size, times, kind and permissions of a file or a folder.", path=TEXT)
def get_file_info(path):
    status = allowed(path).stat()

    def moment(seconds):
        return datetime.fromtimestamp(seconds, timezone.utc).isoformat()

    facts = {
        "size": status.st_size, "modified": moment(status.st_mtime), "isDirectory": stat.S_ISDIR(status.st_mode),
        "isFile": stat.S_ISREG(status.st_mode), "permissions": oct(status.st_mode)[-3:],
    }
    return "\n".join(f"{name}: {str(fact).lower() if isinstance(fact, bool) else fact}" for name, fact in facts.items())


@tool("The folders that this server was started for.")
def list_allowed_directories():
    return "Allowed directories:\n" + "\n".join(map(str, FOLDERS))


def words(error):
    return f"{error.strerror}: {error.filename}" if isinstance(error, OSError) and error.strerror else str(error)


def call(name, given):
    if name not in TOOLS:
        raise ProtocolError(-32602, f"no tool named {name}")
    schema, function = TOOLS[name][1:]
    missing = [key for key in schema["required"] if key not in given]
    if missing or set(given) - set(schema["properties"]):
        raise ProtocolError(-32602, f"{name} takes {', '.join(schema['properties']) or 'nothing'}")
    try:
        content, failed = function(**given), False
    except (OSError, ToolError, UnicodeDecodeError) as error:
        content, failed = f"Error: {words(error)}", True
    return {"content": [{"type": "text", "text": content}] if isinstance(content, str) else content, "isError": failed}


def result(method, params):
    if method == "initialize":
        asked = params.get("protocolVersion")
        revision = asked if asked in HANDSHAKE_REVISIONS else HANDSHAKE_REVISIONS[0]
        return {"protocolVersion": revision, "capabilities": CAPABILITIES, "serverInfo": SERVER_INFO}
    if method == "server/discover":
        return {"supportedVersions": [STATELESS_REVISION, *HANDSHAKE_REVISIONS], "capabilities": CAPABILITIES, **CACHEABLE}
    if method == "ping":
        return {}
    if method == "tools/list":
        listed = [{"name": name, "description": words, "inputSchema": schema} for name, (words, schema, _) in TOOLS.items()]
        return {"tools": listed, **CACHEABLE}
    if method == "tools/call":
        return call(params.get("name"), params.get("arguments") or {})
    raise ProtocolError(-32601, f"no method named {method}")


def answer(line):
    try:
        message = json.loads(line)
    except ValueError:
        return {"id": None, "error": {"code": -32700, "message": "not JSON"}}
    if "id" not in message:
        return None
    try:
        params = message.get("params") or {}
        reply = {"id": message["id"], "result": {**result(message.get("method"), params), "resultType": "complete"}}
    except ProtocolError as error:
        return {"id": message["id"], "error": {"code": error.code, "message": str(error)}}
    # Without a handshake, each answer says who gives it.
    if "io.modelcontextprotocol/protocolVersion" in params.get("_meta", {}):
        reply["result"]["_meta"] = {"io.modelcontextprotocol/serverInfo": SERVER_INFO}
    return reply


if len(sys.argv) < 2:
    sys.exit("usage: server.py FOLDER...")
FOLDERS = [Path(folder).expanduser().resolve(strict=True) for folder in sys.argv[1:]]
for request in sys.stdin.buffer:
    reply = answer(request)
    if reply is not None:
        print(json.dumps({"jsonrpc": "2.0", **reply}), flush=True)
