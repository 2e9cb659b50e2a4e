//! Values from lists that the platform extends over time.

/// Defines an enum of the values that this version knows, plus `Unknown` with the text of any other value.
macro_rules! platform_values {
    (
        $(#[$doc:meta])*
        pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }
    ) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, get_size2::GetSize, serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A value that this version does not know, in the platform's spelling.
            Unknown(String),
        }

        impl $name {
            /// Reads the platform's spelling, ignoring ASCII case.
            pub fn from_platform(text: String) -> Self {
                $(if text.eq_ignore_ascii_case($text) {
                    return Self::$variant;
                })+
                Self::Unknown(text)
            }

            /// The platform's spelling.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown(text) => text,
                }
            }
        }
    };
}

pub(super) use platform_values;

#[cfg(test)]
mod tests {
    use crate::model::event::ActionState;

    #[test]
    fn known_values_are_read_in_any_case_and_unknown_ones_keep_their_spelling() {
        for (text, state, spelling) in [
            ("timedout", ActionState::TimedOut, "timedout"),
            ("TimedOut", ActionState::TimedOut, "timedout"),
            (
                "Snoozed",
                ActionState::Unknown("Snoozed".to_owned()),
                "Snoozed",
            ),
            ("", ActionState::Unknown(String::new()), ""),
        ] {
            let read = ActionState::from_platform(text.to_owned());
            assert_eq!(read, state);
            assert_eq!(read.as_str(), spelling);
        }
    }
}
