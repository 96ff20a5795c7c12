//! Where the verifier listens: a port, or a socket in the file system.

use std::{
    fmt,
    fs::{self, Permissions},
    io,
    net::{IpAddr, SocketAddr},
    os::unix::fs::{FileTypeExt, PermissionsExt},
    path::{Path, PathBuf},
    pin::Pin,
    str::FromStr,
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream, UnixListener, UnixStream},
};

/// Where gateways reach the verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// An address and port; port 0: one that is free.
    Tcp(SocketAddr),
    /// A socket in the file system, written `unix:PATH`. Whoever may write to it is a gateway.
    Unix(PathBuf),
}

/// A text that names no such place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write ADDRESS:PORT, or unix: and a path")]
pub struct NoListen;

/// Why it can't be listened there.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Another program is there already.
    #[error("{0} is taken by another program")]
    Taken(Listen),
    /// This user may not.
    #[error("{0} may not be opened by this user")]
    Denied(Listen),
    /// There is something at this path that is no socket.
    #[error("{} is there already and is no socket", .0.display())]
    NoSocket(PathBuf),
    /// Another reason of the system.
    #[error("{0} can't be opened: {1}")]
    System(Listen, #[source] io::Error),
}

impl Listen {
    /// Whether other machines can reach it, and what they send can be read on its way: there is no TLS.
    pub const fn is_beyond_this_machine(&self) -> bool {
        matches!(self, Self::Tcp(address) if !address.ip().to_canonical().is_loopback())
    }
}

impl FromStr for Listen {
    type Err = NoListen;

    fn from_str(text: &str) -> Result<Self, NoListen> {
        match text.strip_prefix("unix:") {
            Some("") => Err(NoListen),
            Some(path) => Ok(Self::Unix(path.into())),
            None => text.parse().map(Self::Tcp).map_err(|_| NoListen),
        }
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

pub(super) enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener, SocketFile),
}

/// Goes with its listener.
pub(super) struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

pub(super) enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Listener {
    pub(super) async fn bind(listen: &Listen) -> Result<Self, ListenError> {
        let bound = match listen {
            Listen::Tcp(address) => TcpListener::bind(address).await.map(Self::Tcp),
            Listen::Unix(path) => {
                make_room(path).await?;
                UnixListener::bind(path).and_then(|listener| {
                    let file = SocketFile(path.clone());
                    // The gateway is another user: the socket's group lets it in.
                    fs::set_permissions(path, Permissions::from_mode(0o660))?;
                    Ok(Self::Unix(listener, file))
                })
            }
        };
        bound.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => ListenError::Taken(listen.clone()),
            io::ErrorKind::PermissionDenied => ListenError::Denied(listen.clone()),
            _ => ListenError::System(listen.clone(), error),
        })
    }

    /// Where it listens in fact.
    pub(super) fn place(&self) -> io::Result<Listen> {
        match self {
            Self::Tcp(listener) => listener.local_addr().map(Listen::Tcp),
            Self::Unix(_, file) => Ok(Listen::Unix(file.0.clone())),
        }
    }

    /// The next caller, and its address if it has one.
    pub(super) async fn accept(&self) -> io::Result<(Stream, Option<IpAddr>)> {
        match self {
            Self::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                // An answer that waits for the acknowledgement of the one before comes 40 ms late.
                stream.set_nodelay(true)?;
                Ok((Stream::Tcp(stream), Some(peer.ip().to_canonical())))
            }
            Self::Unix(listener, _) => Ok((Stream::Unix(listener.accept().await?.0), None)),
        }
    }
}

/// Removes the socket that a killed verifier left; one that somebody listens at stays.
async fn make_room(path: &Path) -> Result<(), ListenError> {
    let Ok(found) = fs::symlink_metadata(path) else { return Ok(()) };
    if !found.file_type().is_socket() {
        return Err(ListenError::NoSocket(path.to_owned()));
    }
    let place = || Listen::Unix(path.to_owned());
    match UnixStream::connect(path).await {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            fs::remove_file(path).map_err(|error| ListenError::System(place(), error))
        }
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(ListenError::Denied(place())),
        _ => Err(ListenError::Taken(place())),
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Unix(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Unix(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Self::Unix(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_flush(cx),
            Self::Unix(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Unix(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn bind(listen: &Listen) -> Result<Listener, ListenError> {
        Listener::bind(listen).await
    }

    #[test]
    fn a_place_is_written_as_it_is_read() {
        for text in ["127.0.0.1:9180", "[::1]:0", "unix:/run/tokendesk.sock"] {
            assert_eq!(text.parse::<Listen>().unwrap().to_string(), text);
        }
        for text in ["", "9180", "localhost:9180", "unix:"] {
            assert_eq!(text.parse::<Listen>(), Err(NoListen), "{text}");
        }
    }

    #[test]
    fn only_loopback_addresses_and_sockets_stay_within_the_machine() {
        for text in ["127.0.0.1:9180", "127.1.2.3:0", "[::1]:0", "[::ffff:127.0.0.1]:0", "unix:/run/v.sock"] {
            assert!(!text.parse::<Listen>().unwrap().is_beyond_this_machine(), "{text}");
        }
        for text in ["0.0.0.0:9180", "[::]:9180", "10.0.0.5:9180"] {
            assert!(text.parse::<Listen>().unwrap().is_beyond_this_machine(), "{text}");
        }
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_said() {
        let first = bind(&"127.0.0.1:0".parse().unwrap()).await.unwrap();
        let place = first.place().unwrap();
        assert!(matches!(bind(&place).await, Err(ListenError::Taken(taken)) if taken == place));
    }

    #[tokio::test]
    async fn the_socket_of_a_killed_verifier_is_replaced_and_that_of_a_living_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("v.sock");
        let listen = Listen::Unix(path.clone());
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        let living = bind(&listen).await.unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
        assert!(matches!(bind(&listen).await, Err(ListenError::Taken(_))));
        drop(living);
        assert!(!path.exists(), "it goes with its listener");
    }

    #[tokio::test]
    async fn a_file_is_never_replaced_by_a_socket() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("precious");
        fs::write(&path, "x").unwrap();
        assert!(matches!(bind(&Listen::Unix(path.clone())).await, Err(ListenError::NoSocket(_))));
        assert_eq!(fs::read(&path).unwrap(), b"x");
    }
}
