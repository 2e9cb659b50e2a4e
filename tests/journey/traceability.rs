//! Following one request: its id and trace in logs, the trace in upstream calls, and the platform's correlation ids.

mod correlation;
mod propagation;
mod request_log;
