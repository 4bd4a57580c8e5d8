#!/usr/bin/python3
"""An MCP server that remembers: a graph of entities and what relates them, in one file. Standard library only.

Its tools are called and answer as those of @modelcontextprotocol/server-memory do, and its file is written in the same way:
an entity or a relation a line. MEMORY_FILE_PATH names the file; the profile sets it to one that only this server has:

  trilatch run --profile memory -- examples/memory-server/server.py
"""
import json
import os
import sys

HANDSHAKE_REVISIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
STATELESS_REVISION = "2026-07-28"
SERVER_INFO = {"name": "memory-example", "version": "1.0.0"}
CAPABILITIES = {"tools": {}}
# The stateless era wants these with every list; the handshake era ignores them.
CACHEABLE = {"ttlMs": 0, "cacheScope": "private"}
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
TOOLS = {}


class ToolError(Exception):
    """What the caller of a tool is told."""


class ProtocolError(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Graph:
    """Entities by name, and relations, as they stand in the file."""

    def __init__(self, path):
        self.path, self.entities, self.relations = path, {}, []
        try:
            with open(path, encoding="utf-8") as file:
                for line in filter(str.strip, file):
                    self.add(json.loads(line))
        except FileNotFoundError:
            pass  # nothing is remembered yet

    def add(self, item):
        if item.pop("type") == "entity":
            self.entities[item["name"]] = item
        else:
            self.relations.append(item)

    def save(self):
        lines = [{"type": "entity", **entity} for entity in self.entities.values()]
        lines += [{"type": "relation", **relation} for relation in self.relations]
        # Beside it first: whatever ends the server, the file is the old one or the new one.
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.path + ".new", self.path)

    def shown(self, names=None):
        """The graph, or the entities of these names with the relations among them."""
        kept = self.entities if names is None else {name: self.entities[name] for name in self.entities if name in names}
        relations = [one for one in self.relations if names is None or one["from"] in kept and one["to"] in kept]
        return {"entities": list(kept.values()), "relations": relations}


def items(**properties):
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "array", "items": schema}


ENTITIES = items(name=TEXT, entityType=TEXT, observations=TEXTS)
RELATIONS = items(**{"from": TEXT, "to": TEXT, "relationType": TEXT})


def tool(description, **properties):
    """Makes a function a tool that takes these properties, all of them."""

    def register(function):
        schema = {"type": "object", "properties": properties, "required": list(properties)}
        TOOLS[function.__name__] = (description, schema, function)
        return function

    return register


def known(graph, name):
    if name not in graph.entities:
        raise ToolError(f"Entity with name {name} not found")
    return graph.entities[name]


@tool("Remembers new entities; those whose name is known stay as they are.", entities=ENTITIES)
def create_entities(graph, entities):
    new = [entity for entity in entities if entity["name"] not in graph.entities]
    graph.entities.update((entity["name"], entity) for entity in new)
    return new


@tool("Remembers how entities relate; say it in the active voice.", relations=RELATIONS)
def create_relations(graph, relations):
    new = [relation for relation in relations if relation not in graph.relations]
    graph.relations += new
    return new


@tool("Adds to what is known of entities.", observations=items(entityName=TEXT, contents=TEXTS))
def add_observations(graph, observations):
    added = []
    for one in observations:
        entity = known(graph, one["entityName"])
        new = [text for text in one["contents"] if text not in entity["observations"]]
        entity["observations"] += new
        added.append({"entityName": one["entityName"], "addedObservations": new})
    return added


@tool("Forgets entities, and what relates them to others.", entityNames=TEXTS)
def delete_entities(graph, entityNames):
    for name in entityNames:
        graph.entities.pop(name, None)
    graph.relations = [one for one in graph.relations if one["from"] not in entityNames and one["to"] not in entityNames]
    return "Entities deleted successfully"


@tool("Forgets some of what is known of entities.", deletions=items(entityName=TEXT, observations=TEXTS))
def delete_observations(graph, deletions):
    for one in deletions:
        entity = graph.entities.get(one["entityName"])
        if entity:
            entity["observations"] = [text for text in entity["observations"] if text not in one["observations"]]
    return "Observations deleted successfully"


@tool("Forgets how entities relate.", relations=RELATIONS)
def delete_relations(graph, relations):
    graph.relations = [relation for relation in graph.relations if relation not in relations]
    return "Relations deleted successfully"


@tool("All that is remembered.")
def read_graph(graph):
    return graph.shown()


@tool("The entities with this text in their name, their kind or what is known of them.", query=TEXT)
def search_nodes(graph, query):
    wanted = query.lower()
    texts = {name: [name, one["entityType"], *one["observations"]] for name, one in graph.entities.items()}
    return graph.shown({name for name, known in texts.items() if any(wanted in text.lower() for text in known)})


@tool("The entities of these names.", names=TEXTS)
def open_nodes(graph, names):
    return graph.shown(set(names))


def call(name, given):
    if name not in TOOLS:
        raise ProtocolError(-32602, f"no tool named {name}")
    schema, function = TOOLS[name][1:]
    if set(given) != set(schema["properties"]):
        raise ProtocolError(-32602, f"{name} takes {', '.join(schema['properties']) or 'nothing'}")
    try:
        # Read anew each time: another client's server may have the same file.
        graph = Graph(PATH)
        said, failed = function(graph, **given), False
        if name.startswith(("create_", "add_", "delete_")):
            graph.save()
    except (OSError, ToolError, ValueError, KeyError) as error:
        said, failed = str(error), True
    text = said if isinstance(said, str) else json.dumps(said, indent=2, ensure_ascii=False)
    return {"content": [{"type": "text", "text": text}], "isError": failed}


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


PATH = os.environ.get("MEMORY_FILE_PATH")
if not PATH:
    sys.exit("server.py: MEMORY_FILE_PATH is not set")
for request in sys.stdin.buffer:
    reply = answer(request)
    if reply is not None:
        print(json.dumps({"jsonrpc": "2.0", **reply}), flush=True)
