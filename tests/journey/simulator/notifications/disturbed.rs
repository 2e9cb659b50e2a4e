//! Frames that go wrong on purpose.

use super::*;
use journey_simulator::{Act, FrameFault, FrameFaultKind, Hits};

/// A visit of a customer, and who listens to it.
struct Watched {
    platform: Platform,
    customer: String,
    listener: Listener,
}

impl Watched {
    async fn with(options: Options) -> Self {
        let platform = Platform::with(Options {
            now: Some(noon()),
            ..options
        })
        .await;
        let customer = platform.simulator.fixtures().customer;
        let topic = sessions_topic(&customer);
        let listener = platform.listen(SUPERVISOR, &[&topic]).await;
        Self {
            platform,
            customer,
            listener,
        }
    }

    async fn new() -> Self {
        Self::with(Options::default()).await
    }

    fn inject(&self, kind: FrameFaultKind, hits: Hits) {
        self.platform.simulator.inject_frames(kind, hits);
    }

    fn move_on(&self, times: usize) {
        for _ in 0..times {
            let event = self.platform.simulator.act(&self.customer, Act::WebEvent);
            event.expect("an event");
        }
    }

    /// The number of events that each of the next frames tells of.
    async fn heard(&mut self, frames: usize) -> Vec<u64> {
        let mut counts = Vec::new();
        for _ in 0..frames {
            counts.push(count(&self.listener.frame().await));
        }
        counts
    }

    async fn rest(&mut self) -> Vec<u64> {
        self.listener.rest().await.iter().map(count).collect()
    }
}

fn count(frame: &Value) -> u64 {
    frame["eventBody"]["eventCount"].as_u64().expect("a count")
}

#[tokio::test]
async fn frames_are_lost() {
    let mut watched = Watched::new().await;
    watched.inject(FrameFaultKind::Lose, Hits::Next(2));
    watched.move_on(4);
    assert_eq!(watched.rest().await, [3, 4]);
}

#[tokio::test]
async fn frames_arrive_twice() {
    let mut watched = Watched::new().await;
    watched.inject(FrameFaultKind::Duplicate, Hits::Next(1));
    watched.move_on(2);
    assert_eq!(watched.rest().await, [1, 1, 2]);
}

#[tokio::test]
async fn frames_are_overtaken() {
    let mut watched = Watched::new().await;
    watched.inject(FrameFaultKind::Reorder, Hits::Next(1));
    watched.move_on(3);
    assert_eq!(watched.heard(3).await, [2, 1, 3]);
    // With none behind it, it comes all the same.
    watched.inject(FrameFaultKind::Reorder, Hits::Next(1));
    watched.move_on(1);
    assert_eq!(watched.heard(1).await, [4]);
}

#[tokio::test]
async fn frames_are_late() {
    let mut watched = Watched::new().await;
    let late = FrameFaultKind::Delay;
    watched.inject(late(Duration::from_millis(20)), Hits::Next(1));
    watched.move_on(2);
    assert_eq!(watched.heard(2).await, [1, 2]);
    watched.inject(late(Duration::from_hours(1)), Hits::Next(1));
    watched.move_on(2);
    // What nobody subscribed to is not held up.
    assert!(watched.rest().await.is_empty());
}

#[tokio::test]
async fn a_share_goes_wrong_until_it_is_healed() {
    let mut watched = Watched::with(Options {
        frame_faults: vec![FrameFault {
            hits: Hits::Share(0.5),
            kind: FrameFaultKind::Lose,
        }],
        ..Options::default()
    })
    .await;
    watched.move_on(200);
    let some = watched.rest().await.len();
    assert!((60..140).contains(&some), "{some} of 200");
    watched.platform.simulator.heal();
    watched.move_on(10);
    assert_eq!(watched.rest().await.len(), 10);
    // What nobody subscribed to is never disturbed.
    watched.inject(FrameFaultKind::Lose, Hits::Share(1.0));
    watched.move_on(1);
    assert!(watched.rest().await.is_empty());
    watched.platform.simulator.close_sockets();
    watched.listener.about("v2.system.socket_closing").await;
}
