//! The union `_Entity`: the objects that another gateway looks up by a representation, see [`federation`](super::federation).

use async_graphql::{Context, ID, OutputType, Union, Value};

use super::agent::Agent;
use super::context::{ContextExt, Served};
use super::conversation_session::ConversationSession;
use super::customer::Customer;
use super::declaration::Declaration;
use super::look_up;
use super::other_sessions::{AppSession, CaseSession, OtherSession};
use super::queue::Queue;
use super::session::Session;
use super::web_session::WebSession;
use super::wrap_up::WrapUpCode;
use crate::engine::on_fast_path::resolve_variants_on_fast_path;
use crate::error::FieldError;

/// An object that another gateway can look up by its type and id.
#[derive(Union)]
#[graphql(name = "_Entity")]
pub(super) enum Entity {
    Customer(Customer),
    Conversation(ConversationSession),
    Web(WebSession),
    App(AppSession),
    Case(CaseSession),
    Other(OtherSession),
    Queue(Queue),
    Agent(Agent),
    WrapUpCode(WrapUpCode),
}

resolve_variants_on_fast_path!(
    Entity: Customer, Conversation, Web, App, Case, Other, Queue, Agent, WrapUpCode
);

impl From<Session> for Entity {
    fn from(session: Session) -> Self {
        match session {
            Session::Conversation(session) => Self::Conversation(session),
            Session::Web(session) => Self::Web(session),
            Session::App(session) => Self::App(session),
            Session::Case(session) => Self::Case(session),
            Session::Other(session) => Self::Other(session),
        }
    }
}

impl Entity {
    /// The object of a representation; `None` if it does not exist or the viewer must not see it. The look-up is that
    /// of the plural query field of its type.
    pub(super) async fn find(ctx: &Context<'_>, representation: &Value) -> Option<Self> {
        let Representation { type_name, id } = Representation::read(representation).served(ctx)?;
        match type_name {
            "Customer" => {
                let id = permitted_id(ctx, &look_up::CUSTOMERS, &id)?;
                Customer::find(ctx, id).await.map(Self::Customer)
            }
            "Queue" => {
                let id = permitted_id(ctx, &look_up::QUEUES, &id)?;
                Queue::find(ctx, id).await.map(Self::Queue)
            }
            "Agent" => {
                let id = permitted_id(ctx, &look_up::AGENTS, &id)?;
                Agent::find(ctx, id).await.map(Self::Agent)
            }
            "WrapUpCode" => {
                let id = permitted_id(ctx, &look_up::WRAP_UP_CODES, &id)?;
                WrapUpCode::find(ctx, id).await.map(Self::WrapUpCode)
            }
            name if is_session(ctx, name) => {
                let id = permitted_id(ctx, &look_up::SESSIONS, &id)?;
                let found = Session::find(ctx, id).await?;
                (found.type_of() == name).then(|| found.into())
            }
            _ => Err(invalid(
                "must have objects whose `__typename` is a type with `@key`, such as `Customer`",
            ))
            .served(ctx),
        }
    }
}

fn is_session(ctx: &Context<'_>, type_name: &str) -> bool {
    let mut interfaces = ctx.journey().fields.interfaces_of(type_name);
    interfaces.any(|interface| interface == <Session as OutputType>::type_name())
}

/// The id, if the viewer may look up objects of this kind and the id is well-formed.
fn permitted_id<T: std::str::FromStr>(
    ctx: &Context<'_>,
    look_up: &Declaration,
    id: &ID,
) -> Option<T> {
    if !look_up.permit(ctx) {
        return None;
    }
    let id = id.parse();
    id.map_err(|_| {
        invalid(
            "must have objects whose `id` is a UUID, for example `3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001`",
        )
    })
    .served(ctx)
}

/// The argument of `_entities`.
pub(super) const ARGUMENT: &str = "representations";

/// The type and the key of an entity. Other fields, which a gateway may send for `@requires`, are ignored.
struct Representation<'a> {
    type_name: &'a str,
    id: ID,
}

impl<'a> Representation<'a> {
    fn read(value: &'a Value) -> Result<Self, FieldError> {
        let Value::Object(fields) = value else {
            return Err(invalid("must have objects with `__typename` and `id`"));
        };
        let Some(Value::String(type_name)) = fields.get("__typename") else {
            return Err(invalid("must have objects with a `__typename`, a string"));
        };
        let id = match fields.get("id") {
            Some(Value::String(id)) => ID(id.clone()),
            Some(Value::Number(id)) if id.is_i64() || id.is_u64() => ID(id.to_string()),
            _ => {
                return Err(invalid(
                    "must have objects with an `id`, a string or an integer",
                ));
            }
        };
        Ok(Self { type_name, id })
    }
}

fn invalid(expected: &str) -> FieldError {
    FieldError::Argument {
        argument: ARGUMENT,
        expected: expected.to_owned(),
    }
}
