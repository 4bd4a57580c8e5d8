#!/usr/bin/env python3
"""Holds texts against a JSON Schema, as an editor does: YAML by its version 1.2, then the schema by its draft 7.

usage: schema.py SCHEMA < TEXTS
  TEXTS  a JSON list of YAML documents
Standard output: a line for each text, empty where it is valid, else the first thing that is wrong with it.
"""
import json
import sys

import jsonschema
from ruamel.yaml import YAML


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for text in json.load(sys.stdin):
        error = next(validator.iter_errors(YAML(typ="safe", pure=True).load(text)), None)
        print("" if error is None else f"{error.json_path}: {error.message}".replace("\n", " "))


main()
