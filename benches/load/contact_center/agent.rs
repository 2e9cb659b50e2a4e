//! One agent: opens a customer's journey tab, expands two of its cards, reloads the tab twice, and continues with the next
//! customer.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use super::demand::DemandCounter;
use crate::BenchError;
use crate::http_client::HttpClient;
use crate::targets::Target;

const TAB: &str = include_str!("tab.graphql");
const CARD: &str = include_str!("card.graphql");

/// Time from one customer to the next.
const ROUND: Duration = Duration::from_mins(6);
/// Times from opening the tab to the first card, the second card and each reload.
const FIRST_CARD: Duration = Duration::from_secs(15);
const SECOND_CARD: Duration = Duration::from_secs(30);
const RELOADS: [Duration; 2] = [Duration::from_secs(90), Duration::from_secs(170)];

/// State that all agents share.
pub(super) struct ContactCenter {
    /// One for each gateway.
    pub(super) clients: Vec<HttpClient>,
    /// Most frequent first.
    pub(super) customers: Vec<Target>,
    pub(super) speed: u32,
    pub(super) demand: DemandCounter,
}

pub(super) struct Agent {
    client: HttpClient,
    center: Arc<ContactCenter>,
    random: RandomNumbers,
}

#[derive(Deserialize)]
struct Response {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    customer: Option<Customer>,
}

#[derive(Deserialize)]
struct Customer {
    sessions: List,
}

#[derive(Deserialize)]
struct List {
    nodes: Vec<Card>,
}

/// The fields of a card that the bench reads.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Card {
    pub(super) id: String,
    pub(super) event_count: u32,
    queue: Option<serde::de::IgnoredAny>,
    agent: Option<serde::de::IgnoredAny>,
    wrap_up: Option<serde::de::IgnoredAny>,
    #[serde(rename = "__typename")]
    typename: String,
}

impl Card {
    /// Number of names on the card.
    pub(super) fn names(&self) -> usize {
        [&self.queue, &self.agent, &self.wrap_up]
            .into_iter()
            .flatten()
            .count()
    }

    /// Whether expanding the card may need an upstream call. A visit without events needs none.
    fn has_events(&self) -> bool {
        self.typename == "ConversationSession" || self.event_count > 0
    }
}

impl Agent {
    pub(super) fn new(
        number: usize,
        token: &str,
        center: Arc<ContactCenter>,
    ) -> Result<Self, BenchError> {
        let clients = &center.clients;
        let client = clients.get(number % clients.len().max(1));
        Ok(Self {
            client: client
                .ok_or("the bench has no gateways")?
                .with_token(token)?,
            random: RandomNumbers(number as u64),
            center,
        })
    }

    /// Sends requests until one fails.
    pub(super) async fn run(mut self) -> Result<(), BenchError> {
        let speed = self.center.speed;
        tokio::time::sleep((ROUND / speed).mul_f64(self.random.fraction())).await;
        let mut rounds = tokio::time::interval(ROUND / speed);
        loop {
            let start = rounds.tick().await;
            let after = |time: Duration| tokio::time::sleep_until(start + time / speed);
            let center = self.center.clone();
            let index = zipf(center.customers.len(), self.random.fraction());
            let customer = &center
                .customers
                .get(index)
                .ok_or("the bench has no customers")?
                .id;
            let mut cards = self.open_tab(customer).await?;
            cards.retain(Card::has_events);
            for time in [FIRST_CARD, SECOND_CARD] {
                after(time).await;
                if !cards.is_empty() {
                    let card = cards.swap_remove(self.random.below(cards.len()));
                    self.expand_card(&card.id).await?;
                }
            }
            for time in RELOADS {
                after(time).await;
                self.open_tab(customer).await?;
            }
        }
    }

    async fn open_tab(&self, id: &str) -> Result<Vec<Card>, BenchError> {
        let document = serde_json::to_string(TAB)?;
        let body = format!(r#"{{"query":{document},"variables":{{"customerId":"{id}"}}}}"#);
        let reply = self.client.post(body).await?.require_success()?;
        let response: Response = serde_json::from_slice(&reply.body)?;
        let customer = response
            .data
            .customer
            .ok_or("the gateway did not find the customer")?;
        let cards = customer.sessions.nodes;
        self.center.demand.count_tab(id, &cards);
        Ok(cards)
    }

    async fn expand_card(&self, session: &str) -> Result<(), BenchError> {
        let document = serde_json::to_string(CARD)?;
        let body = format!(r#"{{"query":{document},"variables":{{"sessionId":"{session}"}}}}"#);
        self.client.post(body).await?.require_success()?;
        self.center.demand.count_card(session);
        Ok(())
    }
}

/// A splitmix64 generator, so that an agent chooses the same customers in each run.
struct RandomNumbers(u64);

impl RandomNumbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not including 1.
    #[expect(
        clippy::cast_precision_loss,
        reason = "53 bits are kept, which a double holds"
    )]
    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        let number = self.next() % end.max(1) as u64;
        usize::try_from(number).unwrap_or_default()
    }
}

/// An index below `count` whose probability is proportional to 1/(index + 1), from the inverse of the integral. This is
/// accurate enough for a bench and needs no table.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of customers are far below 2^52, and the index is not negative"
)]
fn zipf(count: usize, fraction: f64) -> usize {
    let index = (count as f64 + 1.0).powf(fraction) - 1.0;
    (index as usize).min(count.saturating_sub(1))
}
