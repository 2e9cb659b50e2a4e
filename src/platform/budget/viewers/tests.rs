//! Shares between a viewer with unlimited demand and other viewers, with rate windows of a minute.

use super::*;

const ALLOWED: u32 = 300;

struct World {
    viewers: ViewerShares,
    now: Instant,
    start: Instant,
    used: u32,
}

impl World {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            viewers: ViewerShares::new(20),
            now,
            start: now,
            used: 0,
        }
    }

    /// Whether the call is sent.
    fn call(&mut self, viewer: &Arc<str>) -> bool {
        if self.now - self.start >= Duration::from_mins(1) {
            (self.start, self.used) = (self.now, 0);
        }
        self.viewers.record_demand(viewer, self.now);
        let window = Window {
            allowed: ALLOWED,
            left: ALLOWED - self.used,
            ends: self.start + Duration::from_mins(1),
        };
        let goes = window.left > 0 && self.viewers.admit(viewer, window, self.now).is_ok();
        if goes {
            self.viewers.record_call(viewer, self.now);
            self.used += 1;
        }
        goes
    }

    fn wait(&mut self, time: Duration) {
        self.now += time;
    }
}

/// Two minutes of a greedy viewer, joined after `joined` by `others`, each making one call per
/// `pause`. Returns the greedy viewer's calls in the second minute, and the sent share of the others' calls.
fn contest(joined: Duration, others: u32, pause: Duration) -> (u32, f64) {
    let mut world = World::new();
    let greedy = Arc::from("greedy");
    let others: Vec<(Arc<str>, Duration)> = (0..others)
        .map(|number| {
            let first = joined + pause.mul_f64(f64::from(number * 7 % 11) / 11.0);
            (Arc::from(format!("other {number}")), first)
        })
        .collect();
    let mut next: Vec<_> = others.iter().map(|(_, first)| *first).collect();
    let (mut of_greedy, mut made, mut wanted) = (0, 0_u32, 0_u32);
    let step = Duration::from_millis(20);
    for tick in 0..6_000_u32 {
        let at = step * tick;
        for _ in 0..5 {
            let goes = world.call(&greedy);
            of_greedy += u32::from(goes && at >= Duration::from_mins(1));
        }
        for ((id, _), next) in others.iter().zip(&mut next) {
            if at >= *next {
                *next += pause;
                wanted += 1;
                made += u32::from(world.call(id));
            }
        }
        world.wait(step);
    }
    (of_greedy, f64::from(made) / f64::from(wanted.max(1)))
}

#[test]
fn a_call_that_is_taken_back_does_not_count() {
    let (mut world, viewer) = (World::new(), Arc::from("viewer"));
    let mut calls = 0;
    for _ in 0..1_000 {
        if world.call(&viewer) {
            world.viewers.undo_call(&viewer, world.now);
            world.used -= 1;
            calls += 1;
        }
    }
    assert_eq!(calls, 1_000);
}

#[test]
fn a_lone_viewer_uses_all_but_the_reserve() {
    let (of_greedy, _) = contest(Duration::from_hours(1), 1, Duration::from_secs(1));
    assert_eq!(of_greedy, 240);
}

/// In the gateway, a call that is refused here waits until the window ends at most.
#[test]
fn other_viewers_are_served_at_any_time() {
    for second in (0..120).step_by(5) {
        // One viewer with a demand of 120 of the 300 calls per minute.
        let (of_greedy, served) =
            contest(Duration::from_secs(second), 1, Duration::from_millis(500));
        assert!(served >= 0.9, "after {second} s: {served}");
        assert!(of_greedy <= 240, "{of_greedy}");
        // Twenty viewers with the same total demand.
        let (_, served) = contest(Duration::from_secs(second), 20, Duration::from_secs(10));
        assert!(served >= 0.9, "after {second} s: {served}");
    }
}

#[test]
fn under_contention_a_greedy_viewer_gets_at_most_twice_its_share() {
    for others in [1, 2, 5, 20, 60] {
        let (of_greedy, _) = contest(Duration::ZERO, others, Duration::from_millis(100));
        let fair = f64::from(ALLOWED) / f64::from(others + 1);
        assert!(f64::from(of_greedy) <= 2.0 * fair, "{others}: {of_greedy}");
    }
}

#[test]
fn viewers_with_less_total_demand_than_the_window_never_wait() {
    // Each viewer sends some calls at once, within five seconds.
    for (viewers, calls) in [
        (1, 100),
        (10, 14),
        (20, 10),
        (50, 4),
        (75, 3),
        (100, 2),
        (200, 1),
    ] {
        let mut world = World::new();
        for number in 0..viewers {
            let viewer = Arc::from(number.to_string());
            for call in 0..calls {
                assert!(world.call(&viewer), "{viewers} x {calls}: {number}, {call}");
            }
            world.wait(Duration::from_secs(5) / viewers);
        }
    }
}

#[test]
fn inactive_viewers_are_removed() {
    let mut world = World::new();
    for number in 0..10_000 {
        world.call(&Arc::from(number.to_string()));
        world.wait(Duration::from_millis(50));
    }
    assert!(world.viewers.by_id.len() < 2_500);
}
