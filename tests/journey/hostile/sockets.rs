//! Sockets that only take a place.

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

/// Opens silent sockets until the gateway refuses one.
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

async fn is_served(client: &mut Client) {
    client.ask("1", QUERY, json!({})).await;
    assert_eq!(client.hear().await["type"], "next");
}

#[tokio::test]
async fn silent_sockets_of_one_address_make_room_for_another() {
    let settings = [("limits.silent_sockets", "10")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    // An address alone, such as that of an office behind one NAT, may hold all of them.
    let mut silent = open_all(&harness.url, ATTACKER, &[]).await;
    assert_eq!(silent.len(), 10);
    for _ in 0..20 {
        is_served(&mut Client::connect(&harness.url, AGENT).await).await;
    }
    // The oldest one made room for the first, and each of those left it to the next.
    assert_eq!(silent.remove(0).end().await, Some(1013));
    for client in &mut silent {
        client.is_silent().await;
    }
    // A known token counts against its viewer, not against the address.
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
            .say(json!({"type": "connection_init", "payload": payload}))
            .await;
        match client.next().await {
            Ok(_) => open.push(client),
            Err(code) => break code,
        }
    };
    assert_eq!((open.len(), refused), (8, Some(1013)));
    is_served(&mut Client::connect(&harness.url, SUPERVISOR).await).await;
}

#[tokio::test]
async fn clients_of_a_trusted_proxy_are_told_apart() {
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
    // Another address of its choice does not help the attacker.
    let invented = [("x-forwarded-for", "192.0.2.99, 198.51.100.1")];
    let refused = Client::open_from(&harness.url, proxy, &invented)
        .await
        .err();
    assert_eq!(refused, Some(503));
}

/// A client that starts queries with large results and takes none of them, as on a bad line. What its
/// operations hold meanwhile must not be missing to others.
#[tokio::test]
async fn a_socket_that_is_not_read_delays_no_other_viewer() {
    let settings = [
        ("answers", "false"),
        ("limits.viewer_cost_per_minute", "1000000000"),
    ];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    // Some 150 kB, many times what the sockets' buffers hold.
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
            client.ask(&number.to_string(), &query, variables).await;
        }
        let first = client.hear().await;
        assert_eq!(first["type"], "next", "{first}");
        sockets.push(client);
    }
    for number in 0..REQUESTS {
        let query = format!("{{ viewer {{ id number{number}: name }} }}");
        let answer = harness.query(SUPERVISOR, &query, json!({})).await;
        assert_eq!(answer.status, 200, "{number}: {}", answer.body);
    }
}

/// Each ping takes a pong. The gateway reads no more of them than it can answer.
#[tokio::test]
async fn pings_of_a_client_that_reads_nothing_are_not_piled_up() {
    let harness = Harness::start().await;
    let mut client = Client::open(&harness.url).await;
    let ping = Message::Ping(vec![0; 125].into());
    let mut bytes = 0;
    // Until the buffers of both ends are full.
    let stuck = Duration::from_secs(1);
    while let Ok(Ok(())) = timeout(stuck, client.socket.send(ping.clone())).await {
        bytes += 131;
        assert!(bytes < 64 << 20, "the gateway takes them all");
    }
    assert_eq!(
        harness.query(SUPERVISOR, QUERY, json!({})).await.status,
        200
    );
}

/// Empty fragments of a message that never ends, as `fragments` in one write.
fn fragments() -> Vec<u8> {
    // A text frame without its end, then continuations; clients mask what they send.
    let begin = [0x01, 0x80, 0, 0, 0, 0];
    let go_on = [0x00, 0x80, 0, 0, 0, 0].repeat(10_000);
    [begin.as_slice(), &go_on].concat()
}

/// No message ever arrives, but each fragment takes time to read.
#[tokio::test]
async fn fragments_without_end_spend_the_viewers_budget() {
    let settings = [("limits.viewer_cost_per_minute", "2000")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    let mut client = Client::connect(&harness.url, AGENT).await;
    let first = fragments();
    let more = &first[6..];
    let mut bytes = first.len();
    client.socket.get_mut().write_all(&first).await.unwrap();
    // Until the buffers of both ends are full.
    let stuck = Duration::from_secs(1);
    while let Ok(Ok(())) = timeout(stuck, client.socket.get_mut().write_all(more)).await {
        bytes += more.len();
        assert!(bytes < 64 << 20, "the gateway reads them all");
    }
    super::is_served(&harness.client, &harness.url, SUPERVISOR).await;
    assert!(
        bytes > 100 << 10,
        "{bytes}: less than what the budget pays for"
    );
}

/// Before a token was sent, the first message alone is read.
#[tokio::test]
async fn fragments_instead_of_the_first_message_end_the_socket() {
    let harness = Harness::start().await;
    let mut client = Client::open(&harness.url).await;
    let first = fragments();
    let sent = async {
        client.socket.get_mut().write_all(&first).await?;
        loop {
            client.socket.get_mut().write_all(&first[6..]).await?;
        }
    };
    let ended: Result<(), std::io::Error> = timeout(Duration::from_secs(30), sent).await.unwrap();
    assert!(ended.is_err());
}
