"""Brings a number from nothing to where it answers, by a client that was generated from the document."""

import os
import sys
import time

from ava_client import AuthenticatedClient, models
from ava_client.api.agents import create_agent, list_agents
from ava_client.api.integrations import connect_integration
from ava_client.api.numbers import get_readiness, import_number
from ava_client.api.operations import get_operation

AVA = AuthenticatedClient(
    base_url=os.environ["AVA"], token=os.environ["AVA_TOKEN"], raise_on_unexpected_status=True
)


def done(response, status):
    """What an answer of that status has in it."""
    if response.status_code != status:
        sys.exit(f"{response.status_code}: {response.content!r}")
    return response.parsed


def credentials(**said):
    """The model of a provider's credentials: one of a union, each with its own provider."""
    for name in dir(models):
        model = getattr(models, name)
        if name.startswith("Credentials") and hasattr(model, "from_dict"):
            try:
                return model.from_dict(said)
            except (KeyError, TypeError, ValueError):
                continue
    sys.exit(f"no model has {said['provider']}")


def connect(provider, **said):
    body = credentials(provider=provider, **said)
    return done(connect_integration.sync_detailed(models.Provider(provider), client=AVA, body=body), 200)


assert connect("vapi", key=os.environ["VAPI_KEY"]).connected
assert connect("twilio", account_sid=os.environ["TWILIO_SID"], auth_token=os.environ["TWILIO_TOKEN"]).connected

reception = models.AgentBody.from_dict(
    {
        "name": "Reception",
        "greeting": "Hello",
        "instructions": "Find out who calls and why.",
        "language": "en",
        "voice": {"provider": "vapi", "id": "Elliot"},
    }
)
agent = done(create_agent.sync_detailed(client=AVA, body=reception), 201)
assert [known.id for known in done(list_agents.sync_detailed(client=AVA), 200).items] == [agent.id]

number = models.ImportNumber.from_dict({"number": os.environ["NUMBER"], "agent": str(agent.id)})
operation = done(import_number.sync_detailed(client=AVA, body=number), 202)
for _ in range(300):
    operation = done(get_operation.sync_detailed(operation.id, client=AVA, wait=1), 200)
    if operation.state == "done":
        break
    time.sleep(0.1)
assert operation.state == "done", operation

readiness = done(get_readiness.sync_detailed(client=AVA), 200)
assert readiness.ready and readiness.numbers[0].agent == "Reception", readiness

# What goes wrong is a value as well.
refused = done(create_agent.sync_detailed(client=AVA, body=models.AgentBody.from_dict({**reception.to_dict(), "name": ""})), 422)
assert refused.code == "invalid" and refused.field == "name", refused
