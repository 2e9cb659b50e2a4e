//! Upstream calls with decoding into the model. The empty page shows how many instructions are those of a call.

use std::time::Duration;

use journey_gateway::platform::{Credential, Outbound, Platform, Settings, Token, UpstreamCaller};
use tokio::time::Instant;

use crate::counted;
use crate::gateway::{runtime, settle};
use crate::recorded::{self, Recorded};

/// Number of times that each call is counted. The smallest count is that of a call that found everything ready.
const TIMES: u64 = 12;

pub(crate) fn count(recorded: &Recorded) {
    let runtime = runtime();
    let _entered = runtime.enter();
    let platform = Platform::new(Settings {
        api: recorded.url().parse().unwrap(),
        connect_timeout: Duration::from_mins(1),
        timeout: Duration::from_mins(1),
        max_response_bytes: 8_000_000,
        max_concurrent_calls: 8,
        retries: 0,
        retry_percent: 0,
        reserve_percent: 20,
        breaker_calls: u32::MAX,
        breaker_pause: Duration::from_secs(1),
        tokens: 1,
        outbound: Outbound::default(),
    })
    .unwrap();
    let caller = UpstreamCaller::new(
        Credential::Viewer(Token::new(recorded::TOKEN)),
        Instant::now() + Duration::from_hours(1),
    );
    for number in 0..TIMES {
        let customer = recorded::customer(number).parse().unwrap();
        for (part, size, after, expected) in [
            ("call.empty", 26, Some("20"), 0),
            ("call.sessions", 26, None, 20),
        ] {
            let call = platform.sessions_of_contact(&caller, customer, size, after, true);
            let page = counted(part, || runtime.block_on(call)).unwrap();
            assert_eq!(page.sessions.len(), expected);
            settle(&runtime);
            if let Some(session) = page.sessions.first() {
                let call = platform.events(&caller, session.id, 10, None);
                let page = counted("call.events", || runtime.block_on(call)).unwrap();
                assert_eq!(page.events.len(), 10);
                settle(&runtime);
            }
        }
        let mixed = recorded::customer(recorded::MIXED + number);
        let mixed = mixed.parse().unwrap();
        let call = platform.sessions_of_contact(&caller, mixed, 26, None, true);
        let page = counted("call.conversations", || runtime.block_on(call)).unwrap();
        assert_eq!(page.sessions.len(), 20);
        settle(&runtime);
        let ids: Vec<_> = (0..10)
            .map(|index| recorded::customer(number * 10 + index).parse().unwrap())
            .collect();
        let call = platform.contacts(&caller, &ids);
        let found = counted("call.contacts", || runtime.block_on(call)).unwrap();
        assert_eq!(found.len(), 10);
        settle(&runtime);
    }
}
