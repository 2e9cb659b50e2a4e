//! How the platform is reached: the proxy and additional certificate authorities.

use std::path::Path;

use rustls::pki_types::CertificateDer;

use super::pem::certificates;
use super::reader::Reader;
use crate::platform::{Outbound, Proxy};

impl Reader {
    pub(super) fn outbound(&mut self) -> Outbound {
        Outbound::new(self.proxy(), self.authorities())
    }

    /// `platform.proxy` for every call, or `HTTPS_PROXY` for calls over TLS.
    fn proxy(&mut self) -> Option<Proxy> {
        let no_proxy = self
            .optional_text("platform.no_proxy")
            .or_else(|| self.variable_in_either_case("NO_PROXY"))
            .unwrap_or_default();
        let (source, url, only_tls) =
            match self.fixed_secret("platform.proxy", "platform.proxy_file") {
                Some(url) if url == "none" => return None,
                Some(url) => ("platform.proxy", url, false),
                None => {
                    let url = self.variable_in_either_case("HTTPS_PROXY")?;
                    ("HTTPS_PROXY", url, true)
                }
            };
        let proxy = Proxy::new(&url, &no_proxy, only_tls);
        if proxy.is_none() {
            // The value may contain a password.
            self.add_error(
                source,
                "expected a URL such as `http://proxy.example.com:3128`, with or without user and password, or `none`",
            );
        }
        proxy
    }

    fn authorities(&mut self) -> Vec<CertificateDer<'static>> {
        const KEY: &str = "platform.ca_file";
        let Some(path) = self.optional_text(KEY) else {
            return Vec::new();
        };
        certificates(Path::new(&path)).unwrap_or_else(|message| {
            self.add_error(KEY, format!("{path} {message}"));
            Vec::new()
        })
    }
}
