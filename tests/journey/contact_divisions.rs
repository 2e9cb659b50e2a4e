//! A contact that belongs to a division shows its details there only; its id and the visible sessions stay.

use journey_simulator::{Grant, Options};
use serde_json::{Value, json};

use super::harness::{Harness, SERVICE_IDENTITY};

const QUERY: &str = "query($id: ID!) { customer(id: $id) { id displayName emails division { name }
    identifiers { value } segments { segment { id } }
    sessions(first: 5) { nodes { id } } } }";
const BY_PHONE: &str =
    "query($value: String!) { customerByIdentifier(type: PHONE, value: $value) { id } }";

const CONTACT: &str = "externalContacts:contact:view";
const RELATE: &str = "relate:contact:view";
const SEGMENTS: &str = "externalContacts:segmentAssignment:view";

/// A viewer who sees sessions everywhere, with further permissions in a division.
fn viewer(harness: &Harness, permissions: &[&str], division: Option<&str>) -> String {
    let name = format!("viewer-{}", uuid::Uuid::new_v4());
    let grant = |permissions: &[&str], division: Option<&str>| Grant {
        permissions: permissions.iter().copied().map(str::to_owned).collect(),
        division: division.map(str::to_owned),
    };
    let sessions = grant(
        &["externalContacts:session:view", "journey:session:view"],
        None,
    );
    harness
        .simulator
        .add_person(&name, &[sessions, grant(permissions, division)]);
    name
}

/// The fields of the customer that are null, and the codes of the errors by field.
async fn denied(harness: &Harness, token: &str, customer: &str) -> (Vec<String>, Value) {
    let answer = harness.query(token, QUERY, json!({"id": customer})).await;
    for error in answer.body["errors"].as_array().into_iter().flatten() {
        assert_eq!(error["extensions"]["code"], "PERMISSION_DENIED", "{error}");
    }
    let customer = answer.body["data"]["customer"].clone();
    let fields = customer.as_object().unwrap();
    let null = fields.iter().filter(|(_, value)| value.is_null());
    (null.map(|(name, _)| name.clone()).collect(), customer)
}

#[tokio::test]
async fn details_are_shown_where_the_contact_belongs() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let harness = Harness::start_with(Options::default(), identity).await;
        // One that belongs to a division.
        let customer = harness.fixtures.canonical_customer.clone();
        let all = [CONTACT, SEGMENTS];
        let everywhere = viewer(&harness, &all, None);
        let (null, seen) = denied(&harness, &everywhere, &customer).await;
        assert_eq!(null, [""; 0], "{seen}");
        let division = seen["division"]["name"].as_str().unwrap().to_owned();
        let other = ["Europe", "Americas"]
            .into_iter()
            .find(|one| *one != division);

        let there = viewer(&harness, &all, Some(&division));
        assert_eq!(denied(&harness, &there, &customer).await.1, seen);

        let elsewhere = viewer(&harness, &all, other);
        let (null, rest) = denied(&harness, &elsewhere, &customer).await;
        let details = [
            "displayName",
            "division",
            "emails",
            "identifiers",
            "segments",
        ];
        assert_eq!(null, details);
        assert_eq!(
            (&rest["id"], &rest["sessions"]),
            (&seen["id"], &seen["sessions"])
        );

        // Reading a single contact takes one of two permissions, in the contact's division.
        let relates = viewer(&harness, &[RELATE], Some(&division));
        let (null, _) = denied(&harness, &relates, &customer).await;
        assert_eq!(null, ["identifiers", "segments"]);
        let relates_elsewhere = viewer(&harness, &[RELATE], other);
        assert_eq!(
            denied(&harness, &relates_elsewhere, &customer).await.0,
            details
        );

        // The company is read by an operation of its own.
        let company = "query($id: ID!) { customer(id: $id) { organization { name } } }";
        let id = json!({"id": customer});
        for (token, errors) in [(&there, 0), (&relates, 0), (&elsewhere, 1)] {
            let answer = harness.query(token, company, id.clone()).await;
            assert_eq!(answer.errors().len(), errors, "{}", answer.body);
        }

        // An identifier of a contact that is out of reach looks unknown.
        let phone = json!({"value": seen["identifiers"][1]["value"]});
        let found = harness.query(&there, BY_PHONE, phone.clone()).await.data();
        assert_eq!(found["customerByIdentifier"]["id"], seen["id"]);
        let found = harness.query(&elsewhere, BY_PHONE, phone).await.data();
        assert_eq!(found["customerByIdentifier"], Value::Null);
    }
}

/// A division that cannot be read is one that no viewer holds, not no division at all.
#[tokio::test]
async fn a_garbled_division_is_out_of_reach() {
    for garbled in [json!("Europe"), json!({"id": 7}), json!({}), json!([])] {
        let value = garbled.clone();
        let harness =
            Harness::rewriting(Options::default(), SERVICE_IDENTITY, move |name, body| {
                if name.ends_with("/bulk/contacts") {
                    for result in body["results"].as_array_mut().unwrap() {
                        result["entity"]["division"] = value.clone();
                    }
                }
            })
            .await;
        let viewer = viewer(&harness, &[CONTACT], Some("Europe"));
        let query = "query($id: ID!) { customer(id: $id) { id displayName } }";
        let id = json!({"id": harness.fixtures.customer});
        let answer = harness.query(&viewer, query, id).await.body;
        assert_eq!(
            answer["data"]["customer"]["displayName"],
            Value::Null,
            "{garbled}: {answer}"
        );
        assert_eq!(
            answer["errors"][0]["extensions"]["code"],
            "PERMISSION_DENIED"
        );
    }
}
