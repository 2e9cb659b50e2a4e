//! Arbitrary bytes as a request: the body of a POST and the query string of a GET.

#![no_main]

use journey_gateway::pipeline::operation::Params;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = Params::from_body(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Params::from_query_string(text);
    }
});
