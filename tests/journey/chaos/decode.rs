//! Good answers, a little wrong, through the whole of the platform's client: what comes out is right or
//! is [`Error::Invalid`], nothing is invented, and no division gets lost.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::{Router, serve};
use journey_gateway::model::id::DivisionId;
use journey_gateway::platform::{
    Caller, Credential, Error, Family, IdentifierType, Platform, Settings, Token,
};
use journey_gateway::simulator::{Fixtures, Options, TokenOptions};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::super::stage::{SUPERVISOR, Stage, loopback};
use super::mutation::Mutation;

/// Stands before the simulator and says what it says, mutated.
struct Upstream {
    platform: String,
    client: reqwest::Client,
    /// Asked for once.
    good: Mutex<BTreeMap<String, Value>>,
    mutation: Mutex<Option<Mutation>>,
    /// Whether the last mutation left out what nobody could know of.
    is_lossy: Mutex<bool>,
}

impl Upstream {
    async fn answer(&self, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Vec<u8> {
        let known = self.good.lock().unwrap().get(&uri.to_string()).cloned();
        let good = match known {
            Some(good) => good,
            None => {
                let request = self
                    .client
                    .request(method, format!("{}{uri}", self.platform));
                let answer = request.headers(headers).body(body).send().await.unwrap();
                let good: Value = answer.error_for_status().unwrap().json().await.unwrap();
                let mut all = self.good.lock().unwrap();
                all.insert(uri.to_string(), good.clone());
                good
            }
        };
        let Some(mutation) = self.mutation.lock().unwrap().clone() else {
            return good.to_string().into_bytes();
        };
        let (bytes, is_lossy) = mutation.apply(&good);
        *self.is_lossy.lock().unwrap() = is_lossy;
        bytes
    }
}

/// What was read: of each thing what restricts it, or what is granted by it.
type Told = BTreeMap<String, BTreeSet<String>>;

fn texts<T: ToString>(all: impl IntoIterator<Item = T>) -> BTreeSet<String> {
    all.into_iter().map(|one| one.to_string()).collect()
}

/// Operations below this number give out things with their divisions, or a token with its scopes.
const RESTRICTED: usize = 9;
const SCOPES: usize = 8;
/// Whose answers hold texts only, so that any text is as good as another.
const FREE: [usize; 3] = [9, 10, 12];
const COUNT: usize = 18;

struct Reader {
    platform: Platform,
    fixtures: Fixtures,
    /// Restricted by scopes.
    token: String,
}

impl Reader {
    async fn read(&self, operation: usize) -> Result<Told, Error> {
        let (platform, at) = (&self.platform, &self.fixtures);
        let far = Instant::now() + Duration::from_secs(60);
        let token = if operation == SCOPES {
            &self.token
        } else {
            SUPERVISOR
        };
        let caller = &Caller::new(Credential::Viewer(Token::new(token)), far);
        let customer = at.customer.parse().unwrap();
        let mut told = Told::new();
        match operation {
            0 => {
                let divided = at.divided_customer.parse().unwrap();
                let page = platform
                    .sessions_of_contact(caller, divided, 20, None, true)
                    .await?;
                told.extend(
                    page.sessions
                        .into_iter()
                        .map(|one| (one.id.to_string(), texts(one.divisions))),
                );
            }
            1 => {
                let found = platform
                    .session(caller, at.transferred_call.parse().unwrap())
                    .await?;
                told.extend(found.map(|one| (one.id.to_string(), texts(one.divisions))));
            }
            2 => {
                let ids = [at.transferred_conversation.parse().unwrap()];
                let found = platform.conversation_details(caller, &ids).await?;
                told.extend(
                    found
                        .into_iter()
                        .map(|one| (one.id.to_string(), texts(one.divisions))),
                );
            }
            3 => {
                let id = at.transferred_conversation.parse().unwrap();
                let found = platform.conversation(caller, id).await?;
                told.extend(found.map(|one| (one.id.to_string(), texts(one.divisions))));
            }
            4 | 5 => {
                let family = if operation == 4 {
                    Family::Plain
                } else {
                    Family::DivisionViews
                };
                let ids = [
                    at.queue.0.parse().unwrap(),
                    at.invisible_queue.parse().unwrap(),
                ];
                let found = platform.queues(caller, family, &ids).await?;
                told.extend(
                    found
                        .into_iter()
                        .map(|one| (one.id.to_string(), texts(one.division))),
                );
            }
            6 | 7 => {
                let family = if operation == 6 {
                    Family::Plain
                } else {
                    Family::DivisionViews
                };
                let ids = [at.code.0.parse().unwrap()];
                let found = platform.wrap_up_codes(caller, family, &ids).await?;
                told.extend(
                    found
                        .into_iter()
                        .map(|one| (one.id.to_string(), texts(one.division))),
                );
            }
            8 => {
                let token = platform.token_me(caller).await?;
                told.insert("scopes".to_owned(), texts(token.scopes));
            }
            9 => {
                let user = platform.user_me(caller).await?;
                told.insert("permissions".to_owned(), texts(user.permissions));
            }
            10 => {
                for grant in platform.subject_me(caller).await? {
                    told.entry(grant.division)
                        .or_default()
                        .extend(grant.permissions);
                }
            }
            11 => {
                let found = platform.segment_assignments(caller, customer).await?;
                let key = |segment: &dyn ToString, session: Option<_>| {
                    format!("{} {session:?}", segment.to_string())
                };
                // What was made in a session that cannot be read is nobody's.
                let readable = found.into_iter().filter(|one| one.divisions.is_empty());
                told.extend(readable.map(|one| (key(&one.segment, one.session), BTreeSet::new())));
            }
            12 => {
                let visit = at.full_visit.parse().unwrap();
                let page = platform.events(caller, visit, 50, None).await?;
                told.extend(page.events.into_iter().map(|one| (one.id, BTreeSet::new())));
            }
            13 => {
                let found = platform.contacts(caller, &[customer]).await?;
                told.extend(
                    found
                        .into_iter()
                        .map(|(id, _)| (id.to_string(), BTreeSet::new())),
                );
            }
            14 => {
                let found = platform
                    .identify(caller, IdentifierType::Email, &at.customer_email)
                    .await?;
                told.extend(found.map(|one| (one.id.to_string(), BTreeSet::new())));
            }
            15 => {
                let found = platform.organization(caller, customer).await?;
                told.extend(found.map(|_| ("organization".to_owned(), BTreeSet::new())));
            }
            16 => drop(platform.identifiers(caller, customer).await?),
            _ => {
                let found = platform
                    .users(caller, &[at.agent.0.parse().unwrap()])
                    .await?;
                told.extend(
                    found
                        .into_iter()
                        .map(|one| (one.id.to_string(), BTreeSet::new())),
                );
            }
        }
        Ok(told)
    }
}

#[test]
fn an_answer_a_little_wrong_is_read_right_or_not_at_all() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let stage = runtime.block_on(Stage::with(Options::default(), &[]));
    let upstream = Arc::new(Upstream {
        platform: stage.simulator.url().to_owned(),
        client: reqwest::Client::new(),
        good: Mutex::default(),
        mutation: Mutex::default(),
        is_lossy: Mutex::default(),
    });
    let answer = async |State(upstream): State<Arc<Upstream>>, method, uri, headers, body| {
        upstream.answer(method, uri, headers, body).await
    };
    let listener = runtime.block_on(TcpListener::bind(loopback())).unwrap();
    let api = format!("http://{}", listener.local_addr().unwrap());
    let app = Router::new().fallback(answer).with_state(upstream.clone());
    runtime.spawn(async move { serve(listener, app).await });
    let second = Duration::from_secs(10);
    let scopes = ["users:readonly", "authorization:readonly", "journey"];
    let options = TokenOptions {
        scopes: scopes.map(str::to_owned).to_vec(),
        expires: None,
    };
    let reader = Reader {
        platform: Platform::new(Settings {
            api: api.parse().unwrap(),
            connect_timeout: second,
            timeout: second,
            max_response_bytes: 8_000_000,
            max_concurrent_calls: 8,
        })
        .unwrap(),
        token: stage.simulator.issue_token(SUPERVISOR, options),
        fixtures: stage.fixtures.clone(),
    };
    let good: Vec<_> = (0..COUNT)
        .map(|operation| runtime.block_on(reader.read(operation)).unwrap())
        .collect();
    for (operation, told) in good.iter().enumerate().take(RESTRICTED) {
        assert!(
            told.values().any(|one| !one.is_empty()),
            "operation {operation} restricts nothing"
        );
    }

    let nil = DivisionId::UNREADABLE.to_string();
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(3_000)
    });
    let result = runner.run(&(0..COUNT, Mutation::any()), |(operation, mutation)| {
        *upstream.mutation.lock().unwrap() = Some(mutation);
        let told = match runtime.block_on(reader.read(operation)) {
            Ok(told) => told,
            Err(error) => {
                prop_assert_eq!(error, Error::Invalid);
                return Ok(());
            }
        };
        let is_lossy = *upstream.is_lossy.lock().unwrap();
        for (thing, now) in told {
            // What was garbled into an id that is one.
            if FREE.contains(&operation) || thing.contains(&nil) || is_lossy {
                continue;
            }
            let then = good[operation].get(&thing);
            prop_assert!(
                then.is_some(),
                "operation {} never said {}",
                operation,
                thing
            );
            let then = then.unwrap();
            if operation < RESTRICTED {
                prop_assert!(then.is_empty() || !now.is_empty(), "{thing} is everybody's");
                let invented = now.iter().find(|one| !then.contains(*one) && **one != nil);
                prop_assert!(operation == SCOPES || invented.is_none(), "{thing} moved");
            }
        }
        Ok(())
    });
    result.unwrap();
}
