//! Which entries a response was built from, and whether they are all still current.

use std::collections::HashMap;
use std::time::Duration;

use ahash::RandomState;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::version::EntryVersion;

/// The entries that a response was built from. The response is current as long as all of them are.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// Each version once, by its address.
    versions: HashMap<usize, EntryVersion, RandomState>,
    fresh_until: Option<Instant>,
    /// The entry whose refresh can start first, and when.
    first_refresh: Option<(Instant, EntryVersion)>,
    /// Whether every part came from an entry with a version.
    is_complete: bool,
    is_stale: bool,
}

impl Default for Provenance {
    fn default() -> Self {
        Self {
            versions: HashMap::default(),
            fresh_until: None,
            first_refresh: None,
            is_complete: true,
            is_stale: false,
        }
    }
}

impl Provenance {
    /// Whether the response may be cached: every change of its parts would be noticed, and no part is stale.
    pub fn is_cacheable(&self) -> bool {
        self.is_complete && !self.is_stale
    }

    /// Whether a part was served after its time to live.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// Whether no entry has changed or expired.
    pub fn is_current(&self, now: Instant) -> bool {
        self.fresh_until.is_none_or(|until| now < until)
            && self.versions.values().all(EntryVersion::is_current)
    }

    /// Whether an entry expires soon and no refresh of it was started.
    pub fn awaits_refresh(&self, now: Instant) -> bool {
        let is_due = |(from, version): &(Instant, EntryVersion)| {
            *from <= now && version.awaits_refresh() && version.is_current()
        };
        self.first_refresh.as_ref().is_some_and(is_due)
            && self.is_cacheable()
            && self.fresh_until.is_some_and(|until| now < until)
    }

    /// Marks that entry as being refreshed. True for one request only.
    pub fn start_refresh(&self) -> bool {
        let first = self.first_refresh.as_ref();
        first.is_some_and(|(_, version)| version.start_refresh())
    }

    /// Time until the first entry expires; `None` if the response depends on no entry.
    pub fn time_left(&self, now: Instant) -> Option<Duration> {
        self.fresh_until
            .map(|until| until.saturating_duration_since(now))
    }

    /// Heap memory in bytes.
    pub(super) fn heap_bytes(&self) -> usize {
        self.versions.capacity() * size_of::<(usize, EntryVersion)>()
    }
}

/// Records the entries that are read while a response is built.
#[derive(Debug, Default)]
pub(super) struct ProvenanceRecorder(Mutex<Provenance>);

impl ProvenanceRecorder {
    /// Records that a part was read from an entry that is fresh until `fresh_until`, and whose refresh can start at
    /// `refresh_from`.
    pub(super) fn record(
        &self,
        version: &EntryVersion,
        fresh_until: Instant,
        refresh_from: Option<Instant>,
    ) {
        let mut provenance = self.0.lock();
        let recorded = provenance.versions.entry(version.address());
        recorded.or_insert_with(|| version.clone());
        let earliest = provenance.fresh_until;
        provenance.fresh_until = Some(earliest.map_or(fresh_until, |until| until.min(fresh_until)));
        if let Some(from) = refresh_from {
            let first = provenance.first_refresh.as_ref();
            if first.is_none_or(|(first, _)| from < *first) {
                provenance.first_refresh = Some((from, version.clone()));
            }
        }
    }

    /// Records that a part has no entry, so that its changes would not be noticed.
    pub(super) fn record_uncached(&self) {
        self.0.lock().is_complete = false;
    }

    /// Records that a part was served after its time to live, because the platform did not respond.
    pub(super) fn record_stale(&self) {
        self.0.lock().is_stale = true;
    }

    /// Returns what was recorded, and starts over.
    pub(super) fn take(&self) -> Provenance {
        std::mem::take(&mut *self.0.lock())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provenance_is_current_while_all_versions_are() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let (first, second) = (EntryVersion::default(), EntryVersion::default());
        let recorder = ProvenanceRecorder::default();
        assert!(recorder.take().is_current(after(1_000_000)));
        recorder.record(&first, after(10), None);
        recorder.record(&second, after(5), None);
        let provenance = recorder.take();
        assert!(provenance.is_cacheable());
        assert_eq!(provenance.time_left(after(2)), Some(Duration::from_secs(3)));
        assert!(provenance.is_current(after(4)) && !provenance.is_current(after(5)));
        first.end();
        assert!(!provenance.is_current(after(4)));
    }

    #[test]
    fn the_first_entry_that_expires_soon_is_refreshed_once() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let (first, second) = (EntryVersion::default(), EntryVersion::default());
        let recorder = ProvenanceRecorder::default();
        recorder.record(&second, after(20), Some(after(16)));
        recorder.record(&first, after(10), Some(after(8)));
        recorder.record(&EntryVersion::default(), after(30), None);
        let response = recorder.take();
        assert!(!response.awaits_refresh(after(7)));
        assert!(response.awaits_refresh(after(8)));
        assert!(!response.awaits_refresh(after(10)), "it has expired");
        assert!(response.start_refresh());
        // Another response that was built from the same entry does not refresh it once more.
        recorder.record(&first, after(10), Some(after(8)));
        let other = recorder.take();
        assert!(!other.awaits_refresh(after(9)) && !other.start_refresh());
        recorder.record(&second, after(20), Some(after(16)));
        recorder.record_uncached();
        let uncacheable = recorder.take();
        assert!(!uncacheable.awaits_refresh(after(17)));
        recorder.record(&second, after(20), Some(after(16)));
        let replaced = recorder.take();
        assert!(replaced.awaits_refresh(after(17)));
        second.end();
        assert!(!replaced.awaits_refresh(after(17)));
    }

    #[test]
    fn uncached_or_stale_parts_make_a_response_uncacheable() {
        let recorder = ProvenanceRecorder::default();
        recorder.record_uncached();
        assert!(!recorder.take().is_cacheable());
        recorder.record_stale();
        let stale = recorder.take();
        assert!(!stale.is_cacheable() && stale.is_stale());
        assert!(recorder.take().is_cacheable());
    }
}
