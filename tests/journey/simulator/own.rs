//! The conversations of the token's user.

use journey_simulator::Action;
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
    let own = platform.get_ok(AGENT, OWN).await;
    let contacts = |listed: &Value| -> Vec<String> {
        let entities = list(&listed["entities"]).iter();
        let customers = entities.map(|one| &one["participants"][0]);
        customers
            .map(|one| text(one, "externalContactId").to_owned())
            .collect()
    };
    assert_eq!(contacts(&own), [&*fixtures.chat_customer]);
    let others = platform.get_ok(SUPERVISOR, OWN).await;
    assert!(list(&others["entities"]).is_empty(), "{others}");
    // A conversation becomes the user's own when the user answers, and is inactive after the wrap-up.
    let perform = |action: Action| platform.simulator.perform(&fixtures.customer, action);
    perform(Action::StartCall).expect("a call");
    assert_eq!(contacts(&platform.get_ok(AGENT, OWN).await).len(), 1);
    perform(Action::AnswerAsDemoAgent).expect("an answered conversation");
    let both = platform.get_ok(AGENT, OWN).await;
    assert!(contacts(&both).contains(&fixtures.customer));
    let calls = platform
        .get_ok(AGENT, &format!("{OWN}?communicationType=call"))
        .await;
    assert_eq!(contacts(&calls), [&*fixtures.customer]);
    perform(Action::EndCall).expect("an end");
    assert_eq!(contacts(&platform.get_ok(AGENT, OWN).await).len(), 2);
    perform(Action::WrapUp).expect("a wrap-up");
    assert_eq!(contacts(&platform.get_ok(AGENT, OWN).await).len(), 1);
    let (status, _) = platform
        .get(AGENT, &format!("{OWN}?communicationType=smoke"))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn own_conversations_are_found_by_medium_and_id() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let own = platform.get_ok(AGENT, OWN).await;
    let chat = text(&own["entities"][0], "id").to_owned();
    let found = platform
        .get_ok(AGENT, &format!("{OWN}/messages/{chat}"))
        .await;
    assert_eq!(found["id"], *chat);
    let participants = list(&found["participants"]);
    assert_eq!(
        participants[0]["externalContact"]["id"],
        *fixtures.chat_customer
    );
    assert_eq!(participants[0]["state"], "connected");
    let me = platform.get_ok(AGENT, "/api/v2/users/me").await;
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
    for action in [
        Action::StartCall,
        Action::AnswerAsDemoAgent,
        Action::EndCall,
    ] {
        platform
            .simulator
            .perform(&customer, action)
            .expect("it happens");
    }
    let calls = platform
        .get_ok(AGENT, &format!("{OWN}?communicationType=call"))
        .await;
    let call = &calls["entities"][0];
    let agent = list(&call["participants"]).iter();
    let mut agent = agent.filter(|one| one["purpose"] == "agent");
    let agent = text(agent.next_back().expect("an agent"), "id");
    let path = format!("{OWN}/{}/participants/{agent}/wrapup", text(call, "id"));
    let before = platform.get_ok(AGENT, &path).await;
    assert!(before["code"].is_null(), "{before}");
    platform.simulator.perform(&customer, Action::FileWrapUp);
    let after = platform.get_ok(AGENT, &path).await;
    let codes = platform.get_ok(AGENT, &format!("{path}codes")).await;
    assert!(ids(list(&codes)).contains(&text(&after, "code")), "{codes}");
    let (status, _) = platform.get(SUPERVISOR, &path).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
