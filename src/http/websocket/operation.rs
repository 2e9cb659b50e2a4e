//! One operation of a socket, from its parameters to its last message.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::Sockets;
use super::message::Close;
use crate::http::problem::Problem;
use crate::identity::IdentityError;
use crate::operation::Params;
use crate::operation::answer::Answer;
use crate::origin::Origin;
use crate::pipeline::{Next, RequestContext};

/// What is to be sent.
pub(super) struct Outgoing {
    pub(super) id: String,
    pub(super) number: u64,
    pub(super) reply: Reply,
}

/// What an operation sends.
pub(super) enum Reply {
    /// A result.
    Next(Bytes),
    /// The errors for which there is none; the operation is over.
    Error(Bytes),
    /// The operation is over.
    Complete,
    /// The whole socket is.
    Close(Close),
}

/// Where an operation's messages go.
pub(super) struct Sender {
    pub(super) id: String,
    pub(super) number: u64,
    pub(super) outgoing: mpsc::Sender<Outgoing>,
}

impl Sender {
    /// Waits as long as the client takes nothing.
    async fn send(&self, reply: Reply) {
        let outgoing = Outgoing {
            id: self.id.clone(),
            number: self.number,
            reply,
        };
        // The socket has gone, and this task with it.
        let _ = self.outgoing.send(outgoing).await;
    }

    async fn send_answer(&self, answer: &Answer) {
        let body = answer.content().body().clone();
        if answer.is_executed() {
            self.send(Reply::Next(body)).await;
            self.send(Reply::Complete).await;
        } else {
            self.send(Reply::Error(body)).await;
        }
    }
}

/// Executes an operation and sends its results.
pub(super) async fn run(
    sockets: Sockets,
    (token, origin): (String, Arc<Origin>),
    params: Params,
    sender: Sender,
) {
    let gateway = &sockets.gateway;
    let limits = sockets.limits();
    let began = Instant::now();
    let work = async {
        let deadline = began + limits.upstream_timeout();
        let context = gateway.identify_known(&token, &origin, deadline).await?;
        let _place = gateway.admission().acquire_request(&context.key()).await?;
        Ok(first(&sockets, params, context).await)
    };
    let first = timeout_at(began + limits.request_timeout, work)
        .await
        .unwrap_or(Err(Problem::Late(limits.request_timeout)));
    match first {
        Ok(First::Answer(answer)) => sender.send_answer(&answer).await,
        Ok(First::Changes(changes)) => Box::pin(send_changes(*changes, &sender)).await,
        Err(Problem::Refused(IdentityError::Unknown(_) | IdentityError::Overloaded(_))) => {
            sender.send(Reply::Close(Close::TryAgain)).await;
        }
        Err(Problem::Refused(IdentityError::RightsUnknown(_))) => {
            sender.send(Reply::Close(Close::RightsUnknown)).await;
        }
        Err(Problem::Refused(_)) => sender.send(Reply::Close(Close::Forbidden)).await,
        Err(problem) => sender.send(Reply::Error(problem.body())).await,
    }
}

/// What an operation begins with.
enum First {
    Answer(Answer),
    Changes(Box<crate::pipeline::Changes>),
}

async fn first(sockets: &Sockets, params: Params, context: RequestContext) -> First {
    let gateway = &sockets.gateway;
    if !gateway.is_subscription(&params) {
        return First::Answer(gateway.answer(params, context).await);
    }
    match gateway.subscribe(params, context).await {
        Ok(changes) => First::Changes(Box::new(changes)),
        Err(answer) => First::Answer(answer),
    }
}

async fn send_changes(mut changes: crate::pipeline::Changes, sender: &Sender) {
    loop {
        match changes.next().await {
            Next::Answer(body) => sender.send(Reply::Next(body)).await,
            Next::Failed(answer) => {
                let body = answer.content().body().clone();
                return sender.send(Reply::Error(body)).await;
            }
            Next::Refused(IdentityError::RightsUnknown(_)) => {
                return sender.send(Reply::Close(Close::RightsUnknown)).await;
            }
            Next::Refused(_) => return sender.send(Reply::Close(Close::Forbidden)).await,
        }
    }
}
