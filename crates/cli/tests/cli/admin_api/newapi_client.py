"""What somebody does with newapi-python, a client of new-api, on our interface. Prints each request with its reply."""

import json
import sys

from curl_cffi import requests
from newapi import APIError, NewAPI


class Recorded(requests.Session):
    def request(self, method, url, **given):
        reply = super().request(method, url, **given)
        body = given.get("json")
        print(">", method, reply.url.removeprefix(origin))
        print(">", json.dumps(body, ensure_ascii=False) if body is not None else "")
        print("<", reply.status_code, reply.headers.get("content-type"))
        print("<", reply.text, end="\n\n")
        return reply


def refused(work):
    try:
        work()
    except APIError as error:
        return str(error)
    raise AssertionError("it was not refused")


origin, key = sys.argv[1:]
session = Recorded()
tokens = NewAPI(origin, access_token=key, user_id=1, session=session).tokens

assert tokens.all() == ()
tokens.create("unlimited")
token, shown = tokens.create_and_reveal(
    "예산",
    remain_quota=1000,
    unlimited_quota=False,
    model_limits_enabled=True,
    model_limits="gpt-4o,claude",
    allow_ips=["10.0.0.0/8", "192.168.1.1"],
    group="vip",
)
number = token["id"]
assert len(shown) == 48 and token["key"] == shown[:4] + "*" * 10 + shown[-4:]
assert token["allow_ips"] == "10.0.0.0/8\n192.168.1.1", "both addresses, each by itself"
assert [found["name"] for found in tokens.search(keyword="예")] == ["예산"]
assert [found["name"] for found in tokens.search(token="sk-" + shown)] == ["예산"]
changed = tokens.update(number, expired_time=4073500800, remain_quota=77)
assert (changed["expired_time"], changed["remain_quota"]) == (4073500800, 77)
kept = {field: token[field] for field in ("name", "allow_ips", "model_limits", "group", "unlimited_quota")}
assert {field: changed[field] for field in kept} == kept, "what was not named stays"
assert "name" in refused(lambda: tokens.update(number, name="another"))
assert tokens.disable(number)["status"] == 2
assert tokens.enable(number)["status"] == 1
assert tokens.reveal_batch([number]) == {number: shown}
tokens.delete(number)
refused(lambda: tokens.get(number))
assert tokens.delete_batch([found["id"] for found in tokens.iter()]) == 1
assert tokens.all(page_size=1) == ()
