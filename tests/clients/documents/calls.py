"""Calls the portal with a client that a generator made of its OpenAPI document.

usage: calls.py FOLDER_OF_THE_CLIENT ADDRESS
"""

import sys

folder, address = sys.argv[1:]
sys.path.insert(0, folder)

from bitrix_24_rest_methods_client import AuthenticatedClient
from bitrix_24_rest_methods_client.api.user import (
    user_option_get,
    user_option_set,
    v3_user_option_get,
    v3_user_option_set,
)
from bitrix_24_rest_methods_client.models import (
    Error,
    ErrorV3,
    UserOptionGetBody,
    UserOptionSetBody,
    V3UserOptionGetBody,
    V3UserOptionSetBody,
)

client = AuthenticatedClient(base_url=f"{address}/rest", token="demo-token-1")
settings = {"theme": "dark", "sizes": [1, 2, 3], "umlaut": "äöü", "none": {}}

# REST 2.
written = user_option_set.sync(client=client, body=UserOptionSetBody.from_dict({"options": settings}))
assert written.result is True, written
assert written.time.duration >= 0, written
read = user_option_get.sync(client=client, body=UserOptionGetBody(option="theme"))
assert read.result == "dark", read
read = user_option_get.sync(client=client, body=UserOptionGetBody())
assert read.result["sizes"] == [1, 2, 3] and read.result["umlaut"] == "äöü", read
failed = user_option_set.sync(client=client, body=UserOptionSetBody.from_dict({"options": {}}))
assert isinstance(failed, Error) and failed.error == "ArgumentNullException", failed
stranger = AuthenticatedClient(base_url=f"{address}/rest", token="nobody")
failed = user_option_get.sync(client=stranger, body=UserOptionGetBody())
assert isinstance(failed, Error) and failed.error == "invalid_token", failed

# REST 3.0, the same methods.
written = v3_user_option_set.sync(
    client=client,
    body=V3UserOptionSetBody.from_dict({"options": {"theme": "light"}}),
    idempotency_key="once",
)
assert written.result.result is True, written
read = v3_user_option_get.sync(client=client, body=V3UserOptionGetBody(option="theme"))
assert read.result.result == "light", read
failed = v3_user_option_get.sync(client=stranger, body=V3UserOptionGetBody())
assert isinstance(failed, ErrorV3), failed
assert failed.error.code == "BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION", failed

print("OK")
