//! Metrics with one label whose values are known: each value has its own metric from the start. Writing needs no look-up,
//! and Prometheus sees the first increment, because the metric was 0 before.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use prometheus_client::encoding::EncodeMetric;
use prometheus_client::metrics::TypedMetric;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// A label with a fixed set of values.
pub(super) trait Label: Copy + fmt::Debug + Send + Sync + 'static {
    /// The label's name.
    const NAME: &'static str;
    /// All values.
    const ALL: &'static [Self];

    /// The value in the text.
    fn value(self) -> &'static str;

    /// The position in [`ALL`](Self::ALL).
    fn index(self) -> usize;
}

/// Defines an enum that is a [`Label`].
macro_rules! labels {
    (
        $(#[$doc:meta])*
        $vis:vis enum $name:ident($label:literal) {
            $($(#[$variant_doc:meta])* $variant:ident = $value:literal,)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $vis enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl crate::telemetry::labels::Label for $name {
            const NAME: &'static str = $label;
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn value(self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)+
                }
            }

            fn index(self) -> usize {
                self as usize
            }
        }
    };
}

/// A metric for each value of a label. An instance from `default` has none. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct ByLabel<L, M> {
    metrics: Arc<[M]>,
    label: PhantomData<L>,
}

impl<L, M> Default for ByLabel<L, M> {
    fn default() -> Self {
        Self {
            metrics: Arc::default(),
            label: PhantomData,
        }
    }
}

impl<L, M> ByLabel<L, M>
where
    L: Label,
    M: EncodeMetric + TypedMetric + Clone + Default + fmt::Debug + Send + Sync + 'static,
{
    pub(super) fn new(registry: &mut Registry, name: &str, help: &str) -> Self {
        let family = Family::<[(&str, &'static str); 1], M>::default();
        registry.register(name, help, family.clone());
        let values = L::ALL.iter();
        let metrics = values.map(|label| family.get_or_create_owned(&[(L::NAME, label.value())]));
        Self {
            metrics: metrics.collect(),
            label: PhantomData,
        }
    }

    pub(super) fn get(&self, label: L) -> Option<&M> {
        self.metrics.get(label.index())
    }
}
