#!/usr/bin/env python3
"""validate_json.py [--strict] SCHEMA FILE...: checks JSON files against a JSON Schema.
   validate_json.py --schemas SCHEMA...: checks the schemas themselves, which else are taken for right: it takes longer than
   a document.

A reference to another schema is a file beside SCHEMA. With --strict the schema must also refuse each file when a key that
does not belong is put into any one of its objects, except where a table's columns name the keys.
Exit: 0 all valid, 1 some are not, 2 usage, 77 skipped because python3-jsonschema is not installed.
"""
import json
import pathlib
import sys
import warnings

FREE = {"rows", "described"}  # objects below these keys have columns of the data for keys


def reject_constant(name):
    raise ValueError(f"{name} is not JSON")


def reject_duplicates(pairs):
    keys = [key for key, _ in pairs]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"duplicate keys: {', '.join(twice)}")
    return dict(pairs)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file, parse_constant=reject_constant, object_pairs_hook=reject_duplicates)


def problems(validator, document):
    found = []
    for error in validator.iter_errors(document):
        while error.context:  # of an anyOf, the branch that came furthest
            error = max(error.context, key=lambda e: (len(e.absolute_path), e.schema_path[0] == document.get("command")))
        found.append(f"{error.json_path}: {error.message[:300]}")
    return found


def objects(value, path="$"):
    """Every object of a document whose keys a schema should fix; of a list the first two elements stand for all."""
    if isinstance(value, dict):
        yield path, value
        for key, member in value.items():
            if key not in FREE or (key == "rows" and "command" in value):
                yield from objects(member, f"{path}.{key}")
    elif isinstance(value, list):
        for i, member in enumerate(value[:2]):
            yield from objects(member, f"{path}[{i}]")


def laxities(validator, document):
    found = []
    for path, target in objects(document):
        target["does not belong"] = 1
        if validator.is_valid(document):
            found.append(f"{path}: the schema lets any key in")
        del target["does not belong"]
    return found


def make_validator(path):
    import jsonschema

    schema = load(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        resolver = jsonschema.RefResolver(pathlib.Path(path).resolve().as_uri(), schema)
    return jsonschema.Draft202012Validator(schema, resolver=resolver)


def check_schemas(paths):
    import jsonschema

    failed = 0
    for path in paths:
        try:
            jsonschema.Draft202012Validator.check_schema(load(path))
        except (OSError, ValueError, jsonschema.SchemaError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            failed = 1
    return failed


def main(arguments):
    schemas = arguments[:1] == ["--schemas"]
    strict = arguments[:1] == ["--strict"]
    schema, *files = arguments[strict or schemas:] or [None]
    if not files and not (schemas and schema):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        from jsonschema import Draft202012Validator as _
    except ImportError:
        print("SKIP: python3-jsonschema is not installed, or does not know draft 2020-12")
        return 77
    if schemas:
        return check_schemas([schema, *files])
    validator = make_validator(schema)
    failed = 0
    for path in files:
        try:
            document = load(path)
            found = problems(validator, document)
            if strict and not found:
                found = laxities(validator, document)
        except (OSError, ValueError) as error:
            found = [str(error)]
        for problem in found:
            print(f"{path}: {problem}", file=sys.stderr)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
