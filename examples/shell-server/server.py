#!/usr/bin/python3
"""A small MCP server that lends its client a shell: one tool, `run`, which gives a line to bash. Standard library only.

It holds nothing back by itself, so run it in a box:

  trilatch run --profile shell --workspace DIR -- examples/shell-server/server.py
"""
import json
import subprocess
import sys

HANDSHAKE_REVISIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
STATELESS_REVISION = "2026-07-28"
SECONDS = 60
RUN = {
    "name": "run",
    "description": "Runs a line of bash in the workspace; gives its output and exit code.",
    "inputSchema": {"type": "object", "properties": {"line": {"type": "string"}}, "required": ["line"]},
}
SERVER_INFO = {"name": "shell-example", "version": "1.0.0"}
CAPABILITIES = {"tools": {}}
# The stateless era wants these with every list; the handshake era ignores them.
CACHEABLE = {"ttlMs": 0, "cacheScope": "private"}


class ProtocolError(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def run(line):
    try:
        done = subprocess.run(["bash", "-c", line], stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
        output, code = done.stdout + done.stderr, done.returncode
    except subprocess.TimeoutExpired as late:
        output, code = (late.stdout or b"") + (late.stderr or b"") + b"\n(stopped: took too long)\n", 124
    text = output.decode(errors="replace") + f"[exit code {code}]"
    return {"content": [{"type": "text", "text": text}], "isError": code != 0}


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
        return {"tools": [RUN], **CACHEABLE}
    if method == "tools/call":
        if params.get("name") != "run" or not isinstance(params.get("arguments", {}).get("line"), str):
            raise ProtocolError(-32602, "there is one tool, run, with one text argument, line")
        return run(params["arguments"]["line"])
    raise ProtocolError(-32601, f"no method named {method}")


def main():
    for line in sys.stdin.buffer:
        try:
            message = json.loads(line)
        except ValueError:
            reply = {"id": None, "error": {"code": -32700, "message": "not JSON"}}
        else:
            if "id" not in message:
                continue
            reply = {"id": message["id"]}
            try:
                params = message.get("params") or {}
                reply["result"] = {**result(message.get("method"), params), "resultType": "complete"}
                # Without a handshake, each answer says who gives it.
                if "io.modelcontextprotocol/protocolVersion" in params.get("_meta", {}):
                    reply["result"]["_meta"] = {"io.modelcontextprotocol/serverInfo": SERVER_INFO}
            except ProtocolError as error:
                reply["error"] = {"code": error.code, "message": str(error)}
        print(json.dumps({"jsonrpc": "2.0", **reply}), flush=True)


main()
