"""A hook of schemathesis: every other request has the token with all scopes, the others one of a single scope."""

import itertools
import os

import schemathesis

ALL, *SINGLE = os.environ["AVA_TOKENS"].split()
REQUESTS = itertools.count()


@schemathesis.hook
def before_call(ctx, case, kwargs):
    nth = next(REQUESTS)
    token = ALL if nth % 2 == 0 else SINGLE[(nth // 2) % len(SINGLE)]
    case.headers = case.headers or {}
    case.headers["Authorization"] = f"Bearer {token}"
