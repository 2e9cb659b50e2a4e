//! While a customer is watched, `Customer.summary` and the list beside it make no upstream calls and are never stale.

use journey_simulator::Action;

use super::*;

/// Times to live so short that only covered entries are served.
const SHORT: [(&str, &str); 1] = [("cache.open_ttl", "1ms")];

const HEADER_AND_LIST: &str = "query($id: ID!) { customer(id: $id) {
    summary { sessionCount openNow lastContact { id } }
    sessions(first: 25) { nodes { id status } }
} }";

async fn header_and_list(scene: &Scene) -> Value {
    let variables = json!({"id": scene.customer});
    let mut data = scene.harness.data(HEADER_AND_LIST, variables).await;
    data["customer"].take()
}

#[tokio::test]
async fn a_covered_summary_follows_changes_without_upstream_calls() {
    let scene = Scene::with(&SHORT).await;
    let mut watcher = scene.watcher().await;
    let mut responses = 0;
    loop {
        scene.take_calls();
        header_and_list(&scene).await;
        let (lists, calls) = scene.take_calls();
        if lists == 0 && calls.is_empty() {
            break;
        }
        responses += 1;
        assert!(responses < 2_000, "never covered: {calls:?}");
    }
    let mut before = header_and_list(&scene).await;
    for action in [
        Action::StartMessaging,
        Action::StartVisit,
        Action::StartCall,
    ] {
        scene.advance(1);
        let simulator = &scene.harness.simulator;
        let started = simulator.perform(&scene.customer, action).unwrap();
        while watcher.next().await["session"]["id"] != started {}
        let after = header_and_list(&scene).await;
        let number = |of: &Value, name: &str| of["summary"][name].as_u64().unwrap();
        for name in ["sessionCount", "openNow"] {
            assert_eq!(number(&after, name), number(&before, name) + 1, "{name}");
        }
        assert_eq!(after["sessions"]["nodes"][0]["id"], started);
        if !matches!(action, Action::StartVisit) {
            assert_eq!(after["summary"]["lastContact"]["id"], started);
        }
        before = after;
    }
    scene.assert_no_calls();
}
