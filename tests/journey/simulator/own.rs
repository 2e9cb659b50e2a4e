//! The conversations of the token's user.

use journey_simulator::Act;
use reqwest::StatusCode;
use serde_json::Value;

use super::{AGENT, Platform, SUPERVISOR, ids, text};

const OWN: &str = "/api/v2/conversations";

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).expect("a list")
}

#[tokio::test]
async fn a_user_sees_their_own_active_conversations() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    // A token is enough.
    platform.simulator.set_permissions(AGENT, &[]);
    let own = platform.good(AGENT, OWN).await;
    let contacts = |listed: &Value| -> Vec<String> {
        let entities = list(&listed["entities"]).iter();
        let customers = entities.map(|one| &one["participants"][0]);
        customers
            .map(|one| text(one, "externalContactId").to_owned())
            .collect()
    };
    assert_eq!(contacts(&own), [&*fixtures.chat_customer]);
    let others = platform.good(SUPERVISOR, OWN).await;
    assert!(list(&others["entities"]).is_empty(), "{others}");
    // A conversation becomes the user's own with the answer, and is inactive after the wrap-up.
    let act = |act: Act| platform.simulator.act(&fixtures.customer, act);
    act(Act::StartCall).expect("a call");
    assert_eq!(contacts(&platform.good(AGENT, OWN).await).len(), 1);
    act(Act::AnswerAsDemoAgent).expect("an answer");
    let both = platform.good(AGENT, OWN).await;
    assert!(contacts(&both).contains(&fixtures.customer));
    let calls = platform
        .good(AGENT, &format!("{OWN}?communicationType=call"))
        .await;
    assert_eq!(contacts(&calls), [&*fixtures.customer]);
    act(Act::EndCall).expect("an end");
    assert_eq!(contacts(&platform.good(AGENT, OWN).await).len(), 2);
    act(Act::WrapUp).expect("a wrap-up");
    assert_eq!(contacts(&platform.good(AGENT, OWN).await).len(), 1);
    let (status, _) = platform
        .get(AGENT, &format!("{OWN}?communicationType=smoke"))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn own_conversations_are_found_by_medium_and_id() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let own = platform.good(AGENT, OWN).await;
    let chat = text(&own["entities"][0], "id").to_owned();
    let found = platform
        .good(AGENT, &format!("{OWN}/messages/{chat}"))
        .await;
    assert_eq!(found["id"], *chat);
    let participants = list(&found["participants"]);
    assert_eq!(
        participants[0]["externalContact"]["id"],
        *fixtures.chat_customer
    );
    assert_eq!(participants[0]["state"], "connected");
    let me = platform.good(AGENT, "/api/v2/users/me").await;
    assert!(participants.iter().any(|one| one["user"]["id"] == me["id"]));
    for (token, path) in [
        (AGENT, format!("{OWN}/calls/{chat}")),
        (SUPERVISOR, format!("{OWN}/messages/{chat}")),
        (
            AGENT,
            format!("{OWN}/calls/{}", fixtures.transferred_conversation),
        ),
        (AGENT, format!("{OWN}/messages/{}", fixtures.unknown_id)),
    ] {
        let (status, body) = platform.get(token, &path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}: {body}");
    }
}

#[tokio::test]
async fn a_participants_wrap_up_and_its_codes_can_be_read() {
    let platform = Platform::start().await;
    let customer = platform.simulator.fixtures().customer;
    for act in [Act::StartCall, Act::AnswerAsDemoAgent, Act::EndCall] {
        platform.simulator.act(&customer, act).expect("it happens");
    }
    let calls = platform
        .good(AGENT, &format!("{OWN}?communicationType=call"))
        .await;
    let call = &calls["entities"][0];
    let agent = list(&call["participants"]).iter();
    let mut agent = agent.filter(|one| one["purpose"] == "agent");
    let agent = text(agent.next_back().expect("an agent"), "id");
    let path = format!("{OWN}/{}/participants/{agent}/wrapup", text(call, "id"));
    let before = platform.good(AGENT, &path).await;
    assert!(before["code"].is_null(), "{before}");
    platform.simulator.act(&customer, Act::FileWrapUp);
    let after = platform.good(AGENT, &path).await;
    let codes = platform.good(AGENT, &format!("{path}codes")).await;
    assert!(ids(list(&codes)).contains(&text(&after, "code")), "{codes}");
    let (status, _) = platform.get(SUPERVISOR, &path).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
