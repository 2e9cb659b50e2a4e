//! Whatever happens, and whenever it is looked: the status is that of the rule, in queries and in
//! subscriptions alike.

use chrono::{DateTime, Utc};
use journey_gateway::simulator::Act;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;

/// What happens next.
#[derive(Debug, Clone, Copy)]
enum Step {
    Act(Act),
    /// Seconds pass.
    Pass(u64),
    /// Time passes up to the next turn of a status, or to just before it.
    Turn {
        before: bool,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let acts = vec![
        Act::StartVisit,
        Act::WebEvent,
        Act::Offer,
        Act::AcceptOffer,
        Act::StartCall,
        Act::StartMessaging,
        Act::Answer,
        Act::Transfer,
        Act::EndCall,
        Act::WrapUp,
    ];
    prop_oneof![
        5 => prop::sample::select(acts).prop_map(Step::Act),
        2 => (0_u64..40).prop_map(Step::Pass),
        3 => any::<bool>().prop_map(|before| Step::Turn { before }),
        1 => (1_000_u64..1_500).prop_map(Step::Pass),
    ]
}

/// The rule, read off the platform's own dates.
fn rule(session: &Value, now: DateTime<Utc>) -> &'static str {
    let has_come = |field: &str| {
        let at = session[field]
            .as_str()
            .and_then(|text| text.parse::<DateTime<Utc>>().ok());
        at.is_some_and(|at| at <= now)
    };
    if has_come("endedDate") {
        return "ENDED";
    }
    let fades = session["type"] == "web" || session["idleDate"].is_string();
    if fades {
        return match (has_come("awayDate"), has_come("idleDate")) {
            (true, _) => "INACTIVE",
            (false, true) => "IDLE",
            (false, false) => "LIVE",
        };
    }
    let by = &session["lastUserDisposition"]["user"]["id"];
    if by.is_string() && *by == session["lastConnectedUser"]["id"] {
        return "INACTIVE";
    }
    "LIVE"
}

async fn check(scene: &Scene, watcher: &mut Watcher) {
    let (queried, platform) = scene.agree(watcher).await;
    let now = scene.stage.simulator.now();
    for session in &queried {
        let id = session["id"].as_str().unwrap();
        let on_platform = &platform[id];
        let is_messaging = on_platform["conversationChannels"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["messageType"] == "WebMessaging"));
        if !is_messaging || on_platform["idleDate"].is_string() {
            assert_eq!(session["status"], rule(on_platform, now), "{on_platform}");
        }
        assert_eq!(session["eventCount"], on_platform["eventCount"]);
    }
}

#[test]
fn whatever_happens_the_status_is_that_of_the_rule() {
    let cases = std::env::var("JOURNEY_CASES").map_or(240, |cases| cases.parse().unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config {
        // Each is a world of its own with up to 25 steps.
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
                    Step::Act(act) => drop(scene.stage.simulator.act(&scene.customer, act)),
                    Step::Pass(seconds) => scene.advance(seconds),
                    Step::Turn { before } => {
                        let sessions = watcher.sessions.values();
                        let turns = sessions.filter_map(|one| one["statusChangesAt"].as_str());
                        let next = turns.map(|at| at.parse::<DateTime<Utc>>().unwrap()).min();
                        let early = Duration::from_millis(u64::from(before));
                        let now = scene.stage.simulator.now();
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
