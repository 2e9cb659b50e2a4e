//! Arbitrary text as a document: scan, parse, counts and cost. A crash, a stack overflow or a slow input
//! is a finding.

#![no_main]

use std::sync::LazyLock;

use journey_gateway::config::{Config, Limits};
use journey_gateway::pipeline::operation::{DocumentCache, Params, Suggestions, Switches, cost};
use libfuzzer_sys::fuzz_target;

static LIMITS: LazyLock<Limits> = LazyLock::new(|| {
    let region = ("region", "mypurecloud.de".to_owned());
    let config = Config::read(None, std::iter::empty(), vec![region]);
    config.expect("the defaults are valid").limits
});

fuzz_target!(|text: &str| {
    // A new cache for each input, because a cached document is not parsed again.
    let Ok(document) = DocumentCache::new(0, Suggestions::On).get_or_parse(text, &LIMITS) else {
        return;
    };
    let params = Params {
        query: text.to_owned(),
        document_id: None,
        operation_name: None,
        variables: Default::default(),
    };
    let switches = Switches {
        introspection: true,
        federation: true,
    };
    let _ = cost(&document, &params, &LIMITS, switches);
});
