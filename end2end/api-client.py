"""The API's document, tried as an integrator would: it is valid, its examples are what it describes, a client generated
from it works against the running program, and every answer that a seller or an admin reads is what it promised.

    python3 end2end/api-client.py target/debug/stallholder

needs openapi-spec-validator, openapi-python-client and jsonschema from PyPI. Prints one line a check and ends like a
test runner.
"""

import importlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

PASSWORD = "stallholder-demo"
STOREFRONT_KEY = "sk_demo-storefront-for-trying-only"
passed, failed = 0, 0


def check(name, act):
    """Runs one check; a failure is told and counted, and the others go on."""
    global passed, failed
    try:
        value = act()
        passed += 1
        print(f"ok   {name}")
        return value
    except Exception as error:
        failed += 1
        print(f"FAIL {name}: {type(error).__name__}: {str(error)[:1500]}")
        return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(program, folder):
    port = free_port()
    log = open(Path(folder) / "log", "w")
    server = subprocess.Popen(
        [program, "--demo", "--addr", f"127.0.0.1:{port}", "--data", str(Path(folder) / "data")],
        stdout=log,
        stderr=log,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=2)
            return server, address
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    server.kill()
    raise SystemExit(f"the program did not start: {(Path(folder) / 'log').read_text()[-2000:]}")


def call(address, method, path, token=None, body=None):
    """Status and JSON of one call; None for what is no JSON."""
    request = urllib.request.Request(f"{address}/api/v1{path}", method=method)
    if token:
        request.add_header("authorization", f"Bearer {token}")
    if body is not None:
        request.add_header("content-type", "application/json")
        request.data = json.dumps(body).encode()
    try:
        answer = urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    text = answer.read()
    kind = answer.headers.get("content-type", "")
    return answer.status, json.loads(text) if "json" in kind and text else None


class Document:
    """The document with a check of values against its schemas."""

    def __init__(self, whole):
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT202012

        self.whole = whole
        self.registry = Registry().with_resource("urn:document", Resource(whole, DRAFT202012))

    def hold(self, value, schema):
        from jsonschema import Draft202012Validator

        def absolute(part):
            if isinstance(part, dict):
                return {
                    key: f"urn:document{inner}" if key == "$ref" and isinstance(inner, str) else absolute(inner)
                    for key, inner in part.items()
                }
            return [absolute(inner) for inner in part] if isinstance(part, list) else part

        Draft202012Validator(absolute(schema), registry=self.registry).validate(value)

    def calls(self):
        for path, methods in self.whole["paths"].items():
            for method, one in methods.items():
                yield path, method, one


def examples_hold(document):
    for path, method, one in document.calls():
        contents = [one.get("requestBody", {}).get("content", {})]
        contents += [response.get("content", {}) for response in one["responses"].values()]
        for content in contents:
            for media in content.values():
                if "example" in media and "schema" in media:
                    try:
                        document.hold(media["example"], media["schema"])
                    except Exception as error:
                        raise AssertionError(f"{method} {path}: {error}") from error


def answer_holds(document, method, path, status, answer):
    """An answer of the call at that path of the document is what the document says of its status."""
    response = document.whole["paths"][path][method]["responses"].get(str(status))
    assert response is not None, f"{method} {path}: {status} is not in the document"
    if "$ref" in response:
        response = document.whole["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    for kind, media in response.get("content", {}).items():
        if "json" in kind and "schema" in media:
            try:
                document.hold(answer, media["schema"])
            except Exception as error:
                raise AssertionError(f"{method} {path} ({status}): {str(error)[:800]}") from error


def an_order_is_as_described(document, address, seller, key):
    """An order is placed, paid by another amount, paid, and shipped; every answer is what its schema says."""
    _, wallet = call(address, "GET", "/seller/transactions/wallet", seller)
    body = {"name": "Sold by the check", "price": "12.50", "stock": 3}
    status, product = call(address, "POST", "/seller/products", seller, body)
    assert status == 201, product
    cart = {
        "reference": "CHECK-1",
        "currency": wallet["currency"],
        "buyer": {"name": "Ada Park", "email": "ada@example.test"},
        "ship_to": {"line1": "1 Quay", "city": "Cork", "postcode": "T12", "country": "IE"},
        "lines": [{"variant_id": product["variants"][0]["variant_id"], "quantity": 2}],
        "payment": {"status": "pending"},
    }
    placed = None
    pay = "/storefront/orders/{reference}/payment"
    ship = "/seller/orders/{order_id}/shipments"
    for path, token, body, expected in (
        ("/storefront/orders", key, cart, 201),
        (pay, key, {"provider": "check", "reference": "short", "amount": 1}, 422),
        (pay, key, {"provider": "check", "reference": "whole", "amount": 25}, 200),
        (ship, seller, {"carrier": "An Post"}, 201),
    ):
        filled = path.replace("{reference}", cart["reference"])
        if placed:
            filled = filled.replace("{order_id}", placed["orders"][0]["order_id"])
        status, answer = call(address, "POST", filled, token, body)
        assert status == expected, f"{filled}: {status} {answer}"
        answer_holds(document, "post", path, status, answer)
        placed = placed or answer


def reads_are_as_described(document, address, token, prefixes):
    """Every GET that the person may make, with ids found in the lists before it, answers what its schema says."""
    known, asked = {}, 0

    def learn(value):
        if isinstance(value, dict):
            for name, inner in value.items():
                if name.endswith("_id") and isinstance(inner, str):
                    known.setdefault(name, []).append(inner)
                learn(inner)
        elif isinstance(value, list):
            for inner in value:
                learn(inner)

    reads = [path for path, method, _ in document.calls() if method == "get" and path.startswith(prefixes)]
    for path in sorted(reads, key=lambda read: read.count("{")):
        names = re.findall(r"{(\w+)}", path)
        values = [known.get(name.replace("person_", "user_", 1) if name == "person_id" else name) for name in names]
        if not all(values):
            continue
        filled = path
        for name, value in zip(names, values):
            filled = filled.replace("{" + name + "}", value[0])
        status, answer = call(address, "GET", filled, token)
        answer_holds(document, "get", path, status, answer)
        learn(answer)
        asked += 1
    assert asked > 10, f"only {asked} were asked"
    print(f"     {asked} addresses read")


def generated_client(document, folder):
    """The package that openapi-python-client makes, imported."""
    path = Path(folder) / "openapi.json"
    path.write_text(json.dumps(document.whole))
    config = Path(folder) / "config.yaml"
    # The generator knows files as octet-stream only; a paper is one.
    config.write_text(
        "package_name_override: stallholder_client\npost_hooks: []\n"
        "content_type_overrides:\n  application/pdf: application/octet-stream\n"
    )
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(path), "--config", str(config),
         "--output-path", str(Path(folder) / "client"), "--meta", "none", "--overwrite"],
        capture_output=True, text=True, cwd=folder,
    )
    said = made.stdout + made.stderr
    assert made.returncode == 0, said
    assert "WARNING" not in said and "Warning" not in said, said
    (Path(folder) / "stallholder_client").symlink_to(Path(folder) / "client")
    sys.path.insert(0, folder)
    return importlib.import_module("stallholder_client")


def through_the_client(client_package, address):
    """A seller's small day with the generated client: sign in, create with money as text, read back, be refused."""
    def api(module):
        return importlib.import_module(f"stallholder_client.api.{module}")

    models = importlib.import_module("stallholder_client.models")
    anonymous = client_package.Client(base_url=f"{address}/api/v1")
    tokens = api("auth.sign_in").sync(
        client=anonymous, body=models.SignInForm(email="seller@demo.test", password=PASSWORD)
    )
    seller = client_package.AuthenticatedClient(base_url=f"{address}/api/v1", token=tokens.token)
    made = api("products.create_product").sync(
        client=seller, body=models.ProductForm(name="Made by a generated client", price="12.50", stock=3)
    )
    assert made.price == 12.5 and made.product_id.startswith("prod_"), made
    read = api("products.get_product").sync(product_id=made.product_id, client=seller)
    assert read.name == "Made by a generated client", read
    listed = api("orders.list_orders").sync(client=seller, limit="2")
    assert len(listed.data) == 2 and listed.next_, listed
    refused = api("products.create_product").sync_detailed(
        client=seller, body=models.ProductForm(name="", price="12.50")
    )
    assert refused.status_code == 422 and refused.parsed.errors.additional_properties["name"], refused
    gone = api("orders.get_order").sync_detailed(
        order_id="ord_01JDXW8ZK3T6M9QF2V7B4C5N8R", client=seller
    )
    assert gone.status_code == 404 and gone.parsed.type_.endswith("not_found"), gone


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        server, address = start(program, folder)
        try:
            with urllib.request.urlopen(f"{address}/openapi.json") as answer:
                document = Document(json.load(answer))
            printed = subprocess.run([program, "openapi"], capture_output=True, text=True, check=True).stdout
            from openapi_spec_validator import validate

            def same():
                assert json.loads(printed) == document.whole

            check("`stallholder openapi` prints what /openapi.json answers", same)
            check("the document is valid", lambda: validate(document.whole))
            check("examples are what they are examples of", lambda: examples_hold(document))

            def token(email):
                status, answer = call(address, "POST", "/auth/login", None, {"email": email, "password": PASSWORD})
                assert status == 200, answer
                return answer["token"]

            for email, prefixes in (
                ("seller@demo.test", ("/seller", "/users", "/categories")),
                ("super@demo.test", ("/admin", "/users")),
            ):
                check(
                    f"what {email} reads is as described",
                    lambda: reads_are_as_described(document, address, token(email), prefixes),
                )
            check(
                "an order's way from the cart to the parcel is as described",
                lambda: an_order_is_as_described(document, address, token("seller@demo.test"), STOREFRONT_KEY),
            )
            client = check("a client can be generated from it", lambda: generated_client(document, folder))
            if client:
                check("the generated client works", lambda: through_the_client(client, address))
        finally:
            server.terminate()
            server.wait(15)
    print(f"\ntest result: {'ok' if not failed else 'FAILED'}. {passed} passed; {failed} failed; 0 ignored")
    return 1 if failed else 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    sys.exit(main())
