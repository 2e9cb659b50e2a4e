//! One operation, from its parameters to its answer: out of the finished answers, from whoever is
//! working on the same one, or by executing it.

use std::sync::Arc;

use async_graphql::{Request, ServerError, Variables};
use tokio::time::{Instant, timeout_at};

use super::{Gateway, RequestContext};
use crate::audit;
use crate::cache::{InFlight, Leader, ResponseKey, Scope, StoredResponse};
use crate::engine::{self, LoaderTasks, ResponseForm};
use crate::error::FieldErrors;
use crate::graph::{Journey, Schema, Turns};
use crate::load::{Loaders, Source};
use crate::operation::answer::{Answer, Outcome, Remarks};
use crate::operation::{self, Document, Params, Rejection, Upstream};
use crate::platform::UpstreamCaller;

/// What an operation came to.
enum Executed {
    /// It was answered.
    Answered(Arc<StoredResponse>),
    /// The engine found the document invalid.
    Invalid(Vec<ServerError>),
}

impl Gateway {
    /// Answers one operation.
    pub async fn answer(&self, params: Params, context: RequestContext) -> Answer {
        let answered = self.answer_within_limits(&params, &context).await;
        let answer = answered.unwrap_or_else(Answer::rejected);
        self.audit_refusal(&params, &context, &answer);
        answer
    }

    async fn answer_within_limits(
        &self,
        params: &Params,
        context: &RequestContext,
    ) -> Result<Answer, Rejection> {
        let began = Instant::now();
        let limits = &self.config.limits;
        operation::check_params(params, limits)?;
        let document = self.documents.read(&params.query, limits)?;
        if operation::is_subscription(&document, params) {
            return Err(Rejection::Subscription);
        }
        let scope = self
            .scopes
            .get_or_create(&self.identity.scope(&context.viewer));
        let mut duty = None;
        // An answer that is explained is made anew: a finished one has no story of its own.
        if self.config.answers && !context.explains {
            let key = Arc::new(key(&document, params, context));
            match self.finished(&scope, &key, context).await {
                Have::Finished(finished) => {
                    self.budgets.spend(&context.viewer.id, finished.cost)?;
                    self.audit_answer(&document, params, context, &finished, began, 0);
                    return Ok(Answer::executed(finished));
                }
                Have::Duty(lead) => duty = Some((key, lead)),
                Have::Nothing => {}
            }
        }
        let place = self.cpu_queue.enter(&context.viewer.id).await?;
        let cost = operation::cost(&document, params, limits, self.config.introspection)?;
        self.budgets.spend(&context.viewer.id, cost)?;
        let caller =
            UpstreamCaller::new(self.identity.credential(&context.token), context.deadline)
                .for_viewer(&context.viewer.id)
                .with_max_calls(limits.upstream_calls);
        let caller = if context.explains {
            caller.recording()
        } else {
            caller
        };
        // In memory of its own: an answer that is finished does without.
        let execute = Box::pin(self.execute(&document, params, context, &scope, &caller, cost));
        let executed = place.run(execute).await;
        let finished = match executed {
            Executed::Answered(finished) => finished,
            Executed::Invalid(errors) => {
                if let Some((_, lead)) = duty {
                    lead.complete::<StoredResponse>(&Ok(None));
                }
                return Ok(Answer::errors(&errors));
            }
        };
        if let Some((key, lead)) = duty {
            self.share(&scope, &key, lead, &finished);
        }
        self.audit_answer(&document, params, context, &finished, began, caller.calls());
        Ok(Answer::executed(finished))
    }

    /// Looks for an answer that holds, and waits for one that is being worked on.
    async fn finished(
        &self,
        scope: &Scope,
        key: &Arc<ResponseKey>,
        context: &RequestContext,
    ) -> Have {
        let known = || {
            let finished = scope.get::<StoredResponse>(key)?.found?;
            finished.is_current(self.clock.now()).then_some(finished)
        };
        loop {
            if let Some(finished) = known() {
                return Have::Finished(finished);
            }
            match scope.in_flight::<StoredResponse>(key) {
                InFlight::Leader(lead) => {
                    // It may have landed since it was looked for.
                    return known().map_or(Have::Duty(lead), Have::Finished);
                }
                InFlight::Follower(follower) => {
                    match timeout_at(context.deadline, follower.outcome::<StoredResponse>()).await {
                        Ok(Some(Ok(Some(finished)))) => return Have::Finished(finished),
                        // What came of it is not for others, or too late.
                        Ok(Some(_)) | Err(_) => return Have::Nothing,
                        // Whoever worked on it gave up.
                        Ok(None) => {}
                    }
                }
            }
        }
    }

    /// Gives an answer to those who wait for it, and keeps it, if it is good for others.
    fn share(
        &self,
        scope: &Scope,
        key: &Arc<ResponseKey>,
        lead: Leader,
        finished: &Arc<StoredResponse>,
    ) {
        let provenance = &finished.provenance;
        if !provenance.is_cacheable() || !finished.is_current(self.clock.now()) {
            return lead.complete::<StoredResponse>(&Ok(None));
        }
        let time_left = provenance.time_left(Instant::now());
        let ttl = time_left.unwrap_or(self.config.cache.reference_ttl);
        scope.insert(key, Some(finished.clone()), ttl);
        lead.complete(&Ok(Some(finished.clone())));
    }

    /// What resolvers work with.
    pub(super) fn journey(
        &self,
        context: &RequestContext,
        source: Source,
        tasks: &LoaderTasks,
    ) -> Arc<Journey> {
        Arc::new(Journey {
            viewer: context.viewer.clone(),
            loaders: Loaders::new(source, tasks),
            errors: FieldErrors::default(),
            cursors: self.cursors.clone(),
            now: self.clock.now(),
            wrap_up_grace: self.config.status.wrap_up_grace,
            shown: self.config.shown,
            turns: Turns::default(),
        })
    }

    /// What is executed, and by which schema: of what was found valid before, nothing is validated.
    pub(super) fn prepare(
        &self,
        document: &Document,
        params: &Params,
        journey: Arc<Journey>,
    ) -> (&Schema, Request) {
        let is_valid = document.is_valid() && operation::has_plain_variables(document, params);
        let form = if document.needs_merge {
            ResponseForm::Values
        } else {
            ResponseForm::Text
        };
        let mut request = Request::new(String::new())
            .variables(Variables::from_json(params.variables.clone().into()))
            .data(journey)
            .data(form);
        request.operation_name.clone_from(&params.operation_name);
        request.set_parsed_query(document.parsed.clone());
        (self.schemas.for_document(is_valid), request)
    }

    async fn execute(
        &self,
        document: &Document,
        params: &Params,
        context: &RequestContext,
        scope: &Arc<Scope>,
        caller: &UpstreamCaller,
        cost: usize,
    ) -> Executed {
        let began = Instant::now();
        let tasks = LoaderTasks::default();
        let source = self.source(context, caller.clone(), scope.clone());
        let journey = self.journey(context, source, &tasks);
        let (schema, request) = self.prepare(document, params, journey.clone());
        let response = engine::run(schema.execute(request), &tasks).await;
        if let Some(stale) = caller.stale_identity() {
            self.viewers.recheck(&context.token, stale).await;
        }
        let denied = journey.errors.denied();
        let failures = journey.errors.take_errors();
        let outcome = Outcome::of(response, failures, self.config.limits.errors);
        if !outcome.is_executed() {
            return Executed::Invalid(outcome.errors().to_vec());
        }
        document.found_valid();
        let provenance = journey.loaders.take_provenance();
        let explain = || Upstream::of(caller, journey.loaders.key_counts(), began.elapsed());
        let remarks = Remarks {
            stale: provenance.is_stale(),
            upstream: context.explains.then(explain),
        };
        Executed::Answered(Arc::new(StoredResponse {
            body: outcome.body(remarks.given().as_ref()),
            gzip: std::sync::OnceLock::new(),
            provenance,
            expires_at: journey.turns.first(),
            customers: journey.loaders.take_customers(),
            denied,
            errors: outcome.errors().len(),
            cost,
        }))
    }

    fn audit_answer(
        &self,
        document: &Document,
        params: &Params,
        context: &RequestContext,
        finished: &StoredResponse,
        began: Instant,
        upstream_calls: usize,
    ) {
        if !self.config.audit {
            return;
        }
        let name = operation::name(&document.parsed, params.operation_name.as_deref());
        let answered = audit::Execution {
            customers: &finished.customers,
            denied: &finished.denied,
            errors: finished.errors,
            duration: began.elapsed(),
            upstream_calls,
        };
        let operation = audited(context, params, name);
        self.audit.operation_executed(&operation, &answered);
    }

    /// Writes an event about an operation that was not executed.
    pub(super) fn audit_refusal(&self, params: &Params, context: &RequestContext, answer: &Answer) {
        if !answer.is_executed() && self.config.audit {
            let operation = audited(context, params, params.operation_name.as_deref());
            let code = answer.code().unwrap_or_default();
            self.audit.operation_rejected(&operation, code);
        }
    }
}

/// An operation as audit events describe it.
pub(super) fn audited<'a>(
    context: &'a RequestContext,
    params: &'a Params,
    name: Option<&'a str>,
) -> audit::Operation<'a> {
    audit::Operation {
        viewer: &context.viewer,
        origin: &context.origin,
        name,
        document: &params.query,
    }
}

/// What there is for an operation before it is executed.
enum Have {
    /// Its answer.
    Finished(Arc<StoredResponse>),
    /// The duty to tell others, who wait for it.
    Duty(Leader),
    Nothing,
}

fn key(document: &Document, params: &Params, context: &RequestContext) -> ResponseKey {
    ResponseKey {
        document: document.text.clone(),
        operation: params.operation_name.clone(),
        variables: operation::canonical(&params.variables),
        rights: context.viewer.rights.clone(),
        subject: document.is_personal.then(|| context.viewer.id.clone()),
    }
}
