//! Metrics of TLS.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Listener {
    listener: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reload {
    listener: &'static str,
    outcome: &'static str,
}

/// Metrics of TLS.
#[derive(Debug, Clone, Default)]
pub struct Tls {
    reloads: Family<Reload, Counter>,
    failures: Family<Listener, Counter>,
    expiry: Family<Listener, Gauge>,
}

/// Metrics of TLS of one listener.
#[derive(Debug, Clone)]
pub struct TlsListener {
    reloads: [Counter; 2],
    failures: Counter,
    expiry: Family<Listener, Gauge>,
    listener: Listener,
}

impl Tls {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let tls = Self::default();
        registry.register(
            "tls_reloads",
            "Number of times that the TLS files were read again, by listener and outcome: ok or refused",
            tls.reloads.clone(),
        );
        registry.register(
            "tls_handshake_failures",
            "Number of failed TLS handshakes of clients by listener",
            tls.failures.clone(),
        );
        registry.register(
            "tls_certificate_expiry_seconds",
            "When the TLS certificate expires, in seconds since 1970, by listener",
            tls.expiry.clone(),
        );
        tls
    }

    /// The metrics of a listener.
    pub fn listener(&self, listener: &'static str) -> TlsListener {
        let reload = |outcome| {
            let reload = Reload { listener, outcome };
            self.reloads.get_or_create_owned(&reload)
        };
        TlsListener {
            reloads: [reload("ok"), reload("refused")],
            failures: self.failures.get_or_create_owned(&Listener { listener }),
            expiry: self.expiry.clone(),
            listener: Listener { listener },
        }
    }
}

impl TlsListener {
    /// Counts that the files were read again.
    pub fn count_reload(&self, is_valid: bool) {
        let [ok, refused] = &self.reloads;
        if is_valid {
            ok.inc()
        } else {
            refused.inc()
        };
    }

    /// Counts a failed handshake.
    pub fn count_failure(&self) {
        self.failures.inc();
    }

    /// Sets when the certificate expires; without a date there is no value, because 0 would mean that it has expired.
    pub fn set_expiry(&self, expires_at: Option<i64>) {
        match expires_at {
            Some(expires_at) => {
                self.expiry.get_or_create(&self.listener).set(expires_at);
            }
            None => {
                self.expiry.remove(&self.listener);
            }
        }
    }
}
