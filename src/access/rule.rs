//! One rule a guarded field. From a rule's one declaration come the runtime check
//! ([`Rights::permit`](super::Rights::permit)), the directive `@requiresPermission` in the SDL (the
//! field says `directive = rule::NAME::apply()`), and the sentence in the field's description
//! ([`describe`]).

use std::borrow::Cow;

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::location_traits::{
    Directive_At_FIELD_DEFINITION, Directive_At_OBJECT,
};
use async_graphql::registry::{
    __DirectiveLocation, MetaDirective, MetaDirectiveInvocation, MetaField, MetaInputValue,
    MetaType, Registry,
};
use async_graphql::{TypeDirective, Value};

use super::permission::Permission::{
    self, ExternalContactsContact, ExternalContactsSession, JourneyEvent, JourneyEventType,
    JourneySegment, JourneySession, JourneySessionType, QueueSearch, QueueView, RelateContact,
    SegmentAssignment, WrapUpCodeView,
};

/// The directive's name.
pub const DIRECTIVE: &str = "requiresPermission";

/// What a field needs.
pub trait Rule {
    /// One of these, unless empty.
    const ANY: &'static [Permission];
    /// All of these.
    const ALL: &'static [Permission];
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident { any: [$($any:ident),*], all: [$($all:ident),*] })+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Rule for $name {
            const ANY: &'static [Permission] = &[$($any),*];
            const ALL: &'static [Permission] = &[$($all),*];
        }

        impl $name {
            /// The directive as it is applied to a field or a type.
            pub fn apply() -> MetaDirectiveInvocation {
                invocation::<Self>()
            }
        }

        impl TypeDirective for $name {
            fn name(&self) -> Cow<'static, str> {
                Cow::Borrowed(DIRECTIVE)
            }

            fn register(&self, registry: &mut Registry) {
                register(registry);
            }
        }

        impl Directive_At_FIELD_DEFINITION for $name {
            fn check() {}
        }

        impl Directive_At_OBJECT for $name {
            fn check() {}
        }
    )+};
}

rules! {
    /// `Customer.sessions`
    Sessions { any: [JourneySession, JourneySessionType], all: [ExternalContactsSession] }
    /// Sessions by id; without `journey:session:view` conversations only.
    SessionById { any: [JourneySession, JourneySessionType], all: [] }
    /// `Session.events`
    Events { any: [], all: [JourneyEvent] }
    /// What a conversation's event says beyond its type and time.
    EventDetails { any: [], all: [JourneyEventType] }
    /// The queue that a conversation's event tells of.
    EventQueue { any: [QueueSearch, QueueView], all: [JourneyEventType] }
    /// A wrap-up's code.
    WrapUpCodes { any: [], all: [WrapUpCodeView] }
    /// Queues.
    Queues { any: [QueueSearch, QueueView], all: [] }
    /// A customer's details, as far as reading a single contact gives them.
    ContactDetails { any: [ExternalContactsContact, RelateContact], all: [] }
    /// A customer's identifiers, and customers by identifier.
    ContactIdentifiers { any: [], all: [ExternalContactsContact] }
    /// A customer's segments.
    SegmentAssignments { any: [], all: [SegmentAssignment] }
    /// A segment's name and colour.
    Segments { any: [], all: [JourneySegment] }
}

/// Says of a field of a guarded type that it needs nothing beyond what led to it. Without this or a
/// rule a field is [`undeclared`]. The schema does not show it.
#[derive(Debug)]
pub struct Open;

const OPEN: &str = "open";

impl Open {
    /// The declaration as it is applied to a field.
    pub fn apply() -> MetaDirectiveInvocation {
        MetaDirectiveInvocation {
            name: OPEN.to_owned(),
            args: IndexMap::new(),
        }
    }
}

impl TypeDirective for Open {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(OPEN)
    }

    fn register(&self, _: &mut Registry) {}
}

impl Directive_At_FIELD_DEFINITION for Open {
    fn check() {}
}

/// The fields that declare neither a permission nor that they are open, of types that have any
/// guarded field.
pub fn undeclared(registry: &Registry) -> Vec<String> {
    let mut undeclared = Vec::new();
    for (name, ty) in &registry.types {
        let MetaType::Object { fields, .. } = ty else {
            continue;
        };
        let declares = |field: &MetaField, name: &str| {
            let mut directives = field.directive_invocations.iter();
            directives.any(|directive| directive.name == name)
        };
        if fields.values().any(|field| declares(field, DIRECTIVE)) {
            let bare = fields
                .iter()
                .filter(|(_, field)| !declares(field, DIRECTIVE) && !declares(field, OPEN));
            undeclared.extend(bare.map(|(field, _)| format!("{name}.{field}")));
        }
    }
    undeclared
}

/// Takes the declarations of openness out, which are for us and not for clients.
pub fn hide_open(registry: &mut Registry) {
    for ty in registry.types.values_mut() {
        if let MetaType::Object { fields, .. } | MetaType::Interface { fields, .. } = ty {
            for field in fields.values_mut() {
                field
                    .directive_invocations
                    .retain(|directive| directive.name != OPEN);
            }
        }
    }
}

fn invocation<R: Rule>() -> MetaDirectiveInvocation {
    let list = |permissions: &[Permission]| {
        Value::List(
            permissions
                .iter()
                .map(|one| Value::String(one.as_str().to_owned()))
                .collect(),
        )
    };
    let mut args = IndexMap::new();
    for (name, permissions) in [("any", R::ANY), ("all", R::ALL)] {
        if !permissions.is_empty() {
            args.insert(name.to_owned(), list(permissions));
        }
    }
    MetaDirectiveInvocation {
        name: DIRECTIVE.to_owned(),
        args,
    }
}

fn register(registry: &mut Registry) {
    let mut args = IndexMap::new();
    for name in ["any", "all"] {
        args.insert(
            name.to_owned(),
            MetaInputValue::new(name.to_owned(), "[String!]".to_owned()),
        );
    }
    registry.add_directive(MetaDirective {
        name: DIRECTIVE.to_owned(),
        description: Some(
            "The viewer needs one of `any` and all of `all`, else the field is null and an error with the \
             code PERMISSION_DENIED says so."
                .to_owned(),
        ),
        locations: vec![__DirectiveLocation::FIELD_DEFINITION, __DirectiveLocation::OBJECT],
        args,
        is_repeatable: false,
        visible: None,
        composable: None,
    });
}

/// Writes what each guarded field needs at the end of its description.
pub fn describe(registry: &mut Registry) {
    for ty in registry.types.values_mut() {
        let (MetaType::Object { fields, .. } | MetaType::Interface { fields, .. }) = ty else {
            continue;
        };
        for field in fields.values_mut() {
            let Some(sentence) = field.directive_invocations.iter().find_map(sentence) else {
                continue;
            };
            let description = field.description.get_or_insert_default();
            if !description.ends_with(&sentence) {
                if !description.is_empty() {
                    description.push('\n');
                }
                description.push_str(&sentence);
            }
        }
    }
}

/// What a field needs, in words; nothing where it is not guarded.
pub fn requirement(field: &MetaField) -> Option<String> {
    field.directive_invocations.iter().find_map(needs)
}

fn sentence(directive: &MetaDirectiveInvocation) -> Option<String> {
    Some(format!("Needs {}.", needs(directive)?))
}

fn needs(directive: &MetaDirectiveInvocation) -> Option<String> {
    if directive.name != DIRECTIVE {
        return None;
    }
    let join = |name: &str, word: &str| match directive.args.get(name) {
        Some(Value::List(permissions)) => {
            let names = permissions.iter().filter_map(|one| match one {
                Value::String(text) => Some(format!("`{text}`")),
                _ => None,
            });
            Some(names.collect::<Vec<_>>().join(word))
        }
        _ => None,
    };
    let needs = [join("all", " and "), join("any", " or ")];
    let needs: Vec<_> = needs.into_iter().flatten().collect();
    Some(needs.join(", and "))
}
