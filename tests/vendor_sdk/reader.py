"""Calls operations through the vendor's SDK and compares its models with the JSON that was sent."""

import re
from datetime import datetime
from pathlib import Path

import PureCloudPlatformClientV2 as sdk

# Value that a setter of the SDK stores in place of an unknown enum value.
UNKNOWN = "outdated_sdk_version"


def served(source):
    """Returns the operations of the simulator's table, as "METHOD /path/{id}"."""
    return re.findall(r'operation\("([A-Z]+ [^"]+)"', Path(source).read_text())


def functions():
    """Maps each operation to the SDK's class and method that call it."""
    found = {}
    for file in sorted(Path(sdk.__file__).parent.glob("apis/*_api.py")):
        text = file.read_text()
        owner = re.search(r"^class (\w+)\(", text, re.MULTILINE).group(1)
        for block in re.split(r"^    def ", text, flags=re.MULTILINE)[1:]:
            path = re.search(r"resource_path = '([^']+)'", block)
            method = re.search(r"call_api\(resource_path, '(\w+)'", block)
            if path and method:
                name = block.split("(", 1)[0]
                found[f"{method.group(1)} {path.group(1)}"] = (owner, name)
    return found


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Reader:
    """Calls operations and records every difference between the SDK's models and the JSON that was sent."""

    def __init__(self, url):
        sdk.configuration.host = url
        self.url = url
        self.functions = functions()
        self.called = {}
        self.problems = []
        self.unknown = {}
        self._current = ""
        reader = self
        original = sdk.ApiClient.deserialize

        def deserialize(client, response, response_type):
            model = original(client, response, response_type)
            if response.data:
                raw = sdk.api_client.json.loads(response.data)
                reader._compare(raw, model, response_type, response_type)
            return model

        sdk.ApiClient.deserialize = deserialize

    def client(self, token=""):
        client = sdk.ApiClient(host=self.url)
        client.access_token = token
        return client

    def call(self, client, operation, **arguments):
        """Returns the SDK's model of the response; records an exception as a problem and returns None."""
        self.called[operation] = self.called.get(operation, 0) + 1
        self._current = operation
        if operation not in self.functions:
            self.problem("the SDK has no such operation")
            return None
        owner, name = self.functions[operation]
        try:
            return getattr(getattr(sdk, owner)(client), name)(**arguments)
        except Exception as error:  # any exception means that the SDK could not read the response
            first = str(error).strip().splitlines() or [""]
            self.problem(f"{type(error).__name__}: {first[0][:300]} {arguments}")
            return None

    def problem(self, text):
        self.problems.append(f"{self._current}: {text}")

    def _compare(self, raw, model, kind, place):
        if raw is None or kind is None:
            return
        if kind.startswith("list["):
            if not isinstance(raw, list):
                self.problem(f"{place} is no list: {raw!r}")
                return
            for one, read in zip(raw, model):
                self._compare(one, read, kind[5:-1], f"{place}[]")
        elif kind.startswith("dict("):
            if not isinstance(raw, dict):
                self.problem(f"{place} is no map: {raw!r}")
                return
            inner = kind[5:-1].split(", ", 1)[1]
            for key, one in raw.items():
                self._compare(one, model[key], inner, f"{place}{{}}")
        elif kind in ("str", "int", "float", "bool", "datetime", "date", "object"):
            self._compare_plain(raw, model, kind, place)
        else:
            self._compare_model(raw, model, kind, place)

    def _compare_plain(self, raw, model, kind, place):
        expected = {
            "str": str,
            "int": int,
            "float": (int, float),
            "bool": bool,
            "datetime": str,
            "date": str,
            "object": object,
        }[kind]
        if not isinstance(raw, expected) or (kind != "bool" and isinstance(raw, bool)):
            if kind != "object":
                self.problem(f"{place} is no {kind}: {raw!r}")
        elif model == UNKNOWN and raw != UNKNOWN:
            self.unknown.setdefault(place, set()).add(raw)
        elif kind == "datetime" and not isinstance(model, datetime):
            self.problem(f"{place} is no date: {raw!r}")

    def _compare_model(self, raw, model, kind, place):
        if not isinstance(raw, dict):
            self.problem(f"{place} is no {kind}: {raw!r}")
            return
        attributes = {key: name for name, key in model.attribute_map.items()}
        for key, one in raw.items():
            name = attributes.get(key)
            if name is None:
                self.problem(f"{kind} has no field {key}")
            else:
                read = getattr(model, name)
                self._compare(one, read, model.swagger_types[name], f"{kind}.{key}")
