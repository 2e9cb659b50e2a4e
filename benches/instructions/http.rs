//! Requests over HTTP that the response cache answers, without their connection.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::{StatusCode, header};
use journey_gateway::clock::Clock;
use journey_gateway::http::{self, Hosts, Pages};
use journey_gateway::pipeline::Gateway;
use journey_gateway::server::{Respond, Server};

use crate::counted;
use crate::gateway::{CACHED, TIMES, WARM, config, runtime, settle};
use crate::recorded::{self, Query, Recorded};

pub(crate) fn count(recorded: &Recorded) {
    let runtime = runtime();
    let _entered = runtime.enter();
    let config = config(recorded, &CACHED);
    let server = Server::new(&config.connections);
    let gateway = Arc::new(Gateway::new(config, Clock::system()).unwrap());
    let routes = http::routes(gateway, Pages::default(), Hosts::Any, server.draining()).public;
    let respond = async |request| {
        let response = routes.respond(request).await;
        assert_eq!(response.status(), StatusCode::OK);
        to_bytes(response.into_body(), usize::MAX).await.unwrap()
    };
    for query in Query::ALL {
        for _ in 0..WARM {
            runtime.block_on(respond(request(query)));
        }
        let part = format!("request.{}", query.name());
        for _ in 0..TIMES {
            let request = request(query);
            let body = counted(&part, || runtime.block_on(respond(request)));
            query.check(&body).unwrap();
            settle(&runtime);
        }
    }
}

/// A request as clients send it.
fn request(query: Query) -> Request {
    let request = Request::post("/graphql")
        .header(header::HOST, "127.0.0.1:8080")
        .header(header::AUTHORIZATION, format!("Bearer {}", recorded::TOKEN))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json")
        .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 50_000))));
    request.body(Body::from(query.body(0))).unwrap()
}
