//! The product page's rules for the status of a session.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::channel::card_channel;
use super::object::parse_time;

/// Key of the customer's visits that the reference adds to a web messaging session, because they affect
/// its status.
pub(super) const VISITS: &str = "visibleVisits";

/// The status at `now`, and the time at which it changes without an event.
pub(super) fn status(session: &Value, now: DateTime<Utc>) -> (&'static str, Option<DateTime<Utc>>) {
    let ends = parse_time(&session["endedDate"]);
    if ends.is_some_and(|end| end <= now) {
        return ("ENDED", None);
    }
    let (status, changes_at) = while_open(session, now);
    (status, [changes_at, ends].into_iter().flatten().min())
}

fn while_open(session: &Value, now: DateTime<Utc>) -> (&'static str, Option<DateTime<Utc>>) {
    let dated = session["idleDate"].is_string() || session["awayDate"].is_string();
    let mut all = vec![idle_and_away(session)];
    match session["type"].as_str().unwrap() {
        "web" | "app" => {}
        "conversation" if is_web_messaging(session) => {
            let visits = session[VISITS].as_array().into_iter().flatten();
            let open =
                visits.filter(|visit| parse_time(&visit["endedDate"]).is_none_or(|end| end > now));
            all.extend(open.map(idle_and_away));
        }
        "conversation" => {
            let status = if is_wrapped_up(session) && !waits_for_the_next_agent(session) {
                "INACTIVE"
            } else {
                "LIVE"
            };
            return (status, None);
        }
        _ if dated => {}
        _ => return ("LIVE", None),
    }
    let idle = all.iter().map(|dates| dates.0).max().unwrap();
    let away = all.iter().map(|dates| dates.1).max().unwrap();
    if now >= away {
        ("INACTIVE", None)
    } else if now >= idle {
        ("IDLE", Some(away))
    } else {
        ("LIVE", Some(idle.min(away)))
    }
}

/// The times at which a session or visit becomes idle and inactive.
fn idle_and_away(session: &Value) -> (DateTime<Utc>, DateTime<Utc>) {
    let last = parse_time(&session["lastEvent"]["createdDate"]);
    let last = last
        .or_else(|| parse_time(&session["createdDate"]))
        .unwrap();
    let idle = parse_time(&session["idleDate"]).unwrap_or(last + TimeDelta::seconds(45));
    let away = parse_time(&session["awayDate"]).unwrap_or(last + TimeDelta::seconds(60));
    (idle, away)
}

pub(super) fn is_web_messaging(session: &Value) -> bool {
    let medium = || card_channel(session).medium;
    session["type"] == "conversation"
        && ["WEB_MESSAGING", "AUTHENTICATED_WEB_MESSAGING"].contains(&medium())
}

fn waits_for_the_next_agent(session: &Value) -> bool {
    let left = session["lastUserDisconnectType"]
        .as_str()
        .unwrap_or_default();
    session["endedDate"].is_null() && left.to_lowercase().contains("transfer")
}

/// Whether the last connected agent has wrapped up. The wrap-up may be of an earlier agent.
fn is_wrapped_up(session: &Value) -> bool {
    let last = &session["lastUserDisposition"];
    let (by, connected) = (&last["user"]["id"], &session["lastConnectedUser"]["id"]);
    last["code"].is_string() && (by.is_null() || connected.is_null() || by == connected)
}
