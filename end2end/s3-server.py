#!/usr/bin/env python3
"""An S3-compatible server for the tests: moto (`pip install 'moto[server,s3]'`), with credentials that are checked.

Prints the settings that the tests read, one a line, once it answers; ends with its standard input.
"""

import subprocess
import sys
import time
import urllib.parse
import urllib.request

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 20011
BASE = f"http://127.0.0.1:{PORT}"
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'


def call(service, path="/", method="POST", body=b"", kind="application/x-www-form-urlencoded"):
    request = urllib.request.Request(BASE + path, data=body, method=method)
    request.add_header("Authorization", f"AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/{service}/aws4_request")
    request.add_header("Content-Type", kind)
    return urllib.request.urlopen(request, timeout=10).read().decode()


def iam(**fields):
    return call("iam", body=urllib.parse.urlencode({"Version": "2010-05-08", **fields}).encode())


def between(text, tag):
    return text.split(f"<{tag}>")[1].split(f"</{tag}>")[0]


server = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(PORT)],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for _ in range(200):
        try:
            urllib.request.urlopen(BASE + "/moto-api/", timeout=1)
            break
        except OSError:
            time.sleep(0.1)
    iam(Action="CreateUser", UserName="stallholder")
    iam(Action="PutUserPolicy", UserName="stallholder", PolicyName="s3", PolicyDocument=POLICY)
    key = iam(Action="CreateAccessKey", UserName="stallholder")
    call("s3", "/pictures", "PUT")
    # From here on, whoever asks has to sign.
    call("moto-api", "/moto-api/reset-auth", body=b"0", kind="text/plain")
    print(f"STALLHOLDER_TEST_S3={BASE}")
    print(f"STALLHOLDER_TEST_S3_ID={between(key, 'AccessKeyId')}")
    print(f"STALLHOLDER_TEST_S3_KEY={between(key, 'SecretAccessKey')}", flush=True)
    sys.stdin.read()
finally:
    server.terminate()
