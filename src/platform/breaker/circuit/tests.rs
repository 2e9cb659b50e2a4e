//! When a breaker opens, tries and closes.

use proptest::prelude::*;

use super::*;
use Outcome::{Answered, Failed};

const RULE: Rule = Rule {
    calls: 20,
    pause: Duration::from_secs(5),
};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A client's call that ends at once; `false` where it is not let through.
fn call_of(client: u8, circuit: &mut Circuit, outcome: Outcome, now: Instant) -> bool {
    match circuit.admit(now) {
        Some(turn) => {
            circuit.settle(turn, Some(Client(client)), Some(outcome), RULE, now);
            true
        }
        None => false,
    }
}

/// A call of one of two clients by turns.
fn call(circuit: &mut Circuit, outcome: Outcome, now: Instant) -> bool {
    let calls = match &circuit.state {
        State::Closed(recent) => recent.0.iter().flat_map(|lot| lot.by_client).collect(),
        State::Open { .. } | State::Probing => Vec::new(),
    };
    let of = |count: fn(&Calls) -> u32| calls.iter().map(count).sum::<u32>();
    let number = match outcome {
        Answered => of(|calls| calls.all - calls.failed),
        Failed => of(|calls| calls.failed),
    };
    call_of(u8::try_from(number % 2).unwrap(), circuit, outcome, now)
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
fn half_of_the_calls_is_enough_and_less_is_not() {
    let now = Instant::now();
    for (failures, opens) in [(10, true), (9, false)] {
        let mut circuit = Circuit::default();
        (0..20 - failures).for_each(|_| assert!(call(&mut circuit, Answered, now)));
        (0..failures).for_each(|_| assert!(call(&mut circuit, Failed, now)));
        assert_eq!(!call(&mut circuit, Answered, now), opens, "{failures}");
    }
}

#[test]
fn what_is_long_ago_does_not_count() {
    let start = Instant::now();
    let mut circuit = Circuit::default();
    (0..19).for_each(|_| assert!(call(&mut circuit, Failed, start)));
    let later = start + WINDOW;
    assert!(call(&mut circuit, Failed, later));
    assert!(call(&mut circuit, Failed, later));
}

#[test]
fn after_the_pause_one_call_tries_and_its_answer_closes_it() {
    let start = Instant::now();
    let mut circuit = open(start);
    assert_eq!(circuit.admit(start + seconds(4)), None);
    let now = start + seconds(5);
    let probe = circuit.admit(now).unwrap();
    assert_eq!(circuit.admit(now), None, "one tries at a time");
    assert_eq!(
        circuit.settle(probe, Some(Client(0)), Some(Answered), RULE, now),
        Some(false)
    );
    assert!(
        call(&mut circuit, Failed, now),
        "what was before is forgotten"
    );
    assert!(call(&mut circuit, Failed, now));
}

#[test]
fn a_try_that_fails_makes_the_pause_begin_again() {
    let start = Instant::now();
    let mut circuit = open(start);
    let tries: Vec<_> = (0..=30)
        .filter(|second| call(&mut circuit, Failed, start + seconds(*second)))
        .collect();
    assert_eq!(tries, [5, 10, 15, 20, 25, 30]);
}

#[test]
fn who_tried_and_went_away_lets_the_next_one_try() {
    let start = Instant::now();
    let mut circuit = open(start);
    let now = start + seconds(5);
    let probe = circuit.admit(now).unwrap();
    circuit.settle(probe, Some(Client(0)), None, RULE, now);
    assert!(call(&mut circuit, Answered, now));
}

#[test]
fn what_began_before_it_opened_says_nothing_of_what_is_now() {
    let start = Instant::now();
    let mut circuit = Circuit::default();
    let late = circuit.admit(start).unwrap();
    (0..20).for_each(|_| assert!(call(&mut circuit, Failed, start)));
    let now = start + seconds(5);
    let probe = circuit.admit(now).unwrap();
    assert_eq!(
        circuit.settle(late, Some(Client(0)), Some(Answered), RULE, now),
        None
    );
    assert_eq!(circuit.admit(now), None, "the try is still under way");
    assert_eq!(
        circuit.settle(probe, Some(Client(0)), Some(Failed), RULE, now),
        None
    );
    assert_eq!(circuit.admit(now), None);
}

#[test]
fn the_failures_of_one_client_do_not_open_it() {
    let now = Instant::now();
    let mut circuit = Circuit::default();
    (0..500).for_each(|_| assert!(call_of(1, &mut circuit, Failed, now)));
    // Nor together with those of others that are mostly answered.
    (2..60).for_each(|other| assert!(call_of(other, &mut circuit, Answered, now)));
    (2..30).for_each(|other| assert!(call_of(other, &mut circuit, Failed, now)));
    assert!(call_of(1, &mut circuit, Failed, now));
    // Nor with calls that no client caused.
    for _ in 0..500 {
        let turn = circuit.admit(now).unwrap();
        circuit.settle(turn, None, Some(Failed), RULE, now);
    }
    // Half of the others' calls are enough.
    (30..60).for_each(|other| assert!(call_of(other, &mut circuit, Failed, now)));
    assert!(!call_of(2, &mut circuit, Answered, now));
}

proptest! {
    /// However calls come: while all fail, no more than 20 and one for each pause get through.
    #[test]
    fn while_all_fail_few_get_through(steps in prop::collection::vec(0_u64..3_000, 1..300)) {
        let start = Instant::now();
        let (mut now, mut circuit, mut through) = (start, Circuit::default(), 0_u64);
        for step in steps {
            now += Duration::from_millis(step);
            through += u64::from(call(&mut circuit, Failed, now));
        }
        let pauses = (now - start).as_secs() / RULE.pause.as_secs();
        // Slow calls do not open it: 20 in ten seconds do.
        let slow = (now - start).as_secs() * 2;
        prop_assert!(through <= 20 + pauses + slow);
    }
}
