//! The details of a contact in a division require permissions in that division; its id and visible sessions do not.

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

/// Adds a viewer who sees sessions in all divisions and has `permissions` in `division`. Returns its
/// token.
fn add_viewer(harness: &Harness, permissions: &[&str], division: Option<&str>) -> String {
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
        .add_user(&name, &[sessions, grant(permissions, division)]);
    name
}

/// Queries the customer. Returns the names of its null fields, and the customer.
async fn query_null_fields(harness: &Harness, token: &str, customer: &str) -> (Vec<String>, Value) {
    let response = harness.query(token, QUERY, json!({"id": customer})).await;
    for error in response.body["errors"].as_array().into_iter().flatten() {
        assert_eq!(error["extensions"]["code"], "PERMISSION_DENIED", "{error}");
    }
    let customer = response.body["data"]["customer"].clone();
    let fields = customer.as_object().unwrap();
    let null = fields.iter().filter(|(_, value)| value.is_null());
    (null.map(|(name, _)| name.clone()).collect(), customer)
}

#[tokio::test]
async fn contact_details_require_permissions_in_the_contact_division() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let harness = Harness::start_with(Options::default(), identity).await;
        // This contact belongs to a division.
        let customer = harness.fixtures.canonical_customer.clone();
        let all = [CONTACT, SEGMENTS];
        let all_divisions = add_viewer(&harness, &all, None);
        let (null, visible) = query_null_fields(&harness, &all_divisions, &customer).await;
        assert_eq!(null, [""; 0], "{visible}");
        let division = visible["division"]["name"].as_str().unwrap().to_owned();
        let other = ["Europe", "Americas"]
            .into_iter()
            .find(|name| *name != division);

        let same_division = add_viewer(&harness, &all, Some(&division));
        assert_eq!(
            query_null_fields(&harness, &same_division, &customer)
                .await
                .1,
            visible
        );

        let other_division = add_viewer(&harness, &all, other);
        let (null, rest) = query_null_fields(&harness, &other_division, &customer).await;
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
            (&visible["id"], &visible["sessions"])
        );

        // Reading a single contact takes one of two permissions, in the contact's division.
        let relate_viewer = add_viewer(&harness, &[RELATE], Some(&division));
        let (null, _) = query_null_fields(&harness, &relate_viewer, &customer).await;
        assert_eq!(null, ["identifiers", "segments"]);
        let relate_other_division = add_viewer(&harness, &[RELATE], other);
        assert_eq!(
            query_null_fields(&harness, &relate_other_division, &customer)
                .await
                .0,
            details
        );

        // The company is read by an operation of its own.
        let company = "query($id: ID!) { customer(id: $id) { organization { name } } }";
        let id = json!({"id": customer});
        for (token, errors) in [
            (&same_division, 0),
            (&relate_viewer, 0),
            (&other_division, 1),
        ] {
            let response = harness.query(token, company, id.clone()).await;
            assert_eq!(response.errors().len(), errors, "{}", response.body);
        }

        // The identifier of an inaccessible contact looks unknown.
        let phone = json!({"value": visible["identifiers"][1]["value"]});
        let found = harness
            .query(&same_division, BY_PHONE, phone.clone())
            .await
            .data();
        assert_eq!(found["customerByIdentifier"]["id"], visible["id"]);
        let found = harness.query(&other_division, BY_PHONE, phone).await.data();
        assert_eq!(found["customerByIdentifier"], Value::Null);
    }
}

/// An unreadable division counts as one that no viewer has access to, not as no division.
#[tokio::test]
async fn an_unreadable_division_is_inaccessible() {
    for unreadable in [json!("Europe"), json!({"id": 7}), json!({}), json!([])] {
        let value = unreadable.clone();
        let harness =
            Harness::rewriting(Options::default(), SERVICE_IDENTITY, move |name, body| {
                if name.ends_with("/bulk/contacts") {
                    for result in body["results"].as_array_mut().unwrap() {
                        result["entity"]["division"] = value.clone();
                    }
                }
            })
            .await;
        let viewer = add_viewer(&harness, &[CONTACT], Some("Europe"));
        let query = "query($id: ID!) { customer(id: $id) { id displayName } }";
        let id = json!({"id": harness.fixtures.customer});
        let response = harness.query(&viewer, query, id).await.body;
        assert_eq!(
            response["data"]["customer"]["displayName"],
            Value::Null,
            "{unreadable}: {response}"
        );
        assert_eq!(
            response["errors"][0]["extensions"]["code"],
            "PERMISSION_DENIED"
        );
    }
}
