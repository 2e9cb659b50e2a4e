//! Sockets that hold resources without doing useful work.

use std::time::Duration;

use futures_util::SinkExt;
use journey_simulator::Options;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::Message;
use uuid::Uuid;

use super::{QUERY, REQUESTS};
use crate::journey::harness::{AGENT, Harness, SUPERVISOR};
use crate::journey::live::client::Client;

const ATTACKER: [u8; 4] = [127, 0, 0, 2];

/// Opens sockets that send nothing until the gateway refuses one.
async fn open_all(url: &str, from: [u8; 4], headers: &[(&'static str, &str)]) -> Vec<Client> {
    let mut open = Vec::new();
    loop {
        match Client::open_from(url, from, headers).await {
            Ok(client) => open.push(client),
            Err(status) => {
                assert_eq!(status, 503);
                return open;
            }
        }
    }
}

async fn assert_served(client: &mut Client) {
    client.subscribe("1", QUERY, json!({})).await;
    assert_eq!(client.receive().await["type"], "next");
}

#[tokio::test]
async fn silent_sockets_of_one_address_make_room_for_another() {
    let settings = [("limits.silent_sockets", "10")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    // A single address, for example an office behind one NAT, may hold all slots while no other client needs one.
    let mut silent = open_all(&harness.url, ATTACKER, &[]).await;
    assert_eq!(silent.len(), 10);
    for _ in 0..20 {
        assert_served(&mut Client::connect(&harness.url, AGENT).await).await;
    }
    // The gateway closed the oldest silent socket for the first of these clients; each client freed the slot for the
    // next one.
    assert_eq!(silent.remove(0).end().await, Some(1013));
    for client in &mut silent {
        client.assert_silent().await;
    }
    // A socket with a known token counts against its viewer, not against the address.
    let bearer = format!("Bearer {SUPERVISOR}");
    let headers = [("authorization", bearer.as_str())];
    let known = Client::open_from(&harness.url, ATTACKER, &headers).await;
    assert!(known.is_ok());
}

#[tokio::test]
async fn sockets_of_one_viewer_leave_room_for_another() {
    let settings = [("limits.sockets", "10")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let mut open = Vec::new();
    let refused = loop {
        let mut client = Client::open(&harness.url).await;
        let payload = json!({"authToken": AGENT});
        client
            .send(json!({"type": "connection_init", "payload": payload}))
            .await;
        match client.next().await {
            Ok(_) => open.push(client),
            Err(code) => break code,
        }
    };
    assert_eq!((open.len(), refused), (8, Some(1013)));
    assert_served(&mut Client::connect(&harness.url, SUPERVISOR).await).await;
}

#[tokio::test]
async fn clients_behind_a_trusted_proxy_are_counted_separately() {
    let settings = [
        ("limits.silent_sockets", "10"),
        ("trusted_proxies", "127.0.0.1"),
    ];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let proxy = [127, 0, 0, 1];
    let attacker = [("x-forwarded-for", "192.0.2.66, 198.51.100.1")];
    let silent = open_all(&harness.url, proxy, &attacker).await;
    assert_eq!(silent.len(), 10);
    let other = [("x-forwarded-for", "198.51.100.2")];
    let _other = Client::open_from(&harness.url, proxy, &other)
        .await
        .unwrap();
    // A forged leftmost address does not help the attacker.
    let forged = [("x-forwarded-for", "192.0.2.99, 198.51.100.1")];
    let refused = Client::open_from(&harness.url, proxy, &forged).await.err();
    assert_eq!(refused, Some(503));
}

/// A client starts queries with large results and reads none of them, as on a slow network. The permits and buffers of
/// its operations must not be taken from other viewers.
#[tokio::test]
async fn an_unread_socket_delays_no_other_viewer() {
    let settings = [
        ("answers", "false"),
        ("limits.viewer_cost_per_minute", "1000000000"),
    ];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    // About 150 kB, many times the size of the socket buffers.
    let fields: Vec<_> = (0..28).map(|n| format!("f{n}: startedAt")).collect();
    let fields = fields.join(" ");
    let query = format!(
        "query($id: ID!, $other: ID!) {{ other: customer(id: $other) {{ id }}
         customer(id: $id) {{ sessions(first: 100) {{ nodes {{ {fields} }} }} }} }}"
    );
    let mut sockets = Vec::new();
    for _ in 0..8 {
        let mut client = Client::connect(&harness.url, AGENT).await;
        for number in 0..120 {
            let variables =
                json!({"id": harness.fixtures.frequent_customer, "other": Uuid::new_v4()});
            client
                .subscribe(&number.to_string(), &query, variables)
                .await;
        }
        let first = client.receive().await;
        assert_eq!(first["type"], "next", "{first}");
        sockets.push(client);
    }
    for number in 0..REQUESTS {
        let query = format!("{{ viewer {{ id number{number}: name }} }}");
        let response = harness.query(SUPERVISOR, &query, json!({})).await;
        assert_eq!(response.status, 200, "{number}: {}", response.body);
    }
}

/// Each ping needs a pong. The gateway stops reading while it cannot send pongs.
#[tokio::test]
async fn pings_from_a_client_that_does_not_read_are_not_buffered() {
    let harness = Harness::start().await;
    let mut client = Client::open(&harness.url).await;
    let ping = Message::Ping(vec![0; 125].into());
    let mut bytes = 0;
    // Until the buffers of both ends are full.
    let stalled = Duration::from_secs(1);
    while let Ok(Ok(())) = timeout(stalled, client.socket.send(ping.clone())).await {
        bytes += 131;
        assert!(bytes < 64 << 20, "the gateway reads pings without limit");
    }
    assert_eq!(
        harness.query(SUPERVISOR, QUERY, json!({})).await.status,
        200
    );
}

/// 10,000 empty fragments of a message that never ends.
fn fragments() -> Vec<u8> {
    // A text frame without FIN, then continuation frames. Client frames are masked.
    let begin = [0x01, 0x80, 0, 0, 0, 0];
    let continuations = [0x00, 0x80, 0, 0, 0, 0].repeat(10_000);
    [begin.as_slice(), &continuations].concat()
}

/// No message is ever complete, but the gateway spends time on each fragment.
#[tokio::test]
async fn fragments_without_end_are_charged_to_the_viewers_budget() {
    let settings = [("limits.viewer_cost_per_minute", "2000")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    let mut client = Client::connect(&harness.url, AGENT).await;
    let first = fragments();
    let more = &first[6..];
    let mut bytes = first.len();
    client.socket.get_mut().write_all(&first).await.unwrap();
    // Until the buffers of both ends are full.
    let stalled = Duration::from_secs(1);
    while let Ok(Ok(())) = timeout(stalled, client.socket.get_mut().write_all(more)).await {
        bytes += more.len();
        assert!(
            bytes < 64 << 20,
            "the gateway reads fragments without limit"
        );
    }
    super::assert_served(&harness.client, &harness.url, SUPERVISOR).await;
    assert!(
        bytes > 100 << 10,
        "{bytes} bytes are less than the budget covers"
    );
}

/// Before the client has sent a token, the gateway accepts one message only.
#[tokio::test]
async fn fragments_in_place_of_connection_init_close_the_socket() {
    let harness = Harness::start().await;
    let mut client = Client::open(&harness.url).await;
    let first = fragments();
    let sent = async {
        client.socket.get_mut().write_all(&first).await?;
        loop {
            client.socket.get_mut().write_all(&first[6..]).await?;
        }
    };
    let result: Result<(), std::io::Error> = timeout(Duration::from_secs(30), sent).await.unwrap();
    assert!(result.is_err());
}
