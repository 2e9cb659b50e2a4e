"""The reader records every difference between models and JSON."""

import json
import unittest

from reader import Reader, functions, sdk, served

SESSION = {
    "id": "00000000-0000-4000-8000-000000000001",
    "type": "conversation",
    "eventCount": 3,
    "authenticated": False,
    "createdDate": "2026-11-20T12:00:00.000Z",
    "lastAcdOutcome": "Answered",
    "lastEvent": {"id": "1", "eventName": "started", "createdDate": "2026-11-20T12:00:00.000Z"},
}


class Response:
    def __init__(self, body):
        self.data = json.dumps(body)

    def getheader(self, _):
        return "application/json"


def read(**changes):
    """Returns the problems and unknown values of a session with these changes."""
    reader = Reader("http://127.0.0.1:1")
    try:
        reader.client().deserialize(Response({**SESSION, **changes}), "Session")
    except Exception as error:
        reader.problem(type(error).__name__)
    return reader.problems, reader.unknown


class RecordedProblems(unittest.TestCase):
    def setUp(self):
        original = sdk.ApiClient.deserialize
        self.addCleanup(setattr, sdk.ApiClient, "deserialize", original)

    def test_nothing_where_everything_is_as_modeled(self):
        self.assertEqual(read(), ([], {}))

    def test_an_exception(self):
        self.assertEqual(read(caseStatus=None)[0], [": AttributeError"])

    def test_an_unknown_value(self):
        unknown = {"Session.lastAcdOutcome": {"Beamed"}}
        self.assertEqual(read(lastAcdOutcome="Beamed"), ([], unknown))

    def test_an_unknown_field(self):
        self.assertEqual(read(mood="good")[0], [": Session has no field mood"])

    def test_a_value_of_another_kind(self):
        for change in [
            {"eventCount": "3"},
            {"authenticated": 1},
            {"searchTerms": "router"},
            {"lastEvent": []},
            {"externalId": 5},
        ]:
            self.assertEqual(len(read(**change)[0]), 1, change)

    def test_operations_are_found_in_the_table_and_in_the_sdk(self):
        name = "GET /api/v2/journey/sessions/{sessionId}"
        self.assertIn(name, served("simulator/src/operations.rs"))
        self.assertEqual(functions()[name], ("JourneyApi", "get_journey_session"))


if __name__ == "__main__":
    unittest.main()
