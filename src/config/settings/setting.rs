//! The description of one setting, and a group of them.

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Key in the configuration file; a dot separates table and key.
    pub key: &'static str,
    /// Default in the notation of the file; empty if the setting has no default.
    pub default: &'static str,
    /// Unit or type of the value.
    pub unit: &'static str,
    /// Meaning of the setting and the reason for its default.
    pub meaning: &'static str,
    /// Effect of exceeding the value, or of another value.
    pub effect: &'static str,
}

/// Settings of one part of the gateway.
#[derive(Debug)]
pub(in crate::config) struct Group {
    pub(in crate::config) title: &'static str,
    pub(in crate::config) settings: &'static [Setting],
}
