//! A GET by identifier may be kept by the client, which asks each time whether the response is still correct.

use super::super::harness::AGENT;
use super::*;

const CUSTOMER: &str = "query Customer($id: ID!) { customer(id: $id) { id displayName \
                        sessions(first: 20) { nodes { id status events(first: 5) { nodes { id } } } } } }";

struct Kept {
    status: u16,
    tag: String,
    cache_control: String,
    vary: String,
    body: String,
}

async fn get_if_none_match(harness: &Harness, token: &str, known: &str, parameters: &str) -> Kept {
    let variables = json!({"id": harness.fixtures.customer}).to_string();
    let mut url = url::Url::parse(&format!("{}/graphql?{parameters}", harness.url)).unwrap();
    url.query_pairs_mut().append_pair("variables", &variables);
    let request = harness.client.get(url).bearer_auth(token);
    let response = request.header("If-None-Match", known).send().await.unwrap();
    let header = |name: &str| {
        let value = response.headers().get(name);
        value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
    };
    let (tag, cache_control, vary) = (header("etag"), header("cache-control"), header("vary"));
    Kept {
        status: response.status().as_u16(),
        tag,
        cache_control,
        vary,
        body: response.text().await.unwrap(),
    }
}

#[tokio::test]
async fn a_get_by_identifier_is_revalidated() {
    let harness = Harness::start().await;
    post(&harness, &registration(CUSTOMER)).await;
    let id = format!("documentId=sha256:{}", hash(CUSTOMER));
    let first = get_if_none_match(&harness, SUPERVISOR, "\"other\"", &id).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.cache_control, "private, no-cache");
    assert_eq!(first.vary, "accept, accept-encoding, authorization");
    assert!(first.body.contains("displayName"), "{}", first.body);
    let strong = first.tag.trim_start_matches("W/");
    for known in [&*first.tag, strong, "*", &format!("\"x\", {strong}")] {
        let again = get_if_none_match(&harness, SUPERVISOR, known, &id).await;
        assert_eq!((again.status, &*again.body), (304, ""), "{known}");
        assert_eq!(again.tag, first.tag);
        assert_eq!(again.cache_control, "private, no-cache");
    }
    // Another viewer has another response.
    let other = get_if_none_match(&harness, AGENT, &first.tag, &id).await;
    assert_eq!(other.status, 200);
    assert_ne!(other.tag, first.tag);
    // An unknown token, and a document by its text.
    let unknown = get_if_none_match(&harness, "unknown", &first.tag, &id).await;
    assert_eq!(
        (unknown.status, &*unknown.cache_control),
        (401, "private, no-store")
    );
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    let text = text.append_pair("query", CUSTOMER).finish();
    let by_text = get_if_none_match(&harness, SUPERVISOR, &first.tag, &text).await;
    assert_eq!(
        (by_text.status, &*by_text.cache_control),
        (200, "private, no-store")
    );
    assert_eq!(by_text.body, first.body);
}
