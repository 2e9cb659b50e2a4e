//! One agent: opens a customer's journey tab, expands two of its cards, reloads the tab twice, and continues with the next
//! customer.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use super::ledger::Ledger;
use crate::Failure;
use crate::ask::Asker;
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
pub(super) struct Centre {
    pub(super) asker: Asker,
    /// Most frequent first.
    pub(super) customers: Vec<Target>,
    pub(super) speed: u32,
    pub(super) ledger: Ledger,
}

pub(super) struct Agent {
    asker: Asker,
    centre: Arc<Centre>,
    dice: Dice,
}

#[derive(Deserialize)]
struct Answer {
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
    pub(super) fn new(number: usize, token: &str, centre: Arc<Centre>) -> Result<Self, Failure> {
        Ok(Self {
            asker: centre.asker.with_token(token)?,
            dice: Dice(number as u64),
            centre,
        })
    }

    /// Works until a request fails.
    pub(super) async fn work(mut self) -> Result<(), Failure> {
        let speed = self.centre.speed;
        tokio::time::sleep((ROUND / speed).mul_f64(self.dice.fraction())).await;
        let mut rounds = tokio::time::interval(ROUND / speed);
        loop {
            let began = rounds.tick().await;
            let after = |time: Duration| tokio::time::sleep_until(began + time / speed);
            let centre = self.centre.clone();
            let index = zipf(centre.customers.len(), self.dice.fraction());
            let customer = &centre
                .customers
                .get(index)
                .ok_or("there is no customer")?
                .id;
            let mut cards = self.tab(customer).await?;
            cards.retain(Card::has_events);
            for time in [FIRST_CARD, SECOND_CARD] {
                after(time).await;
                if !cards.is_empty() {
                    let card = cards.swap_remove(self.dice.below(cards.len()));
                    self.card(&card.id).await?;
                }
            }
            for time in RELOADS {
                after(time).await;
                self.tab(customer).await?;
            }
        }
    }

    async fn tab(&self, customer: &str) -> Result<Vec<Card>, Failure> {
        let document = serde_json::to_string(TAB)?;
        let body = format!(r#"{{"query":{document},"variables":{{"customerId":"{customer}"}}}}"#);
        let reply = self.asker.ask(body).await?.good()?;
        let answer: Answer = serde_json::from_slice(&reply.body)?;
        let customer_found = answer.data.customer.ok_or("there is no customer")?;
        let cards = customer_found.sessions.nodes;
        self.centre.ledger.tab(customer, &cards);
        Ok(cards)
    }

    async fn card(&self, session: &str) -> Result<(), Failure> {
        let document = serde_json::to_string(CARD)?;
        let body = format!(r#"{{"query":{document},"variables":{{"sessionId":"{session}"}}}}"#);
        self.asker.ask(body).await?.good()?;
        self.centre.ledger.card(session);
        Ok(())
    }
}

/// A splitmix64 generator, so that an agent chooses the same customers in each run.
struct Dice(u64);

impl Dice {
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
        let drawn = self.next() % end.max(1) as u64;
        usize::try_from(drawn).unwrap_or_default()
    }
}

/// An index below `count` whose probability is proportional to 1/(index + 1), from the inverse of the integral. This is
/// accurate enough for a load and needs no table.
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
