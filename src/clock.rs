//! The only source of the current time, so that tests can set it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::time::sleep;

/// Maximum sleep before the clock is read again, because the machine's clock may be adjusted meanwhile.
const MAX_SLEEP: Duration = Duration::from_mins(1);

/// A source of the current time.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    Function(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>),
    Manual(watch::Receiver<DateTime<Utc>>),
}

/// Sets the time of a manual clock.
#[derive(Debug, Clone)]
pub struct ClockSetter(watch::Sender<DateTime<Utc>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that reads the time"
        )]
        Self::from_fn(Utc::now)
    }

    /// A clock that calls `now`.
    pub fn from_fn(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Source::Function(Arc::new(now)))
    }

    /// A manual clock, which changes only when it is set.
    pub fn manual(now: DateTime<Utc>) -> (Self, ClockSetter) {
        let (setter, time) = watch::channel(now);
        (Self(Source::Manual(time)), ClockSetter(setter))
    }

    /// The current time.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::Function(now) => now(),
            Source::Manual(time) => *time.borrow(),
        }
    }

    /// Waits until the clock shows `instant`.
    pub async fn wait_until(&self, instant: DateTime<Utc>) {
        if let Source::Manual(time) = &self.0 {
            let reached = time.clone().wait_for(|now| *now >= instant).await.is_ok();
            // Without its setter, the clock never changes again.
            if !reached {
                std::future::pending::<()>().await;
            }
            return;
        }
        while let Ok(left) = (instant - self.now()).to_std()
            && !left.is_zero()
        {
            sleep(left.min(MAX_SLEEP)).await;
        }
    }
}

impl ClockSetter {
    /// Sets the clock.
    pub fn set(&self, now: DateTime<Utc>) {
        self.0.send_replace(now);
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
