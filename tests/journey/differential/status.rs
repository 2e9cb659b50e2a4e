//! The product page's rule of the badge.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::channel::channels;
use super::thing::instant;

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
    let (idle, away) = (instant(&session["idleDate"]), instant(&session["awayDate"]));
    let dated = idle.is_some() || away.is_some();
    match session["type"].as_str().unwrap() {
        "web" | "app" => {}
        _ if dated => {}
        "conversation" => {
            let medium = channels(session).remove(0).medium;
            if !["WEB_MESSAGING", "AUTHENTICATED_WEB_MESSAGING"].contains(&medium) {
                return (
                    if is_wrapped_up(session) {
                        "INACTIVE"
                    } else {
                        "LIVE"
                    },
                    None,
                );
            }
        }
        _ => return ("LIVE", None),
    }
    let last = instant(&session["lastEvent"]["createdDate"]);
    let last = last.or_else(|| instant(&session["createdDate"])).unwrap();
    let idle = idle.unwrap_or(last + TimeDelta::seconds(45));
    let away = away.unwrap_or(last + TimeDelta::seconds(60));
    if now >= away {
        ("INACTIVE", None)
    } else if now >= idle {
        ("IDLE", Some(away))
    } else {
        ("LIVE", Some(idle.min(away)))
    }
}

/// Whether the agent who is connected has wrapped up. One who was connected before may have, too.
fn is_wrapped_up(session: &Value) -> bool {
    let last = &session["lastUserDisposition"];
    let (by, connected) = (&last["user"]["id"], &session["lastConnectedUser"]["id"]);
    last["code"].is_string() && (by.is_null() || connected.is_null() || by == connected)
}
