//! Reports the state of the process to systemd (`Type=notify`), without its library: one datagram to the socket that
//! `NOTIFY_SOCKET` names.

/// Sends a state such as `READY=1`. Does nothing without systemd.
#[cfg(unix)]
pub(super) fn notify(state: &str) {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::net::UnixDatagram;

    let Some(path) = std::env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    let sent = UnixDatagram::unbound().and_then(|socket| {
        // `@` marks a name in Linux's abstract namespace.
        #[cfg(target_os = "linux")]
        if let Some(name) = path.as_bytes().strip_prefix(b"@") {
            use std::os::linux::net::SocketAddrExt;
            let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
            return socket.send_to_addr(state.as_bytes(), &address);
        }
        socket.send_to(state.as_bytes(), &path)
    });
    if let Err(error) = sent {
        tracing::warn!(%error, "systemd could not be notified");
    }
}

/// This system has no systemd.
#[cfg(not(unix))]
pub(super) fn notify(_: &str) {}
