#!/usr/bin/env python3
"""Holds parts of messages against the schemas of MCP, as a client or server that validates what it reads does.

usage: messages.py SCHEMAS < CHECKS
  SCHEMAS  the folder with a schema for each revision, REVISION.json
  CHECKS   a JSON list of [revision, definition, message, pointer]: the part of the message (a text) at the JSON pointer
           is to be what the definition says
Standard output: a line for each check, empty where it is valid, else the first thing that is wrong with it.
"""
import functools
import json
import re
import sys

import jsonschema

formats = jsonschema.FormatChecker()


@formats.checks("uri")
def is_uri(value):
    """RFC 3986: a scheme, and then only characters that a URI may have; brackets stand around an address of a host alone."""
    characters = r"(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
    host = r"(?://(?:[^/?#\[\]@]*@)?\[[0-9A-Fa-f:.]+\])?"
    return not isinstance(value, str) or re.fullmatch(rf"[A-Za-z][A-Za-z0-9+.-]*:{host}{characters}", value) is not None


@functools.cache
def schema(revision):
    with open(f"{sys.argv[1]}/{revision}.json", encoding="utf-8") as file:
        document = json.load(file)
    kind = jsonschema.validators.validator_for(document)
    kind.check_schema(document)
    return document, kind


def first_fault(revision, definition, message, pointer):
    document, kind = schema(revision)
    group = "$defs" if "$defs" in document else "definitions"
    if definition not in document[group]:
        return f"the schema has no {definition}"
    try:
        part = json.loads(message)
        for name in pointer.split("/")[1:]:
            part = part[int(name)] if isinstance(part, list) else part[name]
    except (LookupError, ValueError) as error:
        return f"it cannot be read: {error!r}"
    whole = {**document, "$ref": f"#/{group}/{definition}"}
    error = next(kind(whole, format_checker=formats).iter_errors(part), None)
    return "" if error is None else f"{error.json_path}: {error.message}".replace("\n", " ")


for check in json.load(sys.stdin):
    print(first_fault(*check))
