//! Arbitrary bytes as the platform's response, over a real connection. The first byte selects the
//! operation.

#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use journey_gateway::model::customer::{Identifier, Organization};
use journey_gateway::model::id::CustomerId;
use journey_gateway::platform::{ConditionalGrants, Credential, Family, IdentifierType};
use journey_gateway::platform::{Outbound, Platform, Resource, Settings, Token, UpstreamCaller, Wanted};
use libfuzzer_sys::fuzz_target;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;

const ID: &str = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001";

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
});

fuzz_target!(|bytes: &[u8]| {
    if let Some((selector, body)) = bytes.split_first() {
        RUNTIME.block_on(exchange(*selector, body));
    }
});

async fn exchange(selector: u8, body: &[u8]) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let platform = Platform::new(Settings {
        api: format!("http://{address}").parse().expect("an address"),
        connect_timeout: Duration::from_secs(1),
        timeout: Duration::from_secs(1),
        max_response_bytes: 1 << 20,
        max_concurrent_calls: 1,
        retries: 0,
        retry_percent: 0,
        reserve_percent: 20,
        breaker_calls: u32::MAX,
        breaker_pause: Duration::from_secs(1),
        tokens: 1,
        outbound: Outbound::default(),
    })
    .expect("a client");
    let answer = async {
        let (mut stream, _) = listener.accept().await.expect("a call");
        let _ = stream.read(&mut [0; 4096]).await;
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let _ = stream.write_all(head.as_bytes()).await;
        let _ = stream.write_all(body).await;
    };
    tokio::select! {
        biased;
        () = call(selector, &platform) => {}
        () = async { answer.await; std::future::pending().await } => {}
    }
}

async fn call(selector: u8, platform: &Platform) {
    let deadline = Instant::now() + Duration::from_secs(1);
    let caller = UpstreamCaller::new(Credential::Viewer(Token::new("token")), deadline);
    let caller = &caller;
    let [customer, session, conversation] = [ID; 3];
    let customer: CustomerId = customer.parse().expect("an id");
    let session = session.parse().expect("an id");
    let conversation = conversation.parse().expect("an id");
    let conditional = ConditionalGrants::Accepted;
    match selector % 17 {
        0 => drop(platform.contacts(caller, &[customer]).await),
        1 => drop(platform.identify(caller, IdentifierType::Email, "a", None).await),
        2 => drop(Organization::read(platform, caller, customer.0).await),
        3 => drop(Vec::<Identifier>::read(platform, caller, customer.0).await),
        4 => drop(platform.segment_assignments(caller, customer).await),
        5 => drop(
            platform
                .sessions_of_contact(caller, customer, 25, None, true)
                .await,
        ),
        6 => drop(platform.session(caller, session).await),
        7 => drop(platform.events(caller, session, 25, None).await),
        8 => drop(
            platform
                .segments(caller, Wanted::Ids(&[ID.parse().expect("an id")]))
                .await,
        ),
        9 => drop(platform.conversation(caller, conversation).await),
        10 => drop(platform.conversation_details(caller, &[conversation]).await),
        11 => drop(
            platform
                .queues(
                    caller,
                    Family::Plain,
                    Wanted::Ids(&[ID.parse().expect("an id")]),
                )
                .await,
        ),
        12 => drop(
            platform
                .users(caller, Wanted::Ids(&[ID.parse().expect("an id")]))
                .await,
        ),
        13 => drop(platform.token_me(caller).await),
        14 => drop(platform.user_me(caller).await),
        15 => drop(platform.subject_me(caller, conditional).await),
        _ => drop(platform.role(caller, ID, conditional).await),
    }
}
