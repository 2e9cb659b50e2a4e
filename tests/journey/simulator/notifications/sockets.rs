//! Sockets: heartbeats, one socket per channel, and slow readers.

use super::*;
use crate::journey::simulator::AGENT;
use journey_simulator::Action;
use tokio::net::TcpSocket;
use tokio_tungstenite::client_async;

#[tokio::test]
async fn a_socket_sends_heartbeats_and_answers_pings() {
    let platform = Platform::with(Options {
        heartbeat: Duration::from_millis(20),
        ..Options::default()
    })
    .await;
    let mut listener = platform.listen(AGENT, &[]).await;
    for _ in 0..2 {
        let beat = listener.frame_of("channel.metadata").await;
        assert_eq!(
            beat["eventBody"],
            json!({ "message": "WebSocket Heartbeat" })
        );
        assert!(beat["metadata"]["CorrelationId"].is_string(), "{beat}");
    }
    // The simulator ignores unknown messages.
    listener.send_text("hello").await;
    listener.send_text("ping").await;
    let pong = loop {
        let frame = listener.frame_of("channel.metadata").await;
        if frame["eventBody"]["message"] != "WebSocket Heartbeat" {
            break frame;
        }
    };
    assert_eq!(pong["eventBody"], json!({ "message": "pong" }));
}

#[tokio::test]
async fn the_second_socket_of_a_channel_ends_the_first() {
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let topic = sessions_topic(&customer);
    let mut first = platform.listen(AGENT, &[&topic]).await;
    let mut second = Listener::connect(&first.channel).await;
    assert_eq!(first.end().await, (vec![], Some(1008)));
    platform
        .simulator
        .perform(&customer, Action::StartCall)
        .expect("a call");
    second.frame_of(&topic).await;
}

#[tokio::test]
async fn sockets_are_dropped_and_rejected_and_the_channel_keeps_its_topics() {
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let topic = sessions_topic(&customer);
    let mut one = platform.listen(AGENT, &[&topic]).await;
    let mut other = platform.listen(AGENT, &[&topic]).await;
    platform.simulator.drop_socket(one.id());
    assert_eq!(one.end().await, (vec![], None));
    assert!(other.received().await.is_empty());
    platform.simulator.refuse_sockets(Duration::from_hours(1));
    assert_eq!(rejection(&one.channel).await, Some(503));
    platform.simulator.drop_sockets();
    assert_eq!(other.end().await, (vec![], None));
    platform.simulator.clear_faults();
    let mut again = Listener::connect(&one.channel).await;
    platform
        .simulator
        .perform(&customer, Action::StartCall)
        .expect("a call");
    again.frame_of(&topic).await;
    assert_eq!(
        rejection(
            &json!({ "connectUri": format!("ws://{}/channels/streaming-0-x", address(&platform)) })
        )
        .await,
        Some(404)
    );
}

#[tokio::test]
async fn a_socket_is_notified_of_changed_topics() {
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let topic = sessions_topic(&customer);
    let mut listener = platform.listen(AGENT, &[&topic]).await;
    let path = subscriptions(listener.id());
    for (method, body) in [
        (Method::PUT, wanted([&*topic])),
        (Method::DELETE, wanted([])),
    ] {
        platform.change(method, AGENT, &path, &body).await;
    }
    // Setting the same topics again is no change.
    let frames = listener.received().await;
    assert_eq!(frames.len(), 1, "{frames:?}");
    let body = &frames[0]["eventBody"];
    assert_eq!(text(body, "systemTopicType"), "subscription_changed");
    platform
        .simulator
        .perform(&customer, Action::StartCall)
        .expect("a call");
    assert!(listener.received().await.is_empty());
}

#[tokio::test]
async fn a_slow_reader_loses_the_socket_without_delaying_others() {
    const FRAMES: usize = 12_000;
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let topic = contact_topic(&customer);
    let channel = platform.channel(SUPERVISOR).await;
    platform
        .subscribe(SUPERVISOR, text(&channel, "id"), &[&topic])
        .await;
    let narrow = TcpSocket::new_v4().expect("a socket");
    narrow.set_recv_buffer_size(4096).expect("a small buffer");
    let stream = narrow.connect(address(&platform)).await.expect("a server");
    let (mut slow, _) = client_async(text(&channel, "connectUri"), stream)
        .await
        .expect("a socket");
    for number in 0..FRAMES {
        platform
            .simulator
            .perform(&customer, Action::EditContact)
            .expect("an edit");
        if number % 100 == 0 {
            tokio::task::yield_now().await;
        }
    }
    let mut read = 0;
    let mut next = async || tokio::time::timeout(TEST_TIMEOUT, slow.next()).await;
    while let Some(Ok(Message::Text(_))) = next().await.expect("the socket ends") {
        read += 1;
    }
    assert!(read < FRAMES, "all {read} frames arrived");
    let mut again = Listener::connect(&channel).await;
    platform.simulator.perform(&customer, Action::EditContact);
    again.frame_of(&topic).await;
}

#[tokio::test]
async fn sockets_end_with_the_simulator() {
    let platform = at_fixed_time().await;
    let mut listener = platform.listen(AGENT, &[]).await;
    drop(platform);
    listener.end().await;
}
