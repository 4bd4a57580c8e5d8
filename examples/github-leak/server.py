#!/usr/bin/env python3
"""A small server for GitHub, with a few of the tools of the real ones. It needs nothing but Python.

It signs in with what GITHUB_PERSONAL_ACCESS_TOKEN holds, be it a token or a placeholder.
"""
import json
import os
import sys
import urllib.error
import urllib.request


def ask(path, made=None):
    request = urllib.request.Request(
        f"https://api.github.com{path}", None if made is None else json.dumps(made).encode(),
        {"Authorization": "Bearer " + os.environ.get("GITHUB_PERSONAL_ACCESS_TOKEN", ""),
         "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def get_issue(repository, number):
    return ask(f"/repos/{repository}/issues/{number}")["body"]


def get_file_contents(repository, path):
    return ask(f"/repos/{repository}/contents/{path}")["content"]


def create_issue(repository, title, body):
    return ask(f"/repos/{repository}/issues", {"title": title, "body": body})["html_url"]


TOOLS = {
    "get_issue": (get_issue, {"repository": "string", "number": "integer"}),
    "get_file_contents": (get_file_contents, {"repository": "string", "path": "string"}),
    "create_issue": (create_issue, {"repository": "string", "title": "string", "body": "string"}),
}


def call(parameters):
    try:
        text, failed = TOOLS[parameters["name"]][0](**parameters["arguments"]), False
    except urllib.error.HTTPError as error:
        text, failed = f"{error.code} {error.read().decode().strip()}", True
    except OSError as error:
        text, failed = str(error), True
    return {"content": [{"type": "text", "text": text}], "isError": failed}


def answer(method, parameters):
    if method == "initialize":
        return {"protocolVersion": parameters["protocolVersion"], "capabilities": {"tools": {}},
                "serverInfo": {"name": "small-github", "version": "1"}}
    if method == "tools/list":
        return {"tools": [
            {"name": name, "description": name.replace("_", " "), "inputSchema": {
                "type": "object", "properties": {key: {"type": kind} for key, kind in keys.items()},
                "required": list(keys)}} for name, (_, keys) in TOOLS.items()]}
    return call(parameters) if method == "tools/call" else {}


for line in sys.stdin:
    message = json.loads(line)
    if "id" in message:
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"],
                          "result": answer(message["method"], message.get("params", {}))}), flush=True)
