#!/usr/bin/env python3
"""validate_json.py SCHEMA FILE...: checks JSON files against a JSON Schema.

Exit: 0 all valid, 1 some are not, 2 usage, 77 skipped because python3-jsonschema is not installed.
"""
import json
import sys


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


def problems(validator, path):
    try:
        document = load(path)
    except (OSError, ValueError) as error:
        return [str(error)]
    found = []
    for error in validator.iter_errors(document):
        while error.context:  # of an anyOf, the branch that came furthest
            error = max(error.context, key=lambda e: (len(e.absolute_path), e.schema_path[0] == document.get("command")))
        found.append(f"{error.json_path}: {error.message[:300]}")
    return found


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        import jsonschema
    except ImportError:
        print("SKIP: python3-jsonschema is not installed")
        return 77
    schema = load(arguments[0])
    if not hasattr(jsonschema, "Draft202012Validator"):
        print("SKIP: python3-jsonschema does not know draft 2020-12")
        return 77
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failed = 0
    for path in arguments[1:]:
        for problem in problems(validator, path):
            print(f"{path}: {problem}", file=sys.stderr)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
