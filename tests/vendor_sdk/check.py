"""Reads every operation that the simulator serves with the vendor's SDK.

Usage: check.py WELCOME OPERATIONS

WELCOME is a file with the output of `journey-gateway demo --json`, OPERATIONS the source file of the simulator's table
of operations. The check fails if the SDK raises an exception, if a model of the SDK changes a value, if the SDK does not
know a value that is not in PLANTED, or if an operation was not called.
"""

import json
import re
import sys
import time
import warnings

from reader import Reader, served, snake

# Values that no version of the API has yet. The simulator sends them, so that tests cover unknown values. The SDK must
# know all other values.
PLANTED = {
    "ExternalContact.type": {"Verified"},
    "Session.originatingDirection": {"Sideways"},
    "Session.lastUserDisconnectType": {"Teleported"},
    "ConversationChannel.type": {"Hologram"},
    "ConversationChannel.messageType": {"Viber"},
    "Message.type": {"viber"},
    "Call.disconnectType": {"teleported"},
    "AnalyticsConversationSegment.disconnectType": {"teleported"},
}

# Number of ordinary customers whose sessions are read in addition to those of the showcase customers.
ORDINARY = 40

# Called last, because it revokes the token.
LAST = "DELETE /api/v2/tokens/me"


class Walk:
    """Calls every read operation on the data of the demo."""

    def __init__(self, reader, welcome):
        self.reader = reader
        tokens = {persona["name"]: persona["token"] for persona in welcome["personas"]}
        self.supervisor = reader.client(tokens["demo-supervisor"])
        self.agent = reader.client(tokens["demo-agent"])
        self.leaver = reader.client(tokens["demo-nobody"])
        self.customers = [customer["id"] for customer in welcome["customers"]]
        self.ids = {"deploymentId": self.customers[0], "namespaceName": "journey"}
        self.conversations = []

    def get(self, path, client=None, **arguments):
        return self.send(f"GET /api/v2/{path}", client, **arguments)

    def send(self, operation, client=None, **arguments):
        for name in re.findall(r"{(\w+)}", operation):
            arguments.setdefault(snake(name), self.ids.get(name))
        return self.reader.call(client or self.supervisor, operation, **arguments)

    def pages(self, path, **arguments):
        """Yields every entity of a list with cursors."""
        after = None
        while True:
            cursor = {"after": after} if after else {}
            page = self.get(path, page_size="200", **cursor, **arguments)
            if page is None:
                return
            yield from page.entities
            after = page.next_uri and re.search(r"after=([^&]+)", page.next_uri).group(1)
            if not after:
                return

    def customer(self, contact):
        self.ids["contactId"] = contact
        expand = ["externalOrganization", "externalDataSources", "identifiers", "externalSources"]
        base = "externalcontacts/contacts/{contactId}"
        self.get(base, expand=expand)
        self.get(f"{base}/unresolved", expand=expand)
        self.get(f"{base}/identifiers")
        self.get(f"{base}/journey/segments", limit=500, include_merged=True)
        found = []
        for session in self.pages(f"{base}/journey/sessions", include_merged=True):
            self.session(session)
            if session.conversation:
                found.append(session.conversation.id)
        for start in range(0, len(found), 50):
            self.get("analytics/conversations/details", id=found[start : start + 50])
        self.conversations += found

    def session(self, session):
        self.ids["sessionId"] = session.id
        self.get("journey/sessions/{sessionId}")
        for _ in self.pages("journey/sessions/{sessionId}/events"):
            pass
        if session.conversation:
            self.ids["conversationId"] = session.conversation.id
            self.get("conversations/{conversationId}")
            self.get("analytics/conversations/{conversationId}/details")

    def own(self):
        """Reads the conversations of the demo's agent, at least one of each medium."""
        listed = self.get("conversations", self.agent)
        media = {"calls": "call", "callbacks": "callback", "emails": "email", "messages": "message"}
        remaining = set(media)
        me = self.get("users/me", self.agent, expand=["authorization"])
        for conversation in [one.id for one in listed.entities] + self.conversations:
            found = self.get("conversations/{conversationId}", conversation_id=conversation)
            agents = [one for one in found.participants if one.user_id == me.id]
            if not agents:
                continue
            self.ids.update(conversationId=conversation, participantId=agents[-1].id)
            for end in ("wrapup", "wrapupcodes"):
                path = f"conversations/{{conversationId}}/participants/{{participantId}}/{end}"
                self.get(path, self.agent)
            for name in sorted(remaining):
                if getattr(agents[-1], name):
                    self.get(f"conversations/{name}/{{conversationId}}", self.agent)
                    remaining.discard(name)
        if remaining:
            self.reader.problem(f"no own conversations of {sorted(remaining)}")

    def definitions(self):
        """Reads lists, and each of their entities by id."""
        for path, name, parameters in [
            ("journey/segments", "segmentId", {"page_size": 100}),
            ("journey/actionmaps", "actionMapId", {"page_size": 100}),
            ("journey/actiontemplates", "actionTemplateId", {"page_size": 100}),
            ("journey/outcomes", "outcomeId", {}),
            ("routing/queues", "queueId", {"page_size": 100}),
            ("routing/wrapupcodes", "codeId", {"page_size": 100}),
            ("authorization/divisions", "divisionId", {"page_size": 100}),
            ("users", "userId", {"page_size": 100, "state": "any"}),
        ]:
            listed = self.get(path, **parameters)
            ids = [entity.id for entity in listed.entities]
            for one in ids:
                self.get(f"{path}/{{{name}}}", **{snake(name): one})
            self.ids[name] = ids[0]
            many = {"segmentId": "segment_ids", "actionMapId": "action_map_ids"}.get(name)
            if many:
                self.get(path, **{many: ids})
            elif path in ("routing/queues", "routing/wrapupcodes", "users"):
                page = self.get(path, id=ids[:3], page_size=100)
                if page and len(page.entities) < 3:
                    self.reader.problem("a list of ids, joined by commas, was not understood")
        for path in ["routing/queues/divisionviews", "routing/queues/divisionviews/all"]:
            self.get(path)
        self.get("routing/wrapupcodes/divisionviews", include_state="ActiveAndDeleted")
        self.get("routing/wrapupcodes/divisionviews/{codeId}")

    def authorization(self):
        permission = {"permission": "journey:event:view"}
        me = self.get("users/me", expand=["authorization"])
        self.ids.update(subjectId=me.id, roleId=me.authorization.roles[0].id)
        for full in (True, False):
            self.get("authorization/subjects/me", include_full_roles=full)
            self.get("authorization/subjects/{subjectId}", include_full_roles=full)
        self.get("authorization/roles/{roleId}")
        self.get("authorization/permissions")
        for end in ["home", "query"]:
            self.get(f"authorization/divisions/{end}")
        for end in ["me", "paged/me", "paged/{subjectId}"]:
            self.get(f"authorization/divisionspermitted/{end}", **permission)
        self.get("tokens/me")
        self.send("HEAD /api/v2/tokens/me")
        self.get("organizations/limits/namespaces/{namespaceName}")
        client = self.reader.client()
        client.get_client_credentials_token("demo-gateway", "demo-secret")
        self.reader.called["POST /oauth/token"] = 1
        self.get("tokens/me", client)

    def searches(self):
        contacts = "externalcontacts"
        contact = self.get(f"{contacts}/contacts/{{contactId}}", contact_id=self.customers[0])
        email = {"type": "Email", "value": contact.personal_email}
        for path in ["identifierlookup", "identifierlookup/contacts"]:
            # The name of the body's parameter differs between operations of the SDK.
            self.post(f"{contacts}/{path}", email, "identifier")
        self.get(f"{contacts}/contacts", q=contact.last_name)
        everyone = []
        for number in range(1, 11):
            page = self.get(f"{contacts}/contacts", page_size=100, page_number=number)
            everyone += [one.id for one in page.entities]
        for one in [one for one in everyone if one not in self.customers][:ORDINARY]:
            self.customer(one)
        simple = {"query": contact.last_name}
        search = {"pageSize": 10, "operation": {"simpleSearch": simple}}
        self.post(f"{contacts}/contacts/search", search)
        ids = [{"id": one} for one in self.customers] + [{"id": self.ids["sessionId"]}]
        for end in ["", "/divisionviews", "/unresolved"]:
            self.post(f"{contacts}/bulk/contacts{end}", {"entities": ids})
        named = {"dimension": "externalContactId", "value": self.customers[0]}
        query = {
            "interval": "2020-01-01T00:00:00.000Z/2030-01-01T00:00:00.000Z",
            "segmentFilters": [{"type": "and", "predicates": [named]}],
        }
        self.post("analytics/conversations/details/query", query)

    def post(self, path, body, name="body", method="POST"):
        return self.send(f"{method} /api/v2/{path}", **{name: body})

    def site(self):
        """Sends what a web site sends about its visitors."""
        base = "journey/deployments/{deploymentId}"
        self.ids["customerCookieId"] = self.customers[0]
        event = {
            "customerCookieId": self.ids["customerCookieId"],
            "eventName": "page_viewed",
            "page": {"url": "https://www.example.com/pricing", "title": "Pricing"},
            "createdDate": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        self.post(f"{base}/webevents", event)
        action = {"sessionId": self.ids["sessionId"], "actionId": self.customers[0]}
        self.post(f"{base}/actionevent", {**action, "actionState": "accepted"})
        self.get(f"{base}/customers/{{customerCookieId}}/ping")
        self.get("journey/sessions/{sessionId}/outcomescores")

    def notifications(self):
        base = "notifications/channels"
        channel = self.send(f"POST /api/v2/{base}")
        self.ids["channelId"] = channel.id
        self.get(base)
        self.send(f"HEAD /api/v2/{base}/{{channelId}}")
        topic = [{"id": f"v2.externalcontacts.contacts.{self.customers[0]}"}]
        path = f"{base}/{{channelId}}/subscriptions"
        self.post(path, topic)
        self.post(path, topic, method="PUT")
        self.get(path)
        self.send(f"DELETE /api/v2/{path}")
        expand = ["description", "requiresPermissions", "permissionDetails", "transports"]
        self.get("notifications/availabletopics", expand=expand)

    def showcase(self):
        for customer in self.customers:
            self.customer(customer)

    def leave(self):
        self.send(LAST, self.leaver)

    def everything(self):
        for part in [
            self.showcase,
            self.definitions,
            self.authorization,
            self.searches,
            self.site,
            self.notifications,
            self.own,
            self.leave,
        ]:
            try:
                part()
            except (AttributeError, TypeError, LookupError) as error:
                # If a response could not be read, later calls of this part lack its values.
                self.reader.problem(f"the rest of `{part.__name__}` was not read: {error}")


def main(welcome, operations):
    with open(welcome, encoding="utf-8") as file:
        welcome = json.load(file)
    # Suppresses warnings about deprecated operations. Filters have no effect, because the SDK resets them.
    warnings.showwarning = lambda *_, **__: None
    started = time.monotonic()
    reader = Reader(welcome["platform"])
    Walk(reader, welcome).everything()
    problems = sorted(set(reader.problems))
    for place, values in sorted(reader.unknown.items()):
        for value in sorted(values - PLANTED.get(place, set())):
            problems.append(f"{place}: the SDK does not know {value!r}, which the simulator does not plant")
    for place, values in sorted(PLANTED.items()):
        for value in sorted(values - reader.unknown.get(place, set())):
            problems.append(f"{place}: {value!r} should be planted, but was not seen")
    problems += [f"{operation}: not called" for operation in served(operations) if operation not in reader.called]
    print(*problems[:50], sep="\n")
    calls = sum(reader.called.values())
    took = time.monotonic() - started
    print(f"{len(reader.called)} operations, {calls} calls, {took:.0f} s, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
