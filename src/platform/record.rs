//! Records of upstream calls, for explained responses.

use tokio::time::Instant;

use super::correlation_id::CorrelationId;
use super::error::Error;
use super::operation::Operation;

/// One call with its retries.
#[derive(Debug, Clone)]
pub struct CallRecord {
    /// The operation.
    pub operation: Operation,
    /// The id in the path, if the operation has one.
    pub id: Option<String>,
    /// Number of entities requested by id.
    pub ids: usize,
    /// Number of retries.
    pub retries: u32,
    /// The platform's id of the last response, if there was one.
    pub correlation_id: Option<CorrelationId>,
    /// Why the call failed; absent if it succeeded.
    pub error: Option<Error>,
    /// Time at which the call was requested, before any wait.
    pub began: Instant,
    /// Time at which the response was decoded.
    pub ended: Instant,
}

/// The wave of each call, counted from 1: a call that began after a call of wave n ended is in wave n + 1 or later.
/// The highest number estimates the longest chain of calls that waited for each other.
pub fn waves(calls: &[CallRecord]) -> Vec<usize> {
    let mut order: Vec<_> = calls.iter().enumerate().collect();
    order.sort_by_key(|(_, call)| call.began);
    let mut placed: Vec<(usize, usize, Instant)> = Vec::with_capacity(calls.len());
    for (index, call) in order {
        let before = placed.iter().filter(|(_, _, ended)| *ended <= call.began);
        let wave = before.map(|(_, wave, _)| *wave).max().unwrap_or(0) + 1;
        placed.push((index, wave, call.ended));
    }
    placed.sort_unstable_by_key(|(index, _, _)| *index);
    placed.into_iter().map(|(_, wave, _)| wave).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn calls(times: &[(u64, u64)]) -> Vec<CallRecord> {
        let start = Instant::now();
        let record = |(began, took): &(u64, u64)| CallRecord {
            operation: Operation::Session,
            id: None,
            ids: 1,
            retries: 0,
            correlation_id: None,
            error: None,
            began: start + Duration::from_millis(*began),
            ended: start + Duration::from_millis(began + took),
        };
        times.iter().map(record).collect()
    }

    #[test]
    fn a_call_that_began_after_another_ended_is_in_the_next_wave() {
        assert_eq!(waves(&[]), [0; 0]);
        assert_eq!(waves(&calls(&[(0, 20), (1, 20), (19, 5)])), [1, 1, 1]);
        assert_eq!(
            waves(&calls(&[(0, 20), (0, 10), (21, 20), (12, 9)])),
            [1, 1, 3, 2]
        );
        assert_eq!(waves(&calls(&[(30, 5), (0, 20)])), [2, 1]);
    }

    proptest! {
        #[test]
        fn calls_of_one_wave_overlap(times in prop::collection::vec((0_u64..50, 1_u64..20), 1..20)) {
            let calls = calls(&times);
            let waves = waves(&calls);
            for (a, wave_of_a) in calls.iter().zip(&waves) {
                for (b, wave_of_b) in calls.iter().zip(&waves) {
                    prop_assert!(a.ended > b.began || wave_of_a < wave_of_b);
                }
            }
        }
    }
}
