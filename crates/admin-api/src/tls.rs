//! The certificate that the listener shows where its callers are on other machines.

use std::{fs::File, io::BufReader, path::Path, sync::Arc};

use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        pki_types::{
            CertificateDer, PrivateKeyDer,
            pem::{self, PemObject},
        },
    },
};

/// A certificate chain with its private key.
pub struct Tls(pub(crate) TlsAcceptor);

/// Why the listener can't show it.
#[derive(Debug, thiserror::Error)]
pub enum TlsProblem {
    /// The file can't be opened.
    #[error("{0} can't be read: {1}")]
    Unreadable(String, #[source] std::io::Error),
    /// It holds no PEM of this kind.
    #[error("{0} holds no {1} in PEM")]
    NoPem(String, &'static str),
    /// The certificate and the key do not fit, or neither is understood.
    #[error("the certificate and its key can't be used: {0}")]
    Refused(#[from] rustls::Error),
}

impl Tls {
    /// Reads both from PEM files.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TlsProblem> {
        let name = certificate.display().to_string();
        let chain: Result<Vec<_>, _> = CertificateDer::pem_reader_iter(open(certificate)?).collect();
        let chain = chain.map_err(|error| no_pem(&name, "certificate", error))?;
        if chain.is_empty() {
            return Err(TlsProblem::NoPem(name, "certificate"));
        }
        let key_name = key.display().to_string();
        let key = PrivateKeyDer::from_pem_reader(open(key)?)
            .map_err(|error| no_pem(&key_name, "private key", error))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }
}

fn open(path: &Path) -> Result<BufReader<File>, TlsProblem> {
    let file = File::open(path).map_err(|error| TlsProblem::Unreadable(path.display().to_string(), error))?;
    Ok(BufReader::new(file))
}

fn no_pem(name: &str, kind: &'static str, error: pem::Error) -> TlsProblem {
    match error {
        pem::Error::Io(error) => TlsProblem::Unreadable(name.to_owned(), error),
        _ => TlsProblem::NoPem(name.to_owned(), kind),
    }
}
