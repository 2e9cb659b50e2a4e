//! Why a command failed.

use std::io;
use std::process::ExitCode;

use journey_gateway::config::ConfigErrors;
use journey_gateway::fleet::JoinError;
use journey_gateway::pipeline::StartError;
use journey_gateway::platform;
use journey_gateway::trace::TracerError;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    #[error(transparent)]
    Configuration(#[from] ConfigErrors),
    #[error("cannot build the platform client: {0}")]
    Platform(#[from] platform::Error),
    #[error(transparent)]
    Traces(#[from] TracerError),
    #[error("{0}")]
    Document(String),
    /// An operation exceeds a limit of the gateway.
    #[error("{0}")]
    Limit(String),
    #[error("the check failed")]
    Check,
    #[error(transparent)]
    Fleet(JoinError),
    /// The gateway does not respond as it should.
    #[error("{0}")]
    Health(String),
    #[error("{context}: {source}")]
    Io { context: String, source: io::Error },
}

impl From<StartError> for CliError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Platform(error) => Self::Platform(error),
            StartError::Manifest(errors) => Self::Configuration(errors),
            StartError::Fleet(error) => Self::Fleet(error),
            StartError::Traces(error) => Self::Traces(error),
        }
    }
}

impl CliError {
    pub(super) fn io(context: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let context = context.into();
        move |source| Self::Io { context, source }
    }

    /// 2 for errors in the command's input, 1 for all others.
    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Configuration(_) | Self::Document(_) | Self::Fleet(_) => ExitCode::from(2),
            Self::Platform(_)
            | Self::Traces(_)
            | Self::Limit(_)
            | Self::Check
            | Self::Health(_)
            | Self::Io { .. } => ExitCode::FAILURE,
        }
    }
}
