//! The queries whose cost is compared and limited: a journey tab, a list, ten customers with names.

use serde_json::{Map, Value, json};

use super::{MIXED, customer};

/// Number of sessions of each customer that a query shows, and of events of each session.
pub(crate) const SESSIONS: usize = 20;
pub(crate) const EVENTS: usize = 10;

/// A query for customers that are numbered in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Query {
    /// 20 visits of 10 events.
    Tab,
    /// 20 visits.
    List,
    /// 20 sessions of each of ten customers, with the names of queues and wrap-up codes.
    Ten,
}

impl Query {
    pub(crate) const ALL: [Self; 3] = [Self::Tab, Self::List, Self::Ten];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tab => "tab",
            Self::List => "list",
            Self::Ten => "ten",
        }
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Tab => include_str!("../queries/tab.graphql"),
            Self::List => include_str!("../queries/list.graphql"),
            Self::Ten => include_str!("../queries/ten.graphql"),
        }
    }

    fn operation(self) -> &'static str {
        match self {
            Self::Tab => "JourneyTab",
            Self::List => "SessionList",
            Self::Ten => "TenCustomers",
        }
    }

    /// The body of the request with this number, for other customers than every other number.
    pub(crate) fn body(self, number: u64) -> Vec<u8> {
        let mut variables = Map::new();
        match self {
            Self::Tab | Self::List => {
                variables.insert("id".to_owned(), customer(number).into());
            }
            Self::Ten => {
                for index in 0..10 {
                    let id = customer(MIXED + number * 10 + index);
                    variables.insert(format!("id{index}"), id.into());
                }
            }
        }
        let body = json!({
            "query": self.text(), "operationName": self.operation(), "variables": variables,
        });
        body.to_string().into()
    }

    /// Checks that a response has every session and event.
    pub(crate) fn check(self, response: &[u8]) -> Result<(), String> {
        let response: Value =
            serde_json::from_slice(response).map_err(|error| format!("not JSON: {error}"))?;
        let incomplete = || format!("an incomplete response: {response}");
        if response.get("errors").is_some() {
            return Err(incomplete());
        }
        let customers = response.get("data").and_then(Value::as_object);
        let customers = customers.ok_or_else(incomplete)?;
        if customers.len() != if self == Self::Ten { 10 } else { 1 } {
            return Err(incomplete());
        }
        for customer in customers.values() {
            let sessions = nodes(customer, "/sessions/nodes", SESSIONS);
            for session in sessions.ok_or_else(incomplete)? {
                if self == Self::Tab {
                    nodes(session, "/events/nodes", EVENTS).ok_or_else(incomplete)?;
                }
            }
        }
        Ok(())
    }
}

/// The list at this place, if it is of this length.
fn nodes<'a>(value: &'a Value, pointer: &str, count: usize) -> Option<&'a Vec<Value>> {
    let nodes = value.pointer(pointer)?.as_array()?;
    (nodes.len() == count).then_some(nodes)
}
