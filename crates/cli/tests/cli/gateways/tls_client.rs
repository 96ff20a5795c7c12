//! A client that trusts one certificate, over HTTP/1.1 and HTTP/2.

use std::{error::Error, net::SocketAddr, sync::Arc, time::Duration};

use http_body_util::BodyExt;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{CertifiedKey, KeyPair};
use tokio::{net::TcpStream, runtime::Builder, spawn, time::timeout};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, pki_types::ServerName},
};

use super::client::{Reply, Request};

const HOST: &str = "api.example.com";
const ANSWER_TIME: Duration = Duration::from_secs(30);

#[derive(Clone, Copy, Debug)]
pub(crate) enum Http {
    One,
    Two,
}

/// A certificate that signs itself.
pub(crate) struct Certificate(CertifiedKey<KeyPair>);

impl Certificate {
    pub(crate) fn new() -> Self {
        Self(rcgen::generate_simple_self_signed([HOST.to_owned()]).expect("a certificate"))
    }

    pub(crate) fn pem(&self) -> String {
        self.0.cert.pem()
    }

    pub(crate) fn key_pem(&self) -> String {
        self.0.signing_key.serialize_pem()
    }

    /// The reply, or why there is none.
    pub(crate) fn send(
        &self,
        to: SocketAddr,
        http: Http,
        request: &Request,
    ) -> Result<Reply, Box<dyn Error>> {
        match http {
            Http::One => self.send_http1(to, request),
            Http::Two => {
                let runtime = Builder::new_current_thread().enable_all().build()?;
                runtime.block_on(async { timeout(ANSWER_TIME, self.send_http2(to, request)).await? })
            }
        }
    }

    fn send_http1(&self, to: SocketAddr, request: &Request) -> Result<Reply, Box<dyn Error>> {
        let tcp = std::net::TcpStream::connect(to)?;
        tcp.set_read_timeout(Some(ANSWER_TIME))?;
        let mut stream = StreamOwned::new(ClientConnection::new(self.trust(b"http/1.1")?, name()?)?, tcp);
        stream.conn.complete_io(&mut stream.sock)?;
        assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
        Ok(request.send_over(&mut stream)?)
    }

    async fn send_http2(&self, to: SocketAddr, request: &Request) -> Result<Reply, Box<dyn Error>> {
        let connector = TlsConnector::from(self.trust(b"h2")?);
        let stream = connector.connect(name()?, TcpStream::connect(to).await?).await?;
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let (mut calls, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await?;
        spawn(connection);
        let (head, body) = calls.send_request(request.http2()).await?.into_parts();
        let header =
            |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = head.headers.iter().map(|(name, value)| (name.to_string(), header(value))).collect();
        let body = String::from_utf8(body.collect().await?.to_bytes().to_vec())?;
        Ok(Reply { status: head.status.as_u16(), headers, body })
    }

    fn trust(&self, protocol: &[u8]) -> Result<Arc<ClientConfig>, Box<dyn Error>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.cert.der().clone())?;
        let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![protocol.to_vec()];
        Ok(Arc::new(config))
    }
}

fn name() -> Result<ServerName<'static>, Box<dyn Error>> {
    Ok(ServerName::try_from(HOST)?)
}
