//! With identity `passthrough`, the viewer's tokens open the notification channel. A viewer has several tokens at once,
//! for example after signing in again.

use journey_simulator::{Action, AffectedFrames, FaultKind, FrameFaultKind, TokenOptions};
use tokio::time::{Instant, timeout};

use super::*;
use crate::journey::harness::{AGENT, SERVICE_IDENTITY};

const CREATE_CHANNEL: &str = "POST /api/v2/notifications/channels";
const REPLACE_TOPICS: &str = "PUT /api/v2/notifications/channels/{channelId}/subscriptions";

/// Only the platform's report or a rejected call ends a revoked token, not the TTL of its viewer.
const LONG_TTL: &[(&str, &str)] = &[("viewer.ttl", "1h")];

/// A client of the agent with a token of its own.
struct Session {
    token: String,
    client: Client,
}

impl Scene {
    /// Signs the agent in and subscribes. Returns after the snapshot has begun.
    async fn sign_in(&self) -> Session {
        let simulator = &self.harness.simulator;
        let token = simulator.issue_token(AGENT, TokenOptions::default());
        let mut client = Client::connect(&self.harness.url, &token).await;
        client.watch("1", &self.customer).await;
        client.change().await;
        Session { token, client }
    }

    /// The number of calls of an operation that the platform has rejected with 401.
    fn rejected(&self, operation: &str) -> usize {
        let calls = self.harness.simulator.calls();
        let rejected = calls
            .iter()
            .filter(|call| call.operation == operation && call.status == 401);
        rejected.count()
    }

    /// Waits until the platform has rejected this many calls of an operation.
    async fn wait_for_rejected(&self, operation: &str, count: usize) {
        let until = Instant::now() + TEST_TIMEOUT;
        while self.rejected(operation) < count {
            assert!(Instant::now() < until, "fewer than {count} rejected calls");
            tokio::task::yield_now().await;
        }
    }

    /// Changes a session and waits for the change, which must cost no list: a frame has reported it.
    async fn assert_covered(&self, session: &mut Session) {
        // The change of the first round may be part of a list that is read after a gap.
        for _ in 0..2 {
            self.take_calls();
            self.change(session).await;
        }
        assert_eq!(self.take_calls().0, 0, "lists");
    }

    /// Changes a session and waits for the change.
    async fn change(&self, session: &mut Session) {
        self.advance(1);
        let simulator = &self.harness.simulator;
        let id = simulator.perform(&self.customer, Action::WebEvent).unwrap();
        let count = self.on_platform().await[&id]["eventCount"].clone();
        let is_change = |change: &Value| {
            change["session"]["id"] == id && change["session"]["eventCount"] == count
        };
        while !is_change(&session.client.change().await) {}
    }
}

#[tokio::test]
async fn a_new_token_replaces_a_revoked_one_in_the_channel() {
    let scene = Scene::with(LONG_TTL).await;
    for round in 0..3 {
        let mut session = scene.sign_in().await;
        scene.assert_covered(&mut session).await;
        scene.harness.simulator.reset_calls();
        // The report over the channel shows that the channel belongs to this token.
        scene.harness.simulator.revoke(&session.token);
        assert_eq!(session.client.end().await, Some(4403), "round {round}");
    }
}

#[tokio::test]
async fn a_rejected_token_is_not_used_again() {
    let scene = Scene::with(LONG_TTL).await;
    let mut session = scene.sign_in().await;
    scene.assert_covered(&mut session).await;
    scene.harness.simulator.revoke(&session.token);
    assert_eq!(session.client.end().await, Some(4403));
    scene.wait_for_rejected(CREATE_CHANNEL, 1).await;
    // Four attempts with back-off would take 1.4 s at most. The customer stays watched for longer.
    let again = scene.wait_for_rejected(CREATE_CHANNEL, 2);
    timeout(Duration::from_secs(2), again)
        .await
        .expect_err("the channel must wait for another token");
    let mut session = scene.sign_in().await;
    scene.assert_covered(&mut session).await;
}

/// The channel uses the token that subscribed last. If it is revoked, the channel continues with the earlier one.
#[tokio::test]
async fn the_other_tokens_of_a_viewer_keep_the_channel() {
    let scene = Scene::with(LONG_TTL).await;
    let mut kept = scene.sign_in().await;
    scene.assert_covered(&mut kept).await;
    let mut revoked = scene.sign_in().await;
    let simulator = &scene.harness.simulator;
    simulator.revoke(&revoked.token);
    // A change during the gap is read from the list.
    simulator.inject_frame_fault(FrameFaultKind::Lose, AffectedFrames::Share(1.0));
    scene.advance(1);
    let id = simulator
        .perform(&scene.customer, Action::StartVisit)
        .unwrap();
    simulator.drop_sockets();
    simulator.clear_faults();
    assert_eq!(revoked.client.end().await, Some(4403));
    while kept.client.change().await["session"]["id"] != id {}
    scene.assert_covered(&mut kept).await;
}

/// The viewer of a token is still cached when the channel learns that the platform rejects the token.
#[tokio::test]
async fn a_subscription_with_a_rejected_token_ends() {
    let scene = Scene::with(LONG_TTL).await;
    let mut kept = scene.sign_in().await;
    scene.assert_covered(&mut kept).await;
    let simulator = &scene.harness.simulator;
    let token = simulator.issue_token(AGENT, TokenOptions::default());
    let mut client = Client::connect(&scene.harness.url, &token).await;
    // From now on, the channel uses this token.
    let id = json!({"id": scene.customer});
    scene.harness.query(&token, LIST, id).await.data();
    simulator.revoke(&token);
    simulator.drop_sockets();
    scene.wait_for_rejected(REPLACE_TOPICS, 1).await;
    scene.assert_covered(&mut kept).await;
    client.watch("1", &scene.customer).await;
    assert_eq!(client.end().await, Some(4403));
    assert_eq!(scene.rejected(REPLACE_TOPICS), 0);
    scene.assert_covered(&mut kept).await;
}

/// The platform rejects a token that introspection accepts: a temporary error, after which the token is used again. A new
/// token is used at once meanwhile.
#[tokio::test]
async fn a_valid_token_that_was_rejected_is_used_again() {
    let scene = Scene::with(LONG_TTL).await;
    let simulator = &scene.harness.simulator;
    simulator.inject_fault(CREATE_CHANNEL, FaultKind::Status(401), 1.0);
    let mut session = scene.sign_in().await;
    scene.wait_for_rejected(CREATE_CHANNEL, 2).await;
    simulator.clear_faults();
    scene.assert_covered(&mut session).await;
}

#[tokio::test]
async fn a_new_token_does_not_wait_for_the_pause_after_a_rejection() {
    let scene = Scene::with(LONG_TTL).await;
    let simulator = &scene.harness.simulator;
    simulator.inject_fault(CREATE_CHANNEL, FaultKind::Status(401), 1.0);
    let _first = scene.sign_in().await;
    // The pause is up to 6.4 s now.
    scene.wait_for_rejected(CREATE_CHANNEL, 6).await;
    simulator.clear_faults();
    scene.take_calls();
    let mut second = scene.sign_in().await;
    scene.change(&mut second).await;
    // A list that is read before the topic is confirmed is read again.
    assert_eq!(scene.take_calls().0, 1, "lists");
}

#[tokio::test]
async fn a_revoked_token_of_the_gateways_client_is_renewed() {
    let scene = Scene::with(SERVICE_IDENTITY).await;
    let mut session = scene.sign_in().await;
    for _ in 0..3 {
        scene.assert_covered(&mut session).await;
        scene.harness.simulator.revoke_client_tokens();
    }
    scene.assert_covered(&mut session).await;
}
