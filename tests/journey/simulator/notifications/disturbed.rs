//! Injected faults of frames.

use super::*;
use journey_simulator::{Action, AffectedFrames, FrameFault, FrameFaultKind};

/// A visit of a customer, and a socket that watches it.
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

    fn inject(&self, kind: FrameFaultKind, hits: AffectedFrames) {
        self.platform.simulator.inject_frame_fault(kind, hits);
    }

    fn add_events(&self, times: usize) {
        for _ in 0..times {
            let event = self
                .platform
                .simulator
                .perform(&self.customer, Action::WebEvent);
            event.expect("an event");
        }
    }

    /// The number of events in each of the next frames.
    async fn event_counts(&mut self, frames: usize) -> Vec<u64> {
        let mut counts = Vec::new();
        for _ in 0..frames {
            counts.push(count(&self.listener.frame().await));
        }
        counts
    }

    async fn received(&mut self) -> Vec<u64> {
        self.listener.received().await.iter().map(count).collect()
    }
}

fn count(frame: &Value) -> u64 {
    frame["eventBody"]["eventCount"].as_u64().expect("a count")
}

#[tokio::test]
async fn frames_are_lost() {
    let mut watched = Watched::new().await;
    watched.inject(FrameFaultKind::Lose, AffectedFrames::Next(2));
    watched.add_events(4);
    assert_eq!(watched.received().await, [3, 4]);
}

#[tokio::test]
async fn frames_are_duplicated() {
    let mut watched = Watched::new().await;
    watched.inject(FrameFaultKind::Duplicate, AffectedFrames::Next(1));
    watched.add_events(2);
    assert_eq!(watched.received().await, [1, 1, 2]);
}

#[tokio::test]
async fn frames_are_reordered() {
    let mut watched = Watched::new().await;
    watched.inject(FrameFaultKind::Reorder, AffectedFrames::Next(1));
    watched.add_events(3);
    assert_eq!(watched.event_counts(3).await, [2, 1, 3]);
    // Without a frame behind it, it is still sent.
    watched.inject(FrameFaultKind::Reorder, AffectedFrames::Next(1));
    watched.add_events(1);
    assert_eq!(watched.event_counts(1).await, [4]);
}

#[tokio::test]
async fn frames_are_delayed() {
    let mut watched = Watched::new().await;
    let late = FrameFaultKind::Delay;
    watched.inject(late(Duration::from_millis(20)), AffectedFrames::Next(1));
    watched.add_events(2);
    assert_eq!(watched.event_counts(2).await, [1, 2]);
    watched.inject(late(Duration::from_hours(1)), AffectedFrames::Next(1));
    watched.add_events(2);
    // Frames without a subscription are not delayed.
    assert!(watched.received().await.is_empty());
}

#[tokio::test]
async fn a_share_of_frames_fails_until_faults_are_cleared() {
    let mut watched = Watched::with(Options {
        frame_faults: vec![FrameFault {
            hits: AffectedFrames::Share(0.5),
            kind: FrameFaultKind::Lose,
        }],
        ..Options::default()
    })
    .await;
    watched.add_events(200);
    let some = watched.received().await.len();
    assert!((60..140).contains(&some), "{some} of 200");
    watched.platform.simulator.clear_faults();
    watched.add_events(10);
    assert_eq!(watched.received().await.len(), 10);
    // Frames without a subscription never fail.
    watched.inject(FrameFaultKind::Lose, AffectedFrames::Share(1.0));
    watched.add_events(1);
    assert!(watched.received().await.is_empty());
    watched.platform.simulator.close_sockets();
    watched.listener.frame_of("v2.system.socket_closing").await;
}
