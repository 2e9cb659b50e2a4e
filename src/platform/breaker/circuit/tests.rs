//! When a breaker opens, probes and closes.

use proptest::prelude::*;

use super::*;
use Outcome::{Answered, Failed};

const RULE: Rule = Rule {
    min_calls: 20,
    pause: Duration::from_secs(5),
};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Makes a call that completes at once; `false` if the breaker refuses it.
fn call_by(client: u8, circuit: &mut Circuit, outcome: Outcome, now: Instant) -> bool {
    match circuit.admit(now) {
        Some(epoch) => {
            circuit.record(epoch, Some(Client(client)), Some(outcome), RULE, now);
            true
        }
        None => false,
    }
}

/// Makes a call by one of two clients, alternating.
fn call(circuit: &mut Circuit, outcome: Outcome, now: Instant) -> bool {
    let calls = match &circuit.state {
        State::Closed(recent) => recent
            .slots
            .iter()
            .flat_map(|slot| slot.by_client)
            .collect(),
        State::Open { .. } | State::Probing => Vec::new(),
    };
    let of = |count: fn(&Calls) -> u32| calls.iter().map(count).sum::<u32>();
    let number = match outcome {
        Answered => of(|calls| calls.all - calls.failed),
        Failed => of(|calls| calls.failed),
    };
    call_by(u8::try_from(number % 2).unwrap(), circuit, outcome, now)
}

fn open(now: Instant) -> Circuit {
    let mut circuit = Circuit::default();
    (0..20).for_each(|_| assert!(call(&mut circuit, Failed, now)));
    circuit
}

#[test]
fn twenty_failures_open_it() {
    let now = Instant::now();
    let mut circuit = open(now);
    assert!(!call(&mut circuit, Answered, now));
}

#[test]
fn it_opens_when_half_of_the_calls_failed_and_not_before() {
    let now = Instant::now();
    for (failures, opens) in [(10, true), (9, false)] {
        let mut circuit = Circuit::default();
        (0..20 - failures).for_each(|_| assert!(call(&mut circuit, Answered, now)));
        (0..failures).for_each(|_| assert!(call(&mut circuit, Failed, now)));
        assert_eq!(!call(&mut circuit, Answered, now), opens, "{failures}");
    }
}

#[test]
fn calls_outside_the_window_do_not_count() {
    let start = Instant::now();
    let mut circuit = Circuit::default();
    (0..19).for_each(|_| assert!(call(&mut circuit, Failed, start)));
    let later = start + WINDOW;
    assert!(call(&mut circuit, Failed, later));
    assert!(call(&mut circuit, Failed, later));
}

#[test]
fn after_the_pause_one_call_probes_and_its_success_closes_it() {
    let start = Instant::now();
    let mut circuit = open(start);
    assert_eq!(circuit.admit(start + seconds(4)), None);
    let now = start + seconds(5);
    let probe = circuit.admit(now).unwrap();
    assert_eq!(circuit.admit(now), None, "one tries at a time");
    assert_eq!(
        circuit.record(probe, Some(Client(0)), Some(Answered), RULE, now),
        Some(Transition::Closed)
    );
    assert!(
        call(&mut circuit, Failed, now),
        "what was before is forgotten"
    );
    assert!(call(&mut circuit, Failed, now));
}

#[test]
fn a_failed_probe_restarts_the_pause() {
    let start = Instant::now();
    let mut circuit = open(start);
    let tries: Vec<_> = (0..=30)
        .filter(|second| call(&mut circuit, Failed, start + seconds(*second)))
        .collect();
    assert_eq!(tries, [5, 10, 15, 20, 25, 30]);
}

#[test]
fn after_a_canceled_probe_the_next_call_probes() {
    let start = Instant::now();
    let mut circuit = open(start);
    let now = start + seconds(5);
    let probe = circuit.admit(now).unwrap();
    circuit.record(probe, Some(Client(0)), None, RULE, now);
    assert!(call(&mut circuit, Answered, now));
}

#[test]
fn outcomes_from_an_earlier_epoch_are_ignored() {
    let start = Instant::now();
    let mut circuit = Circuit::default();
    let late = circuit.admit(start).unwrap();
    (0..20).for_each(|_| assert!(call(&mut circuit, Failed, start)));
    let now = start + seconds(5);
    let probe = circuit.admit(now).unwrap();
    assert_eq!(
        circuit.record(late, Some(Client(0)), Some(Answered), RULE, now),
        None
    );
    assert_eq!(circuit.admit(now), None, "the try is still under way");
    assert_eq!(
        circuit.record(probe, Some(Client(0)), Some(Failed), RULE, now),
        None
    );
    assert_eq!(circuit.admit(now), None);
}

#[test]
fn the_failures_of_one_client_do_not_open_it() {
    let now = Instant::now();
    let mut circuit = Circuit::default();
    (0..500).for_each(|_| assert!(call_by(1, &mut circuit, Failed, now)));
    // Nor do they together with mostly successful calls of others.
    (2..60).for_each(|other| assert!(call_by(other, &mut circuit, Answered, now)));
    (2..30).for_each(|other| assert!(call_by(other, &mut circuit, Failed, now)));
    assert!(call_by(1, &mut circuit, Failed, now));
    // Nor do they with calls that no client caused.
    for _ in 0..500 {
        let epoch = circuit.admit(now).unwrap();
        circuit.record(epoch, None, Some(Failed), RULE, now);
    }
    // It opens when half of the other clients' calls failed.
    (30..60).for_each(|other| assert!(call_by(other, &mut circuit, Failed, now)));
    assert!(!call_by(2, &mut circuit, Answered, now));
}

proptest! {
    /// For any timing: while all calls fail, at most 20 calls and one probe per pause are admitted.
    #[test]
    fn while_all_calls_fail_few_are_admitted(steps in prop::collection::vec(0_u64..3_000, 1..300)) {
        let start = Instant::now();
        let (mut now, mut circuit, mut through) = (start, Circuit::default(), 0_u64);
        for step in steps {
            now += Duration::from_millis(step);
            through += u64::from(call(&mut circuit, Failed, now));
        }
        let pauses = (now - start).as_secs() / RULE.pause.as_secs();
        // Only 20 failures within ten seconds open it.
        let slow = (now - start).as_secs() * 2;
        prop_assert!(through <= 20 + pauses + slow);
    }
}
