//! Tests of the complete document. Its validity and a client generated from it are tried by
//! `end2end/api-client.py`.

use crate::testing::openapi;
use regex::Regex;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Every call: `GET /seller/orders` and what the document says of it.
fn calls() -> BTreeMap<String, Value> {
    let document = openapi();
    let mut calls = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, call) in methods.as_object().expect("methods") {
            calls.insert(format!("{} {path}", method.to_uppercase()), call.clone());
        }
    }
    calls
}

#[test]
fn every_call_has_a_name_of_its_own_that_reads_well() {
    let reads_well = Regex::new("^[a-z]+([A-Z][a-z]+)+$").expect("a pattern");
    let mut names = BTreeSet::new();
    for (address, call) in calls() {
        let name = call["operationId"].as_str().unwrap_or_default().to_owned();
        assert!(reads_well.is_match(&name), "{address}: operation id {name:?}");
        assert!(
            names.insert(name.clone()),
            "{address}: {name} is another call's too"
        );
    }
}

#[test]
fn every_parameter_of_a_path_is_described() {
    let parameter = Regex::new(r"\{(\w+)\}").expect("a pattern");
    for (address, call) in calls() {
        let described: Vec<&str> = call["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "path")
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        let named: Vec<String> = parameter
            .captures_iter(&address)
            .map(|found| found[1].to_owned())
            .collect();
        assert_eq!(described, named, "{address}");
    }
}

#[test]
fn every_call_says_how_it_is_refused_and_shows_an_example() {
    for (address, call) in calls() {
        assert!(call["summary"].is_string(), "{address} has no summary");
        for status in ["429", "500", "503"] {
            assert!(call["responses"][status].is_object(), "{address}: {status}");
        }
        for (status, response) in call["responses"].as_object().expect("responses") {
            let described =
                response["$ref"].is_string() || !response["description"].as_str().unwrap_or("").is_empty();
            assert!(described, "{address}: {status} has no description");
            assert_ne!(response.get("content"), Some(&Value::Null), "{address}: {status}");
            if let Some(json) = response["content"].get("application/json") {
                assert!(!json["example"].is_null(), "{address}: {status} has no example");
            }
        }
        if let Some(json) = call["requestBody"]["content"].get("application/json") {
            assert!(json["example"].is_object(), "{address}: no example of its body");
        }
    }
}

#[test]
fn location_is_promised_where_it_is_sent_and_nowhere_else() {
    let mut promised = BTreeSet::new();
    for call in calls().values() {
        for response in call["responses"].as_object().expect("responses").values() {
            if !response["headers"]["Location"].is_null() {
                promised.insert(call["operationId"].as_str().unwrap_or_default().to_owned());
            }
        }
    }
    let sent = [
        "createBulkEdit",
        "createImport",
        "createProduct",
        "retryImport",
        "startImport",
    ];
    assert_eq!(promised.into_iter().collect::<Vec<_>>(), sent);
}

#[test]
fn an_answer_with_a_body_has_its_schema() {
    let calls = calls();
    for (address, status, schema) in [
        ("POST /seller/orders/{order_id}/shipments", "201", "ShippedOrder"),
        (
            "POST /storefront/orders/{reference}/payment",
            "200",
            "CheckoutState",
        ),
        ("POST /seller/products", "202", "QueuedRequest"),
    ] {
        let content = &calls[address]["responses"][status]["content"]["application/json"];
        assert_eq!(
            content["schema"]["$ref"],
            format!("#/components/schemas/{schema}"),
            "{address}"
        );
    }
    let payment = &calls["POST /storefront/orders/{reference}/payment"];
    assert!(payment["responses"]["409"].is_object());
}

/// utoipa lets the last of two types of one name overwrite the other.
#[test]
fn no_two_types_share_a_name_in_the_document() {
    let declared =
        Regex::new(r"derive\([^)]*ToSchema[^)]*\)\]((?:\s*(?:#\[[^\n]*|///[^\n]*))*)\s*(?:pub(?:\([a-z]+\))? )?(?:struct|enum) (\w+)")
            .expect("a pattern");
    let renamed = Regex::new(r"schema\([^\n]*\bas = (\w+)").expect("a pattern");
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in crate::testing::source::sources() {
        for found in declared.captures_iter(&source.text) {
            let name = renamed.captures(&found[1]).map_or(&found[2], |renamed| {
                renamed.get(1).map_or("", |name| name.as_str())
            });
            places
                .entry(name.to_owned())
                .or_default()
                .push(source.path.clone());
        }
    }
    assert!(places.len() > 100, "the source was not read");
    let shared: Vec<_> = places.iter().filter(|(_, places)| places.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:#?}");
}

#[test]
fn every_id_has_its_pattern() {
    let document = openapi();
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        if name.ends_with("ID") {
            assert!(schema["pattern"].is_string(), "{name}");
        }
    }
}

#[test]
fn money_is_a_number_or_the_same_as_text() {
    let document = openapi();
    let kinds: Vec<_> = document["components"]["schemas"]["Decimal"]["oneOf"]
        .as_array()
        .expect("two ways to write it")
        .iter()
        .map(|way| way["type"].clone())
        .collect();
    assert_eq!(kinds, ["number", "string"]);
}
