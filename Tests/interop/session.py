#!/usr/bin/env python3
"""One conversation of the official SDK with a server over stdio; what the client saw goes to standard output as JSON.

usage: session.py ERA CALLS COMMAND [ARGUMENT...]
  ERA    handshake   `initialize` first (both SDK generations)
         negotiated  `server/discover` first, what the newer SDK does by itself
         stateless   no first message at all: every request carries the revision (newer SDK)
  CALLS  a JSON list of [tool, arguments]

The server's standard error is this program's. Exit code 0 also where the server answered with an error: the error is
part of what the client saw.
"""
import asyncio
import json
import sys

import mcp
from mcp import StdioServerParameters, stdio_client

STATELESS_REVISION = "2026-07-28"


def plain(value):
    """A value of the SDK's as JSON data, with the names that stand on the wire."""
    return value.model_dump(mode="json", by_alias=True, exclude_none=True) if value is not None else None


def first_protocol_error(error):
    """The JSON-RPC error inside the exception groups that task groups wrap around it."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    details = getattr(error, "error", None)
    if details is None:
        return {"type": type(error).__name__, "message": str(error)}
    return plain(details)


async def converse(client, calls, seen):
    seen["tools"] = plain(await client.list_tools())
    seen["results"] = []
    for tool, arguments in calls:
        try:
            seen["results"].append(plain(await client.call_tool(tool, arguments)))
        except Exception as error:  # one refused call must not hide the answers to the others
            seen["results"].append({"error": first_protocol_error(error)})


async def handshake_sdk1(parameters, calls, seen):
    async with stdio_client(parameters) as (read, write), mcp.ClientSession(read, write) as session:
        hello = await session.initialize()
        seen["revision"], seen["server"] = str(hello.protocolVersion), plain(hello.serverInfo)
        await converse(session, calls, seen)


async def sdk2(parameters, mode, calls, seen):
    async with mcp.Client(stdio_client(parameters), mode=mode) as client:
        seen["revision"], seen["server"] = str(client.protocol_version), plain(client.server_info)
        await converse(client, calls, seen)


def main():
    era, calls, command = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3:]
    parameters = StdioServerParameters(command=command[0], args=command[1:])
    seen = {}
    if hasattr(mcp, "Client"):
        mode = {"handshake": "legacy", "negotiated": "auto", "stateless": STATELESS_REVISION}[era]
        conversation = sdk2(parameters, mode, calls, seen)
    elif era == "handshake":
        conversation = handshake_sdk1(parameters, calls, seen)
    else:
        sys.exit(f"session.py: this SDK does not speak the {era} era")
    try:
        asyncio.run(asyncio.wait_for(conversation, timeout=60))
    except Exception as error:
        seen["error"] = first_protocol_error(error)
    json.dump(seen, sys.stdout, indent=1, sort_keys=True)
    print()


main()
