"""Validates JSON files against a JSON Schema (2020-12): validate.py SCHEMA FILE...

Says for each file what is wrong and where. Exit code: 0 all are valid, 1 some are not, 2 nothing could be judged (a file that is missing or
no JSON, a schema that is none, no validator). Needs the Python package jsonschema (Debian: python3-jsonschema).
"""

import json
import sys

MOST_PROBLEMS = 20
LONGEST_MESSAGE = 300


class Unusable(Exception):
    pass


def refuse_constant(name):
    raise ValueError(f"{name} is no JSON value")


def unique_names(pairs):
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return names


def load(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file, parse_constant=refuse_constant, object_pairs_hook=unique_names)
    except OSError as error:
        raise Unusable(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{path}: not valid JSON: {error}") from error


def place(error):
    path = ""
    for part in error.absolute_path:
        path += f"[{part}]" if isinstance(part, int) else ("." if path else "") + str(part)
    return path or "the document"


def shortened(text):
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 3] + "..."


def problems_of(validator, document):
    """Sentences; where a choice of forms failed, what is wrong with the best-fitting one."""
    from jsonschema.exceptions import best_match

    found = []
    for error in sorted(validator.iter_errors(document), key=lambda error: [str(part) for part in error.absolute_path]):
        best = best_match([error])
        found.append(f"{place(best)}: {shortened(best.message)}")
    return found


def main(arguments):
    if len(arguments) < 2:
        raise Unusable("usage: validate.py SCHEMA FILE...")
    try:
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import SchemaError
    except ImportError as error:
        raise Unusable("the Python package jsonschema 4 or newer is needed (Debian: python3-jsonschema)") from error
    schema = load(arguments[0])
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise Unusable(f"{arguments[0]}: not a JSON Schema: {shortened(error.message)}") from error
    validator = Draft202012Validator(schema)
    documents = [(path, load(path)) for path in arguments[1:]]
    bad = 0
    for path, document in documents:
        problems = problems_of(validator, document)
        if not problems:
            print(f"{path}: valid")
            continue
        bad += 1
        for problem in problems[:MOST_PROBLEMS]:
            print(f"{path}: {problem}")
        if len(problems) > MOST_PROBLEMS:
            print(f"{path}: and {len(problems) - MOST_PROBLEMS} more problems")
    return 1 if bad else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Unusable as error:
        print(error, file=sys.stderr)
        sys.exit(2)
