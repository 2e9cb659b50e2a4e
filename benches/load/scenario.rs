//! The measured queries, and the checks of their responses.

use serde::Deserialize;

use super::BenchError;
use super::targets::Target;

/// The recipes for front ends, so that the bench measures the documented queries.
const RECIPES: &str = include_str!("../../docs/queries.md");

/// A kind of load.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    /// The heading of the recipe.
    recipe: &'static str,
    /// Number of sessions in a page of the recipe.
    pub(crate) page: usize,
    /// Whether every request is for another customer.
    pub(crate) cold: bool,
}

/// In the order of the table.
pub(crate) static SCENARIOS: [Scenario; 4] = [
    Scenario {
        name: "journey tab, cold",
        recipe: "### The journey tab\n",
        page: 10,
        cold: true,
    },
    Scenario {
        name: "journey tab, warm",
        recipe: "### The journey tab\n",
        page: 10,
        cold: false,
    },
    Scenario {
        name: "list only, cold",
        recipe: "### The list of cards only\n",
        page: 25,
        cold: true,
    },
    Scenario {
        name: "list only, warm",
        recipe: "### The list of cards only\n",
        page: 25,
        cold: false,
    },
];

impl Scenario {
    /// The body of a request up to the customer's id.
    pub(crate) fn opening(&self) -> Result<String, BenchError> {
        let document = serde_json::to_string(self.document()?)?;
        Ok(format!(
            r#"{{"query":{document},"variables":{{"customerId":""#
        ))
    }

    /// The recipe's document.
    pub(crate) fn document(&self) -> Result<&'static str, BenchError> {
        let document = RECIPES
            .split_once(self.recipe)
            .and_then(|(_, rest)| rest.split_once("```graphql\n"))
            .and_then(|(_, rest)| rest.split_once("```"))
            .map(|(document, _)| document);
        document.ok_or_else(|| format!("docs/queries.md lacks the recipe of {}", self.name).into())
    }

    /// Checks the response for `target`; returns its number of sessions.
    pub(crate) fn check(&self, target: &Target, body: &[u8]) -> Result<usize, String> {
        let response: Response =
            serde_json::from_slice(body).map_err(|error| format!("invalid response: {error}"))?;
        if let Some(errors) = response.errors {
            return Err(format!("errors: {errors}"));
        }
        let customer = response.data.and_then(|data| data.customer);
        let customer = customer.ok_or("the response has no customer")?;
        if customer.id != target.id {
            return Err(format!("the response is for customer {}", customer.id));
        }
        let sessions = customer
            .sessions
            .ok_or("the customer has no sessions")?
            .nodes;
        let expected = target.sessions.min(self.page);
        if sessions.len() != expected {
            return Err(format!("{} sessions, not {expected}", sessions.len()));
        }
        for session in &sessions {
            session.check()?;
        }
        Ok(sessions.len())
    }
}

/// The parts of a response that are checked.
#[derive(Deserialize)]
struct Response {
    errors: Option<serde_json::Value>,
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    customer: Option<Customer>,
}

#[derive(Deserialize)]
struct Customer {
    id: String,
    sessions: Option<List<Session>>,
}

#[derive(Deserialize)]
struct List<T> {
    nodes: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    id: String,
    event_count: Option<usize>,
    /// Present for visits only, and not in every recipe.
    events: Option<List<serde::de::IgnoredAny>>,
}

impl Session {
    /// Checks the number of events: the journey tab requests the first five of a visit.
    fn check(&self) -> Result<(), String> {
        let (Some(count), Some(events)) = (self.event_count, &self.events) else {
            return Ok(());
        };
        let (has, expected) = (events.nodes.len(), count.min(5));
        if has == expected {
            Ok(())
        } else {
            Err(format!(
                "session {} has {has} events, not {expected}",
                self.id
            ))
        }
    }
}
