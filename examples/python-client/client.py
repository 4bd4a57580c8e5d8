#!/usr/bin/env python3
"""A client with the official Python SDK (mcp 2.x) that holds one short conversation with a git server.

usage: client.py REPOSITORY COMMAND [ARGUMENT...]

COMMAND starts the server; with Trilatch it begins with `trilatch run … --`. Nothing else changes.
"""
import asyncio
import importlib.metadata
import sys

from mcp import Client, StdioServerParameters, stdio_client


async def main(repository, command, *arguments):
    server = stdio_client(StdioServerParameters(command=command, args=arguments))
    # "legacy" is the SDK's word for the handshake that begins with `initialize`.
    async with Client(server, mode="legacy") as client:
        info = client.server_info
        sdk = importlib.metadata.version("mcp")
        print(f"initialize  {info.name} {info.version}, protocol {client.protocol_version} (client: Python SDK {sdk})")
        names = [tool.name for tool in (await client.list_tools()).tools]
        print(f"tools/list  {len(names)} tools: {', '.join(names[:5])}, …")
        for tool, more in (("git_commit", {"message": "Take a note"}), ("git_branch", {"branch_type": "local"})):
            result = await client.call_tool(tool, {"repo_path": repository, **more})
            text = " ".join(" ".join(block.text for block in result.content).split())
            print(f"{tool:<11} {text if len(text) < 90 else text[:87] + '…'}")


if len(sys.argv) < 3:
    sys.exit(__doc__)
asyncio.run(main(*sys.argv[1:]))
