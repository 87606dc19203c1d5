"""The OpenAPI document is true: schemathesis makes requests from it, a bounded number, and checks the answers."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from serving import Served

from spineknowledge.service import openapi

DOCUMENT = openapi.document("0", "", 2.0)
schema = schemathesis.openapi.from_dict(DOCUMENT)


@schemathesis.serializer("application/sparql-query")
def as_query(_: object, value: object) -> bytes:
    """Send a query as it is."""
    return str(value).encode("utf-8", "replace")


def test_every_address_of_the_service_is_described(served: Served) -> None:
    told = served.client.get("/openapi.json").json()
    paths = {route.path for route in served.gate._app.routes}
    helpers = {"/", "/query", "/query.js", "/style.css"}
    assert set(told["paths"]) == paths - helpers


def test_every_example_is_answered(served: Served) -> None:
    for path, operations in DOCUMENT["paths"].items():
        query, address = {}, path
        for parameter in operations["get"]["parameters"]:
            if parameter["in"] == "path":
                address = address.replace(f"{{{parameter['name']}}}", parameter["example"])
            elif "example" in parameter:
                query[parameter["name"]] = parameter["example"]
        assert served.client.get(address, params=query).status_code == 200, path
    for example in DOCUMENT["paths"]["/sparql"]["get"]["parameters"][0]["examples"].values():
        assert served.client.get("/sparql", params={"query": example["value"]}).status_code == 200


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_described(served: Served, case: schemathesis.Case) -> None:
    response = case.call(base_url=served.url)
    assert response.status_code < 500 or response.status_code == 503
    unfit = {
        "/sparql": [positive_data_acceptance],  # no schema says what SPARQL is
        "/search": [negative_data_rejection],  # a number in an address is a text as well
    }
    case.validate_response(response, excluded_checks=unfit.get(case.path, []))


@pytest.fixture(autouse=True)
def alive(served: Served):
    yield
    assert served.client.get("/healthz").status_code == 200
