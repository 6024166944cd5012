"""Submits a spec to Accrue, waits for its end, and prints the loss. Needs Python 3.9 and nothing else.

    ACCRUE_SERVER=http://127.0.0.1:8080 ACCRUE_TOKEN=... python3 accrue_client.py spec.yaml
"""

import json
import os
import sys
import time
import uuid
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ENDED = {"SUCCEEDED", "FAILED", "CANCELED"}


class Refused(Exception):
    """An RFC 9457 problem, in words."""

    def __init__(self, problem):
        lines = [problem.get("detail", "refused")]
        for violation in problem.get("violations", []):
            lines.append("  {field} = {value}: {message}; {fix}".format(**violation))
        super().__init__("\n".join(lines))


class Accrue:
    def __init__(self, server, token):
        self.server = server.rstrip("/")
        self.headers = {"Authorization": "Bearer " + token, "Accept": "application/json"}

    def call(self, method, path, body=None, **headers):
        request = Request(self.server + "/api/v1" + path, body, {**self.headers, **headers}, method=method)
        try:
            with urlopen(request, timeout=60) as response:
                return json.load(response)
        except HTTPError as error:
            raise Refused(json.load(error)) from None

    def submit(self, spec):
        # With a key, a request that is sent again after a lost answer is the same job.
        key = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/yaml"}
        return self.call("POST", "/jobs", spec, **key)

    def wait(self, job, seconds=1.0):
        while True:
            now = self.call("GET", "/jobs/" + job["id"])
            if now["state"] in ENDED:
                return now
            time.sleep(seconds)

    def losses(self, job):
        curves = self.call("GET", "/jobs/%s/series?names=train/loss&buckets=20" % job["id"])
        return list(zip(curves[0]["optimizerSteps"], curves[0]["values"])) if curves else []


def main():
    accrue = Accrue(os.environ.get("ACCRUE_SERVER", "http://127.0.0.1:8080"), os.environ["ACCRUE_TOKEN"])
    with open(sys.argv[1], "rb") as file:
        job = accrue.submit(file.read())
    print("submitted", job["id"], flush=True)
    ended = accrue.wait(job)
    for step, loss in accrue.losses(job):
        print("step %d loss %s" % (step, loss))
    print("ended", ended["state"])
    return 0 if ended["state"] == "SUCCEEDED" else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refused as refusal:
        sys.exit(str(refusal))
