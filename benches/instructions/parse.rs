//! What happens before execution: the body's parameters, the document, its variables and cost.

use journey_gateway::config::Config;
use journey_gateway::pipeline::operation::{
    DocumentCache, Params, Suggestions, Switches, coerce, cost,
};

use crate::counted;
use crate::recorded::Query;

const TIMES: u64 = 3;

pub(crate) fn count() {
    let flags = vec![("region", "mypurecloud.de".to_owned())];
    let config = Config::read(None, std::iter::empty(), flags).unwrap();
    let limits = config.limits;
    let switches = Switches {
        introspection: false,
        federation: false,
    };
    for query in Query::ALL {
        let name = query.name();
        let documents = DocumentCache::new(16_777_216, Suggestions::Off);
        // The first document of the process also creates what all validations share.
        documents.get_or_parse("{ __typename }", &limits).unwrap();
        for time in 0..TIMES {
            let body = query.body(time);
            counted(&format!("params.{name}"), || {
                Params::from_body(&body).unwrap()
            });
            // The text of a document that is not cached.
            let text = format!("{}#{time}", query.text());
            counted(&format!("document.{name}"), || {
                documents.get_or_parse(&text, &limits).unwrap()
            });
            let document = counted(&format!("cached-document.{name}"), || {
                documents.get_or_parse(&text, &limits).unwrap()
            });
            let params = Params::from_body(&body).unwrap();
            counted(&format!("coerce.{name}"), || {
                coerce(&document, &params, Suggestions::Off, 10).unwrap()
            });
            counted(&format!("cost.{name}"), || {
                cost(&document, &params, &limits, switches).unwrap().cost
            });
        }
    }
}
