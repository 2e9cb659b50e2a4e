//! Announced ends of sockets, channels and tokens.

use super::*;
use crate::journey::simulator::AGENT;

/// Minutes of the platform's time.
fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

#[tokio::test]
async fn a_socket_is_notified_a_minute_before_it_closes() {
    let platform = at_fixed_time().await;
    let mut listener = platform.listen(AGENT, &[]).await;
    platform.simulator.close_sockets();
    let warning = listener.frame_of("v2.system.socket_closing").await;
    assert_eq!(warning["eventBody"]["channelId"], listener.channel["id"]);
    assert!(warning["eventBody"]["message"].is_string());
    if let Some(description) = description() {
        let mut validator = SchemaValidator::new(description);
        validator.check_component("SystemMessageSystemMessage", &warning["eventBody"]);
    }
    platform.simulator.advance(Duration::from_secs(59));
    assert!(listener.received().await.is_empty());
    platform.simulator.advance(Duration::from_secs(1));
    assert_eq!(listener.end().await, (vec![], Some(1001)));
    // The same address works again.
    Listener::connect(&listener.channel).await;
}

#[tokio::test]
async fn the_expiry_of_a_channel_is_announced_and_can_be_extended() {
    let platform = at_fixed_time().await;
    let mut listener = platform.listen(AGENT, &[]).await;
    platform.simulator.advance(minutes(24 * 60 - 2));
    assert!(listener.received().await.is_empty());
    platform.simulator.advance(minutes(1));
    assert_eq!(
        topics(&listener.received().await),
        ["v2.system.socket_closing"]
    );
    let id = listener.id().to_owned();
    platform.subscribe(AGENT, &id, &[]).await;
    platform.simulator.advance(minutes(2));
    assert!(listener.received().await.is_empty());
    platform.simulator.advance(minutes(24 * 60));
    let (frames, why) = listener.end().await;
    assert_eq!(
        (topics(&frames), why),
        (vec!["v2.system.socket_closing"], Some(1001))
    );
    assert_eq!(rejection(&listener.channel).await, Some(404));
}

#[tokio::test]
async fn a_revoked_token_ends_its_channels() {
    let platform = at_fixed_time().await;
    let mut by_test = platform.listen(AGENT, &[]).await;
    let mut by_user = platform.listen(SUPERVISOR, &[]).await;
    platform.simulator.revoke(AGENT);
    let path = "/api/v2/tokens/me";
    let gone = platform.request(Method::DELETE, SUPERVISOR, path).send();
    assert_eq!(gone.await.expect("a response").status(), 204);
    for listener in [&mut by_test, &mut by_user] {
        let (frames, why) = listener.end().await;
        let body = &frames[0]["eventBody"];
        assert_eq!(text(body, "systemTopicType"), "token_revoked");
        assert_eq!(body["channelId"], listener.channel["id"]);
        assert_eq!((frames.len(), why), (1, Some(1008)));
        assert!(text(&frames[0], "topicName").starts_with("v2.system.token_revoked"));
        if let Some(description) = description() {
            SchemaValidator::new(description).check_component("SystemMessageSystemMessage", body);
        }
        assert_eq!(rejection(&listener.channel).await, Some(404));
    }
}
