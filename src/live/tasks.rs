//! The task of one scope's watch.

use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::Notify;

use super::registry::TopicsVersion;
use super::state::State;
use super::{channel, leases, list_reader, own_reader};

/// Runs the channels, the list readers, the status timers and the leases until it is dropped.
pub(super) async fn run(state: Arc<State>) {
    tokio::join!(
        run_channels(&state),
        list_reader::run(&state),
        own_reader::run(&state),
        run_status_timers(&state),
        leases::run(&state)
    );
}

/// Runs one future per channel of the registry.
async fn run_channels(state: &State) {
    let mut running = FuturesUnordered::new();
    let mut wakes = Vec::new();
    loop {
        let channels = state.registry().channel_count();
        while running.len() < channels {
            let wake = Arc::new(Notify::new());
            wakes.push(ChannelWake {
                channel: wake.clone(),
                version: None,
            });
            running.push(channel::run(state, running.len(), wake));
        }
        tokio::select! {
            () = state.topics_changed.notified() => wake_changed(state, &mut wakes),
            // A channel's future never ends; this polls those that were woken.
            Some(()) = running.next() => {}
        }
    }
}

/// Wakes the future of a channel.
struct ChannelWake {
    channel: Arc<Notify>,
    /// The version of the channel's topics when it was woken last.
    version: Option<TopicsVersion>,
}

/// Wakes the channels whose topics have changed. Most changes concern one contact, so that the others have no work.
fn wake_changed(state: &State, wakes: &mut [ChannelWake]) {
    let registry = state.registry();
    for (index, wake) in wakes.iter_mut().enumerate() {
        let version = Some(registry.topics_version(index));
        if wake.version != version {
            wake.version = version;
            wake.channel.notify_one();
        }
    }
}

/// Sends status changes to subscribers when they are due.
async fn run_status_timers(state: &State) {
    loop {
        let next = state.registry().next_status_change();
        let due = async {
            match next {
                Some(at) => state.clock.wait_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = due => state.registry().apply_status_changes(state.now()),
            () = state.timers_changed.notified() => {}
        }
    }
}
