//! The product page's rule of the badge.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::channel::card;
use super::thing::instant;

/// Under this name a web messaging session carries the customer's visits that count for its badge.
pub(super) const VISITS: &str = "visits in sight";

/// The badge at an instant, and when it turns by itself.
pub(super) fn status(session: &Value, now: DateTime<Utc>) -> (&'static str, Option<DateTime<Utc>>) {
    let ends = instant(&session["endedDate"]);
    if ends.is_some_and(|end| end <= now) {
        return ("ENDED", None);
    }
    let (badge, turns) = while_open(session, now);
    (badge, [turns, ends].into_iter().flatten().min())
}

fn while_open(session: &Value, now: DateTime<Utc>) -> (&'static str, Option<DateTime<Utc>>) {
    let dated = session["idleDate"].is_string() || session["awayDate"].is_string();
    let mut all = vec![fading(session)];
    match session["type"].as_str().unwrap() {
        "web" | "app" => {}
        "conversation" if is_web_messaging(session) => {
            let visits = session[VISITS].as_array().into_iter().flatten();
            let open =
                visits.filter(|visit| instant(&visit["endedDate"]).is_none_or(|end| end > now));
            all.extend(open.map(fading));
        }
        "conversation" => {
            let badge = if is_wrapped_up(session) && !waits_for_the_next_agent(session) {
                "INACTIVE"
            } else {
                "LIVE"
            };
            return (badge, None);
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

/// From when on a session or visit is idle, and inactive.
fn fading(session: &Value) -> (DateTime<Utc>, DateTime<Utc>) {
    let last = instant(&session["lastEvent"]["createdDate"]);
    let last = last.or_else(|| instant(&session["createdDate"])).unwrap();
    let idle = instant(&session["idleDate"]).unwrap_or(last + TimeDelta::seconds(45));
    let away = instant(&session["awayDate"]).unwrap_or(last + TimeDelta::seconds(60));
    (idle, away)
}

pub(super) fn is_web_messaging(session: &Value) -> bool {
    let medium = || card(session).medium;
    session["type"] == "conversation"
        && ["WEB_MESSAGING", "AUTHENTICATED_WEB_MESSAGING"].contains(&medium())
}

fn waits_for_the_next_agent(session: &Value) -> bool {
    let left = session["lastUserDisconnectType"]
        .as_str()
        .unwrap_or_default();
    session["endedDate"].is_null() && left.to_lowercase().contains("transfer")
}

/// Whether the agent who is connected has wrapped up. One who was connected before may have, too.
fn is_wrapped_up(session: &Value) -> bool {
    let last = &session["lastUserDisposition"];
    let (by, connected) = (&last["user"]["id"], &session["lastConnectedUser"]["id"]);
    last["code"].is_string() && (by.is_null() || connected.is_null() || by == connected)
}
