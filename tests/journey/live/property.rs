//! After any sequence of events and at any time, queries and subscriptions return the status that a second
//! implementation of the rule computes.

use chrono::{DateTime, Utc};
use journey_simulator::Action;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;

/// The next step of a test case.
#[derive(Debug, Clone, Copy)]
enum Step {
    Action(Action),
    /// Seconds pass.
    Pass(u64),
    /// Time passes until the next status change, or until just before it.
    Turn {
        before: bool,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let actions = vec![
        Action::StartVisit,
        Action::WebEvent,
        Action::WebEvent,
        Action::ChangeSite,
        Action::Offer,
        Action::AcceptOffer,
        Action::StartCall,
        Action::StartMessaging,
        Action::Answer,
        Action::Transfer,
        Action::EndCall,
        Action::WrapUp,
    ];
    prop_oneof![
        5 => prop::sample::select(actions).prop_map(Step::Action),
        2 => (0_u64..40).prop_map(Step::Pass),
        3 => any::<bool>().prop_map(|before| Step::Turn { before }),
        1 => (1_000_u64..1_500).prop_map(Step::Pass),
    ]
}

fn date(session: &Value, field: &str) -> Option<DateTime<Utc>> {
    session[field].as_str().map(|text| text.parse().unwrap())
}

fn is_web_messaging(session: &Value) -> bool {
    session["conversationChannels"][0]["messageType"] == "WebMessaging"
}

/// When a session or visit becomes idle and inactive.
fn dates(session: &Value) -> [DateTime<Utc>; 2] {
    let last = date(&session["lastEvent"], "createdDate").unwrap();
    let after = |field, seconds| {
        date(session, field).unwrap_or_else(|| last + Duration::from_secs(seconds))
    };
    [after("idleDate", 45), after("awayDate", 60)]
}

/// The status by the platform's dates, and when it changes.
fn rule(
    session: &Value,
    all: &BTreeMap<String, Value>,
    now: DateTime<Utc>,
) -> (&'static str, Option<DateTime<Utc>>) {
    let is_open = |session: &Value| date(session, "endedDate").is_none_or(|end| end > now);
    if !is_open(session) {
        return ("ENDED", None);
    }
    let mut counted = vec![dates(session)];
    if is_web_messaging(session) {
        let visits = all
            .values()
            .filter(|session| session["type"] == "web" && is_open(session));
        counted.extend(visits.map(dates));
    } else if session["type"] == "conversation" {
        let by = &session["lastUserDisposition"]["user"]["id"];
        let is_wrapped_up = by.is_string() && *by == session["lastConnectedUser"]["id"];
        let left = session["lastUserDisconnectType"].as_str();
        let waits = left.is_some_and(|left| left.contains("Transfer"));
        let status = if is_wrapped_up && !waits {
            "INACTIVE"
        } else {
            "LIVE"
        };
        return (status, None);
    }
    let [idle, away] = [0, 1].map(|which| counted.iter().map(|dates| dates[which]).max().unwrap());
    match now {
        now if now >= away => ("INACTIVE", None),
        now if now >= idle => ("IDLE", Some(away)),
        _ => ("LIVE", Some(idle)),
    }
}

async fn check(scene: &Scene, watcher: &mut Watcher) {
    let (queried, platform) = scene.wait_until_equal(watcher).await;
    let now = scene.harness.simulator.now();
    for session in &queried {
        let id = session["id"].as_str().unwrap();
        let on_platform = &platform[id];
        let sent = (
            session["status"].as_str().unwrap(),
            date(session, "statusChangesAt"),
        );
        let expected = rule(on_platform, &platform, now);
        assert_eq!(sent, expected, "{on_platform}");
        assert_eq!(session["eventCount"], on_platform["eventCount"]);
    }
}

#[test]
fn the_status_follows_the_rule_after_any_steps() {
    let cases = std::env::var("JOURNEY_CASES").map_or(240, |cases| cases.parse().unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config {
        // Each case has a world of its own and up to 25 steps.
        cases: (cases / 20).max(1),
        failure_persistence: None,
        ..Config::default()
    });
    let run = runner.run(&vec(step(), 1..25), |steps| {
        runtime.block_on(async {
            let scene = Scene::start().await;
            let mut watcher = scene.watcher().await;
            for step in steps {
                match step {
                    Step::Action(action) => {
                        drop(scene.harness.simulator.perform(&scene.customer, action));
                    }
                    Step::Pass(seconds) => scene.advance(seconds),
                    Step::Turn { before } => {
                        let sessions = watcher.sessions.values();
                        let turns =
                            sessions.filter_map(|session| session["statusChangesAt"].as_str());
                        let next = turns.map(|at| at.parse::<DateTime<Utc>>().unwrap()).min();
                        let early = Duration::from_millis(u64::from(before));
                        let now = scene.harness.simulator.now();
                        if let Some(next) = next.map(|at| at - early).filter(|at| *at > now) {
                            scene.set(next);
                        }
                    }
                }
                check(&scene, &mut watcher).await;
            }
        });
        Ok(())
    });
    run.unwrap();
}
