//! Injected faults of frames: for the next few frames or for a share.

use std::str::FromStr;
use std::time::Duration;

use parking_lot::Mutex;

use crate::rng::SeededRng;

/// How a frame fails. Frames without a subscription never fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameFaultKind {
    /// It is lost.
    Lose,
    /// It is sent twice.
    Duplicate,
    /// It is sent after the next one of its socket, or late if there is none.
    Reorder,
    /// It is sent this much later, and so are the frames behind it.
    Delay(Duration),
}

/// Which frames fail. Each socket's copy of a frame counts as one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AffectedFrames {
    /// The next frames, by number.
    Next(u32),
    /// A share of all frames, from 0 (never) to 1 (always).
    Share(f64),
}

/// A kind of frame failure and the frames that it affects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrameFault {
    /// Which frames fail.
    pub hits: AffectedFrames,
    /// How they fail.
    pub kind: FrameFaultKind,
}

/// A frame fault that cannot be parsed.
#[derive(Debug, thiserror::Error)]
#[error(
    "a frame fault is RATE:KIND, RATE between 0 and 1, KIND one of lose, duplicate, reorder or delay"
)]
pub struct FrameFaultSyntax;

/// The delay of frames that the command line delays.
const LATE: Duration = Duration::from_secs(2);

impl FromStr for FrameFault {
    type Err = FrameFaultSyntax;

    fn from_str(text: &str) -> Result<Self, FrameFaultSyntax> {
        let (rate, kind) = text.split_once(':').ok_or(FrameFaultSyntax)?;
        let rate: f64 = rate.trim().parse().map_err(|_| FrameFaultSyntax)?;
        let kind = match kind.trim() {
            "lose" => FrameFaultKind::Lose,
            "duplicate" => FrameFaultKind::Duplicate,
            "reorder" => FrameFaultKind::Reorder,
            "delay" => FrameFaultKind::Delay(LATE),
            _ => return Err(FrameFaultSyntax),
        };
        let hits = AffectedFrames::Share(rate);
        (0.0..=1.0)
            .contains(&rate)
            .then_some(Self { hits, kind })
            .ok_or(FrameFaultSyntax)
    }
}

/// How to deliver one copy of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    Plain,
    BehindTheNext,
    Late(Duration),
}

/// The active frame faults.
#[derive(Debug)]
pub(crate) struct FrameFaults {
    seed: u64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    draws: u64,
    active: Vec<FrameFault>,
}

impl FrameFaults {
    pub(crate) fn new(seed: u64, start: &[FrameFault]) -> Self {
        let state = State {
            draws: 0,
            active: start.to_vec(),
        };
        Self {
            seed,
            state: Mutex::new(state),
        }
    }

    pub(crate) fn inject_fault(&self, fault: FrameFault) {
        let mut state = self.state.lock();
        state.active.push(fault);
    }

    pub(super) fn clear_faults(&self) {
        let mut state = self.state.lock();
        state.active.clear();
    }

    /// How to deliver the next frame: each item is a copy.
    pub(super) fn deliveries(&self) -> impl Iterator<Item = Delivery> {
        let copies = match self.draw_fault() {
            None => [Some(Delivery::Plain), None],
            Some(FrameFaultKind::Lose) => [None, None],
            Some(FrameFaultKind::Duplicate) => [Some(Delivery::Plain), Some(Delivery::Plain)],
            Some(FrameFaultKind::Reorder) => [Some(Delivery::BehindTheNext), None],
            Some(FrameFaultKind::Delay(by)) => [Some(Delivery::Late(by)), None],
        };
        copies.into_iter().flatten()
    }

    fn draw_fault(&self) -> Option<FrameFaultKind> {
        let mut state = self.state.lock();
        if state.active.is_empty() {
            return None;
        }
        state.draws += 1;
        let mut rng = SeededRng::for_entity(self.seed, [u64::MAX, state.draws, 1]);
        let struck = state.active.iter_mut().find_map(|fault| {
            let strikes = match &mut fault.hits {
                AffectedFrames::Next(left) => {
                    let any = *left > 0;
                    *left = left.saturating_sub(1);
                    any
                }
                AffectedFrames::Share(rate) => rng.fraction() < *rate,
            };
            strikes.then_some(fault.kind)
        });
        state
            .active
            .retain(|fault| fault.hits != AffectedFrames::Next(0));
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_fault_is_read_from_the_command_line() {
        let read = |text: &str| text.parse::<FrameFault>().ok();
        let expected = |rate: f64, kind: FrameFaultKind| {
            let hits = AffectedFrames::Share(rate);
            Some(FrameFault { hits, kind })
        };
        assert_eq!(read("0.1:lose"), expected(0.1, FrameFaultKind::Lose));
        assert_eq!(read("1:delay"), expected(1.0, FrameFaultKind::Delay(LATE)));
        for wrong in [
            "",
            "0.1",
            "2:lose",
            "-1:reorder",
            "x:duplicate",
            "0.1:later",
        ] {
            assert!(read(wrong).is_none(), "{wrong} is no frame fault");
        }
    }

    #[test]
    fn only_the_given_number_of_frames_fails() {
        let frame_faults = FrameFaults::new(1, &[]);
        frame_faults.inject_fault(FrameFault {
            hits: AffectedFrames::Next(2),
            kind: FrameFaultKind::Lose,
        });
        let copies: Vec<usize> = (0..4).map(|_| frame_faults.deliveries().count()).collect();
        assert_eq!(copies, [0, 0, 1, 1]);
    }
}
